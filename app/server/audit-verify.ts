import { keysOf, publicKeyText, verifyTrail } from '#app/features/audit/index.server.ts'
import { createEngine } from '#app/kernel/engine.server.ts'
import { readEnv } from '#app/kernel/env.server.ts'
import { environmentOfCommand } from './up/demonstration-env.ts'

// `npm run audit:verify`: whether the trail is what was sealed. Ends with 1 when it is not, or says nothing.

const EXPLANATIONS = {
  missing_seal: 'a seal is missing before it',
  broken_chain: 'it does not follow from the seal before it',
  gap: 'it does not begin where the seal before it ends',
  unknown_key: 'it is signed with a key that is not known (AUDIT_FORMER_KEYS)',
  bad_signature: 'its signature is wrong',
  rows_changed: 'its rows were changed, removed or added after they were sealed',
  newest_removed: 'the object store knows it, the database does not: the newest seals were removed',
  other_head: 'the copy in the object store is another',
} as const
const say = (line: string) => void process.stdout.write(`${line}\n`)
const complain = (line: string) => void process.stderr.write(`${line}\n`)
const PROGRESS_MS = 2_000

const { env, release } = await environmentOfCommand()
const engine = createEngine(readEnv(env), 'audit-verify')
try {
  const keys = keysOf(engine.env)
  let saidAt = Date.now()
  const trail = { relayDb: engine.relayDb(), blobs: engine.blobs, keys, now: () => new Date() }
  const found = await verifyTrail(trail, (rows) => {
    if (Date.now() - saidAt < PROGRESS_MS) return
    saidAt = Date.now()
    say(`… ${rows} rows`)
  })
  say(`${found.seals} seals and ${found.rows} rows checked.`)
  say(`Public key of this server: ${publicKeyText(keys.publicKey)}`)
  if (found.fault) {
    const { kind, sealId, sealedAt } = found.fault
    complain(`NOT INTACT. Seal ${sealId}${sealedAt ? ` of ${sealedAt}` : ''}: ${EXPLANATIONS[kind]}.`)
    process.exitCode = 1
  } else if (found.rows === 0) {
    complain('NOTHING CHECKED. No row of the trail is sealed: does a worker run?')
    process.exitCode = 1
  } else {
    say(`Intact. Not sealed yet: ${found.unsealed} rows, the oldest ${found.behindSeconds} seconds ago.`)
  }
} finally {
  await engine.close()
  await release()
}
