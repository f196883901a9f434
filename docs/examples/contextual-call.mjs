#!/usr/bin/env node
// Opens Cordée on a patient from another program: what a doctor's own software does, in Node alone.
//
//   node docs/examples/contextual-call.mjs keys > key.pem        a key pair: the private half here, the public on screen
//   node docs/examples/contextual-call.mjs call http://localhost:3000 --software <identifier> --rpps <RPPS> \
//     --ins <15 characters> --oid <authority> [--local <number>] [--key key.pem] [--lang en]
//
// Without --key it signs with the key of the demonstration's fictitious software, which everybody knows.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
} from 'node:crypto'
import { readFileSync } from 'node:fs'

const [act, origin, ...rest] = process.argv.slice(2)
const option = (name) => {
  const at = rest.indexOf(`--${name}`)
  return at < 0 ? undefined : rest[at + 1]
}

/** Ed25519 from a sentence: for a demonstration, never for anything else. */
function demonstrationKey() {
  const seed = createHash('sha256').update('cordee demonstration software, no secret').digest()
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** One ticket for one opening: signed, good for a minute, with a number that never comes again. */
function ticketFor(key, audience) {
  const now = Math.floor(Date.now() / 1000)
  const patient = option('local') ? { localId: option('local') } : { ins: option('ins'), oid: option('oid') }
  const header = { alg: 'EdDSA', typ: 'cordee-call+jwt' }
  const claims = {
    iss: option('software'),
    aud: audience,
    sub: option('rpps'),
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    patient,
  }
  const text = `${encoded(header)}.${encoded(claims)}`
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

if (act === 'keys') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  process.stdout.write(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  process.stderr.write(`Register this one in Cordée:\n${publicKey.export({ format: 'pem', type: 'spki' })}`)
} else if (act === 'call') {
  const key = option('key') ? createPrivateKey(readFileSync(option('key'))) : demonstrationKey()
  const endpoint = `${origin}/api/call`
  // From server to server: the ticket names a patient and never passes through the browser.
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/jwt', 'accept-language': option('lang') ?? 'fr' },
    body: ticketFor(key, endpoint),
  })
  const said = await answer.json()
  if (answer.ok) process.stdout.write(`Send the doctor's browser to:\n${said.open}\n`)
  else console.error(`${answer.status} ${said.reason}: ${said.message}`)
  process.exitCode = answer.ok ? 0 : 1
} else if (act === 'demonstration-key') {
  process.stdout.write(createPublicKey(demonstrationKey()).export({ format: 'pem', type: 'spki' }))
} else {
  console.error('keys, or call <origin> --software … --rpps … --ins … --oid …')
  process.exitCode = 2
}
