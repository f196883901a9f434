import { createHmac, generateKeyPairSync } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { findCalledPatient } from '#app/features/record/index.server.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { callingSoftware, contextualCalls } from '#db/schema/calls.ts'
import { signInEvents } from '#db/schema/identity.ts'
import { aCallingSoftware, aTicket } from '#db/test/call-tickets.ts'
import { aGpRelation, aHospitalWithGp, aMember, anIns, anRpps, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aSignInCtx } from '#db/test/sign-in.ts'
import { openSession } from '../open-session.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { CALL_LIFE } from '../rules.ts'
import { acceptCall, audienceOf } from './accept-call.server.ts'
import { registerSoftware, revokeSoftware, testTicket } from './change-software.server.ts'
import { createAccount } from './create-account.server.ts'
import { openCall } from './open-call.server.ts'

// EXT-10
const t = useDatabase()
type World = Awaited<ReturnType<typeof arrange>>
let w: World
beforeAll(async () => {
  w = await arrange()
})

const door = (now?: () => Date) => aSignInCtx(t, now ? { now } : {})
const audience = () => audienceOf(door())

async function arrange() {
  const here = await aHospitalWithGp(t)
  const admin = await aMember(t, {
    regionId: here.regionId,
    establishmentId: here.practice.id,
    role: 'establishment_admin',
  })
  const ins = anIns()
  const file = await aPatientFile(here.feed, { ...ins, identityStatus: 'QUAL' })
  await aGpRelation(here.feed, file.fileId, here.gp.rpps)
  const provisional = await aPatientFile(here.feed, { ...anIns() })
  await aGpRelation(here.feed, provisional.fileId, here.gp.rpps)
  const stranger = await aPatientFile(here.feed, { ...anIns(), identityStatus: 'QUAL' })
  const own = aCallingSoftware()
  const { softwareId } = await registerSoftware(door(), admin.ctx, {
    establishmentId: here.practice.id,
    name: 'Logiciel du cabinet',
    key: own.publicKey,
  })
  return { ...here, admin, ins, file, provisional, stranger, ...own, softwareId }
}

const patientOf = ({ insMatricule, insOid }: ReturnType<typeof anIns>) => ({ ins: insMatricule, oid: insOid })

const ticket = (
  more: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key = w.privateKey,
) =>
  aTicket(
    {
      privateKey: key,
      softwareId: w.softwareId,
      audience: audience(),
      rpps: w.gp.rpps,
      patient: patientOf(w.ins),
    },
    more,
    header,
  )

async function signedIn(personId: string) {
  const ctx = door()
  await createAccount(ctx, { personId, email: `${crypto.randomUUID()}@example.test` }).catch(() => {})
  const { token } = await ctx.write((tx) => openSession(tx, ctx, personId, 'password'))
  return (await findSignIn(ctx, `cordee_session=${token}`, { isAct: false }))!
}

describe('a ticket of a doctor’s own software', () => {
  test('leads the doctor who is signed in to the patient, once, and the trail says both halves', async () => {
    const { handle } = await acceptCall(door(), await ticket())
    const who = await signedIn(w.gp.personId)
    const call = await openCall(door(), who, handle)
    expect(call).toMatchObject({ state: 'open', patient: patientOf(w.ins) })
    expect(await findCalledPatient(w.gp.ctx, patientOf(w.ins))).toBe(w.file.patientId)
    expect(await openCall(door(), who, handle)).toEqual({ state: 'over' })

    const rows = await t.owner.select().from(auditEntries).where(eq(auditEntries.regionId, w.regionId))
    const said = rows.filter((r) => r.action.startsWith('identity.call.')).map((r) => [r.action, r.actorKind])
    expect(said).toEqual([
      ['identity.call.accept', 'client'],
      ['identity.call.open', 'person'],
    ])
    expect(JSON.stringify(rows)).not.toContain(w.ins.insMatricule)
  })

  test('is kept sealed until it is opened, then not at all', async () => {
    const { handle } = await acceptCall(door(), await ticket())
    const kept = async () =>
      t.owner.select().from(contextualCalls).where(eq(contextualCalls.softwareId, w.softwareId))
    expect(JSON.stringify(await kept())).not.toContain(w.ins.insMatricule)
    expect(JSON.stringify(await kept())).not.toContain(handle)
    await openCall(door(), await signedIn(w.gp.personId), handle)
    expect((await kept()).every((row) => row.openedAt === null || row.sealedPatient === null)).toBe(true)
  })

  test('two at the same moment: one is taken', async () => {
    const twice = await ticket()
    let commit = () => {}
    const toCommit = new Promise<void>((resolve) => {
      commit = resolve
    })
    let isHeld = () => {}
    const held = new Promise<void>((resolve) => {
      isHeld = resolve
    })
    // The first has written its number and has not committed: the second must wait for it, not pass by it.
    const first = door()
    const slow = acceptCall(
      {
        ...first,
        write: (work) =>
          first.write(async (tx) => {
            const done = await work(tx)
            isHeld()
            await toCommit
            return done
          }),
      },
      twice,
    )
    await held
    const second = acceptCall(door(), twice)
    commit()
    await expect(slow).resolves.toMatchObject({ handle: expect.any(String) })
    await expect(second).rejects.toMatchObject({ code: 'conflict', reason: 'identity.callReplayed' })
  })

  test('one handle in two browsers of the doctor at the same moment: one opens', async () => {
    const { handle } = await acceptCall(door(), await ticket())
    const who = await signedIn(w.gp.personId)
    const states = await Promise.all([1, 2, 3].map(() => openCall(door(), who, handle)))
    expect(states.map((s) => s.state).sort()).toEqual(['open', 'over', 'over'])
  })

  test('signs nobody in: another person, and another place, open nothing and use nothing up', async () => {
    const { handle } = await acceptCall(door(), await ticket())
    const other = await openCall(door(), await signedIn(w.doctor.personId), handle)
    expect(other).toMatchObject({ state: 'notYou', software: 'Logiciel du cabinet' })
    expect(JSON.stringify(other)).not.toContain(w.ins.insMatricule)

    const gp = await signedIn(w.gp.personId)
    const away = { ...gp, workplace: { ...gp.workplace!, establishmentId: w.hospital.id } }
    expect(await openCall(door(), away, handle)).toMatchObject({
      state: 'elsewhere',
      membershipId: w.gp.membershipId,
    })
    expect(await openCall(door(), gp, handle)).toMatchObject({ state: 'open' })
  })

  test('waits ten minutes for a sign-in, no longer', async () => {
    const { handle } = await acceptCall(door(), await ticket())
    const later = () => new Date(Date.now() + CALL_LIFE + 1000)
    expect(await openCall(door(later), await signedIn(w.gp.personId), handle)).toEqual({ state: 'over' })
  })
})

describe('whom a call finds', () => {
  test('own patients by a qualified number, or by the number of the own house', async () => {
    const byLocal = { localId: w.file.localId }
    expect(await findCalledPatient(w.doctor.ctx, byLocal)).toBe(w.file.patientId)
    // The practice has no such number, though the patient is the GP's.
    expect(await findCalledPatient(w.gp.ctx, byLocal)).toBeNull()
  })

  test('nobody for a stranger, one who does not exist, a provisional one and another authority alike', async () => {
    const { insMatricule, insOid } = w.stranger.traits
    const provisional = w.provisional.traits
    for (const called of [
      { ins: insMatricule!, oid: insOid! },
      patientOf(anIns()),
      { ins: provisional.insMatricule!, oid: provisional.insOid! },
      { ...patientOf(w.ins), oid: '1.2.250.1.213.1.4.8' },
    ])
      expect(await findCalledPatient(w.gp.ctx, called)).toBeNull()
  })

  test.each(['technician', 'regionAdmin', 'establishmentAdmin', 'privacyOfficer'] as const)(
    'nobody for the %s',
    async (role) => {
      expect(await findCalledPatient(w[role].ctx, { localId: w.file.localId })).toBeNull()
    },
  )
})

describe('a ticket is refused', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const cases: [string, string, () => Promise<string> | string][] = [
    ['after its end', 'callExpired', () => ticket({ iat: now() - 120, exp: now() - 60 })],
    ['when it would live longer', 'callTooLong', () => ticket({ exp: now() + 300 })],
    ['from the future', 'callClock', () => ticket({ iat: now() + 120, exp: now() + 170 })],
    ['made for another service', 'callAudience', () => ticket({ aud: 'https://elsewhere.example/api/call' })],
    ['of another type', 'callIncomplete', () => ticket({}, { typ: 'JWT' })],
    ['without its number', 'callIncomplete', () => ticket({ jti: undefined })],
    ['with a wrong RPPS', 'callIncomplete', () => ticket({ sub: '10123456789' })],
    [
      'with an INS whose key is wrong',
      'callIncomplete',
      () => ticket({ patient: { ...patientOf(w.ins), ins: '254033155500100' } }),
    ],
    ['with no patient', 'callIncomplete', () => ticket({ patient: undefined })],
    ['signed by another key', 'callSignature', () => ticket({}, {}, aCallingSoftware().privateKey)],
    ['changed after it was signed', 'callSignature', async () => altered(await ticket())],
    ['with no signature at all', 'callAlgorithm', async () => unsigned(await ticket())],
    [
      'signed with the public key as a password',
      'callAlgorithm',
      async () => hmac(await ticket(), w.publicKey),
    ],
    ['of software that is not registered', 'callUnknownSoftware', () => ticket({ iss: crypto.randomUUID() })],
    ['that is none', 'callUnknownSoftware', () => 'certainly.not.one'],
    ['for a doctor who works elsewhere', 'callNotMember', () => ticket({ sub: w.doctor.rpps })],
    ['for a doctor whom nobody knows', 'callNotMember', () => ticket({ sub: anRpps() })],
  ]
  test.each(cases)('%s', async (_why, reason, make) => {
    await expect(acceptCall(door(), await make())).rejects.toMatchObject({ reason: `identity.${reason}` })
  })

  test('a second time, and the software and the trail say so', async () => {
    const once = await ticket()
    await acceptCall(door(), once)
    await expect(acceptCall(door(), once)).rejects.toMatchObject({ reason: 'identity.callReplayed' })
    const [row] = await t.owner.select().from(callingSoftware).where(eq(callingSoftware.id, w.softwareId))
    expect(row).toMatchObject({ lastRefusal: 'callReplayed', lastUsedAt: expect.any(Date) })
    const refused = await t.owner
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'identity.call.check'))
      .orderBy(auditEntries.seq)
    expect(refused.at(-1)).toMatchObject({ outcome: 'refused', detail: { reason: 'callReplayed' } })
    const events = await t.owner
      .select()
      .from(signInEvents)
      .where(eq(signInEvents.action, 'identity.call.check'))
    expect(JSON.stringify([refused, events])).not.toContain(w.ins.insMatricule)
  })

  test('of another region’s software, for a doctor of this one', async () => {
    const there = await aHospitalWithGp(t)
    const foreign = aCallingSoftware()
    const { softwareId } = await registerSoftware(door(), there.establishmentAdmin.ctx, {
      establishmentId: there.hospital.id,
      name: 'Autre région',
      key: foreign.publicKey,
    })
    const theirs = await ticket({ iss: softwareId }, {}, foreign.privateKey)
    await expect(acceptCall(door(), theirs)).rejects.toMatchObject({ reason: 'identity.callNotMember' })
    await expect(revokeSoftware(door(), w.regionAdmin.ctx, { softwareId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('once the software is revoked, those that wait to be opened too', async () => {
    const own = aCallingSoftware()
    const { softwareId } = await registerSoftware(door(), w.admin.ctx, {
      establishmentId: w.practice.id,
      name: 'Ancien logiciel',
      key: own.publicKey,
    })
    const { handle } = await acceptCall(door(), await ticket({ iss: softwareId }, {}, own.privateKey))
    await revokeSoftware(door(), w.admin.ctx, { softwareId })
    expect(await openCall(door(), await signedIn(w.gp.personId), handle)).toEqual({ state: 'over' })
    await expect(
      acceptCall(door(), await ticket({ iss: softwareId }, {}, own.privateKey)),
    ).rejects.toMatchObject({ reason: 'identity.callRevoked' })
    // Who does not hold the key learns nothing of it.
    await expect(acceptCall(door(), await ticket({ iss: softwareId }))).rejects.toMatchObject({
      reason: 'identity.callSignature',
    })
  })

  test('too often from one place', async () => {
    const ctx = door()
    const tries = Array.from({ length: 70 }, () => acceptCall(ctx, 'no.ticket').catch((e) => e.code))
    expect(await Promise.all(tries)).toContain('rate_limited')
  })
})

describe('software is registered', () => {
  const register = (key: string, ctx = w.admin.ctx) =>
    registerSoftware(door(), ctx, { establishmentId: w.practice.id, name: 'Essai', key })

  test.each(['doctor', 'technician', 'secretary', 'establishmentAdmin'] as const)(
    'not by the %s of another house',
    async (role) => {
      await expect(register(aCallingSoftware().publicKey, w[role].ctx)).rejects.toMatchObject({
        code: 'forbidden',
      })
    },
  )

  test('with a public key that is strong, once, and never with a private one', async () => {
    const pem = (key: { export: (o: never) => unknown }, type: string) =>
      String(key.export({ format: 'pem', type } as never))
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
    const ed = generateKeyPairSync('ed25519')
    const jwk = JSON.stringify(ed.privateKey.export({ format: 'jwk' }))
    for (const [key, reason] of [
      [pem(weak.publicKey, 'spki'), 'callKeyWeak'],
      [pem(curve.publicKey, 'spki'), 'callKeyWeak'],
      [pem(ed.privateKey, 'pkcs8'), 'callKeyPrivate'],
      [jwk, 'callKeyPrivate'],
      ['not a key at all, though it is long enough to be one', 'callKeyUnreadable'],
      [w.publicKey, 'callKeyHere'],
    ] as const)
      await expect(register(key)).rejects.toMatchObject({ reason: `identity.${reason}` })
    await expect(register(pem(ed.publicKey, 'spki'))).resolves.toMatchObject({
      softwareId: expect.any(String),
    })
  })

  test('and its tickets are tried without being used up', async () => {
    const tried = await ticket()
    const ask = { establishmentId: w.practice.id, ticket: tried }
    expect(await testTicket(door(), w.admin.ctx, ask)).toEqual({ software: 'Logiciel du cabinet', by: 'ins' })
    await expect(acceptCall(door(), tried)).resolves.toBeDefined()
    const elsewhere = { ...ask, establishmentId: w.hospital.id }
    await expect(testTicket(door(), w.establishmentAdmin.ctx, elsewhere)).rejects.toMatchObject({
      reason: 'identity.callUnknownSoftware',
    })
  })
})

const partsOf = (jwt: string) => jwt.split('.') as [string, string, string]
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function altered(jwt: string) {
  const [header, body, signature] = partsOf(jwt)
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  return [header, encoded({ ...claims, jti: 'another-number' }), signature].join('.')
}
const unsigned = (jwt: string) =>
  [encoded({ alg: 'none', typ: 'cordee-call+jwt' }), partsOf(jwt)[1], ''].join('.')

function hmac(jwt: string, secret: string) {
  const text = `${encoded({ alg: 'HS256', typ: 'cordee-call+jwt' })}.${partsOf(jwt)[1]}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
