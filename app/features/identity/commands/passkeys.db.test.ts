import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { passkeys, signInAccounts, signInEvents } from '#db/schema/identity.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { addPasskey, beginPasskey, removePasskey } from './add-passkey.server.ts'
import { beginEnterWithPasskey, enterWithPasskey } from './enter-with-passkey.server.ts'

// SEC-05: a passkey is phishing-resistant. A key of this test signs as a device would; Chromium's does in the journey.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const refused = { code: 'unauthenticated', reason: 'identity.passkeyRefused' }
const b64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()

type Forgery = { origin?: string; site?: string; isUnlocked?: boolean; counter?: number; challenge?: string }

/** A key as a device holds it: P-256, and what it signs. */
async function aKey(personId: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const [x, y] = [Buffer.from(jwk.x!, 'base64url'), Buffer.from(jwk.y!, 'base64url')]
  // COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
  const cose = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), x, Buffer.from('225820', 'hex'), y])
  const id = b64(randomBytes(32))
  await t.identityDb
    .insert(passkeys)
    .values({ id, personId, publicKey: b64(cose), counter: 0, name: 'Essai' })
  const sign = (challenge: string, forgery: Forgery = {}) => {
    const { origin = 'http://localhost:3000', site = 'localhost', isUnlocked = true, counter = 1 } = forgery
    const client = JSON.stringify({ type: 'webauthn.get', challenge: forgery.challenge ?? challenge, origin })
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    const data = Buffer.concat([sha256(site), Buffer.from([isUnlocked ? 0x05 : 0x01]), count])
    const signature = createSign('SHA256')
      .update(Buffer.concat([data, sha256(client)]))
      .sign(privateKey)
    return {
      id,
      rawId: id,
      type: 'public-key' as const,
      clientExtensionResults: {},
      response: { clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature) },
    }
  }
  return { id, sign }
}
const challenge = async () => (await beginEnterWithPasskey(aSignInCtx(t))).challenge
const enter = (response: Parameters<typeof enterWithPasskey>[1]['response']) =>
  enterWithPasskey(aSignInCtx(t), { response, next: '/patients' })

describe('signing in with a passkey', () => {
  test('needs neither password nor code', async () => {
    const account = await anAccount(t)
    const key = await aKey(account.personId)
    const opened = await enter(key.sign(await challenge()))
    expect(opened).toMatchObject({ mustChoose: false, returnTo: '/patients' })
    const who = await findSignIn(aSignInCtx(t), `cordee_session=${opened.sessionToken}`, { isAct: false })
    expect(who).toMatchObject({ personId: account.personId, method: 'passkey' })
  })

  test('takes one answer for one challenge, also at the same moment', async () => {
    const account = await anAccount(t)
    const key = await aKey(account.personId)
    const asked = await challenge()
    const both = await Promise.allSettled([
      enter(key.sign(asked, { counter: 1 })),
      enter(key.sign(asked, { counter: 2 })),
    ])
    expect(both.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test.each<[string, Forgery]>([
    ['from another site that looks like ours', { origin: 'https://cordee.example.invalid' }],
    ['for another site’s name', { site: 'cordee.example.invalid' }],
    ['by a key that was not unlocked', { isUnlocked: false }],
    ['to a challenge that nobody asked', { challenge: b64(randomBytes(32)) }],
  ])('refuses an answer %s, and writes it down', async (_, forgery) => {
    const account = await anAccount(t)
    const key = await aKey(account.personId)
    await expect(enter(key.sign(await challenge(), forgery))).rejects.toMatchObject(refused)
    const events = await t.identityDb
      .select({ action: signInEvents.action, outcome: signInEvents.outcome })
      .from(signInEvents)
      .where(eq(signInEvents.personId, account.personId))
    expect(events).toContainEqual({ action: 'identity.passkey.check', outcome: 'refused' })
  })

  test('refuses a copy of a key, an unknown one, and that of a closed account', async () => {
    const account = await anAccount(t)
    const key = await aKey(account.personId)
    await enter(key.sign(await challenge(), { counter: 5 }))
    await expect(enter(key.sign(await challenge(), { counter: 4 }))).rejects.toMatchObject(refused)
    const answer = key.sign(await challenge(), { counter: 6 })
    await expect(enter({ ...answer, id: b64(randomBytes(32)) })).rejects.toMatchObject(refused)
    await t.identityDb
      .update(signInAccounts)
      .set({ disabledAt: new Date() })
      .where(eq(signInAccounts.personId, account.personId))
    await expect(enter(key.sign(await challenge(), { counter: 7 }))).rejects.toMatchObject(refused)
  })

  test('refuses a challenge that is older than five minutes', async () => {
    const account = await anAccount(t)
    const key = await aKey(account.personId)
    const asked = await challenge()
    const late = aSignInCtx(t, { now: () => new Date(Date.now() + 301_000) })
    await expect(enterWithPasskey(late, { response: key.sign(asked) })).rejects.toMatchObject(refused)
  })
})

describe('one’s own passkeys', () => {
  const whoOf = (account: Awaited<ReturnType<typeof anAccount>>) => ({
    personId: account.personId,
    email: account.email,
    displayName: 'Camille Essai',
    locale: 'fr' as const,
    signInId: 'none',
    method: 'password',
    confirmedAt: new Date(),
  })

  test('are removed by oneself alone, and ten are enough', async () => {
    const [mine, other] = [await anAccount(t), await anAccount(t)]
    const key = await aKey(mine.personId)
    const remove = (who: typeof mine) => removePasskey(aSignInCtx(t), who, { passkeyId: key.id })
    await expect(remove(other)).rejects.toMatchObject({ reason: 'identity.passkeyNotFound' })
    await remove(mine)
    await expect(enter(key.sign(await challenge()))).rejects.toMatchObject(refused)
    for (let i = 0; i < 10; i++) await aKey(mine.personId)
    await expect(beginPasskey(aSignInCtx(t), whoOf(mine))).rejects.toMatchObject({
      reason: 'identity.passkeyLimit',
    })
  })

  // SEC-05
  test('are begun from an open screen by who says again who they are', async () => {
    const account = await anAccount(t)
    const open = { ...whoOf(account), confirmedAt: new Date(Date.now() - 301_000) }
    const begin = (secret?: string, method = 'password') =>
      beginPasskey(aSignInCtx(t), { ...open, method }, secret)
    await expect(begin()).rejects.toMatchObject({ reason: 'identity.confirmationMissing' })
    await expect(begin('autre chose')).rejects.toMatchObject({ reason: 'identity.confirmationWrong' })
    await expect(begin('', 'pro_sante_connect')).rejects.toMatchObject({ reason: 'identity.signInAgain' })
    expect((await begin(GOOD_PASSWORD)).challenge).not.toBe('')
  })

  test('are not added with a challenge of somebody else', async () => {
    const [mine, other] = [await anAccount(t), await anAccount(t)]
    const { challenge: theirs } = await beginPasskey(aSignInCtx(t), whoOf(other))
    const client = { type: 'webauthn.create', challenge: theirs, origin: 'http://localhost:3000' }
    const response = {
      id: 'x',
      rawId: 'x',
      type: 'public-key' as const,
      clientExtensionResults: {},
      response: { clientDataJSON: b64(JSON.stringify(client)), attestationObject: '' },
    }
    await expect(addPasskey(aSignInCtx(t), whoOf(mine), { name: 'Essai', response })).rejects.toMatchObject(
      refused,
    )
  })
})
