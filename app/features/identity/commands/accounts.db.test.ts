import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { systemActor } from '#app/kernel/actor.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { signInAccounts, signInSessions } from '#db/schema/identity.ts'
import { establishments } from '#db/schema/regions.ts'
import { anEstablishment, anRpps, aRegion } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx } from '#db/test/sign-in.ts'
import { openSession } from '../open-session.server.ts'
import { listDemonstrationAccounts } from '../queries/list-demonstration-accounts.server.ts'
import { getMail, listMails } from '../queries/list-mails.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { addMembership } from './add-membership.server.ts'
import { addPerson } from './add-person.server.ts'
import { createAccount } from './create-account.server.ts'
import { disableAccount } from './disable-account.server.ts'
import { endMembership } from './end-membership.server.ts'
import { forgetOldSignIns } from './forget-old-sign-ins.server.ts'
import { openDemonstration } from './open-demonstration.server.ts'
import { requestPasswordReset } from './request-password-reset.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const by = systemActor(null)
const names = { familyName: 'Essai', givenName: 'Claire' }

async function aPlace() {
  const { id: regionId } = await aRegion(t)
  const { id: establishmentId } = await anEstablishment(t, regionId)
  return { regionId, establishmentId }
}

describe('people and memberships', () => {
  test('an RPPS has a valid key and one person', async () => {
    const rpps = anRpps()
    await addPerson(aSignInCtx(t), { ...names, rpps })
    await expect(addPerson(aSignInCtx(t), { ...names, rpps })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'identity.rppsTaken',
    })
    const wrongKey = `${rpps.slice(0, 10)}${(Number(rpps[10]) + 1) % 10}`
    await expect(addPerson(aSignInCtx(t), { ...names, rpps: wrongKey })).rejects.toMatchObject({
      reason: 'identity.rppsInvalid',
    })
    // Who has none: as many as there are.
    await addPerson(aSignInCtx(t), names)
    await addPerson(aSignInCtx(t), names)
  })

  test('adding a membership twice is adding it once; ended, it can begin again', async () => {
    const place = await aPlace()
    const { personId } = await addPerson(aSignInCtx(t), names)
    const add = () => addMembership(aSignInCtx(t), by, { ...place, personId, role: 'secretary' })
    const first = await add()
    expect(await add()).toEqual(first)
    await endMembership(aSignInCtx(t), by, { regionId: place.regionId, ...first })
    await expect(
      endMembership(aSignInCtx(t), by, { regionId: place.regionId, ...first }),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect(await add()).toEqual(first)
    const trail = await t.owner
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.regionId, place.regionId))
      .orderBy(auditEntries.seq)
    expect(trail.map((e) => e.action)).toEqual([
      'identity.membership.add',
      'identity.membership.add',
      'identity.membership.end',
      'identity.membership.add',
    ])
  })

  test('not in another region’s establishment, not in a closed one, not for nobody', async () => {
    const [here, there] = [await aPlace(), await aPlace()]
    const { personId } = await addPerson(aSignInCtx(t), names)
    const add = (place: typeof here, who = personId) =>
      addMembership(aSignInCtx(t), by, { ...place, personId: who, role: 'doctor' })
    const mixed = { regionId: here.regionId, establishmentId: there.establishmentId }
    await expect(add(mixed)).rejects.toMatchObject({ reason: 'identity.establishmentNotFound' })
    await expect(add(here, randomUUID())).rejects.toMatchObject({ reason: 'identity.personNotFound' })
    await t.owner
      .update(establishments)
      .set({ closedAt: new Date() })
      .where(eq(establishments.id, here.establishmentId))
    await expect(add(here)).rejects.toMatchObject({ reason: 'identity.establishmentNotFound' })
  })

  test('who stops working somewhere is out of there at once', async () => {
    const account = await anAccount(t)
    const ended: string[] = []
    const ctx = aSignInCtx(t, { endSockets: (ids) => ended.push(...ids) })
    const { token, signInId } = await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))
    await endMembership(ctx, by, account)
    expect(ended).toEqual([signInId])
    expect(await findSignIn(ctx, `cordee_session=${token}`, { isAct: false })).toBeNull()
  })
})

describe('accounts', () => {
  test('one spelling of an address has one account', async () => {
    const [a, b] = [await addPerson(aSignInCtx(t), names), await addPerson(aSignInCtx(t), names)]
    const email = `${randomUUID()}@example.test`
    await createAccount(aSignInCtx(t), { ...a, email: ` ${email.toUpperCase()} ` })
    const [row] = await t.identityDb.select().from(signInAccounts).where(eq(signInAccounts.email, email))
    expect(row).toMatchObject({ ...a, passwordHash: null, totpSecret: null, locale: 'fr' })
    await expect(createAccount(aSignInCtx(t), { ...b, email })).rejects.toMatchObject({
      reason: 'identity.emailTaken',
    })
    await expect(createAccount(aSignInCtx(t), { ...b, email: 'no address' })).rejects.toMatchObject({
      reason: 'identity.emailInvalid',
    })
    await expect(
      createAccount(aSignInCtx(t), { personId: randomUUID(), email: 'a@example.test' }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a disabled one loses its sign-ins', async () => {
    const account = await anAccount(t)
    const ended: string[] = []
    const ctx = aSignInCtx(t, { endSockets: (ids) => ended.push(...ids) })
    await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))
    await disableAccount(ctx, account)
    expect(ended).toHaveLength(1)
  })
})

describe('a demonstration', () => {
  const demo = () => aSignInCtx(t, { isDemonstration: true })
  async function aDemoAccount() {
    const place = await aPlace()
    const { personId } = await addPerson(demo(), { ...names, title: 'Dr' })
    await addMembership(demo(), by, { ...place, personId, role: 'doctor' })
    await createAccount(demo(), { personId, email: `${randomUUID()}@example.test`, isDemonstration: true })
    return { personId, ...place }
  }

  test('lists its accounts and opens one with a click', async () => {
    const { personId } = await aDemoAccount()
    expect(await listDemonstrationAccounts(demo())).toContainEqual(
      expect.objectContaining({ personId, displayName: 'Dr Claire Essai', role: 'doctor' }),
    )
    const opened = await openDemonstration(demo(), { personId, next: '//evil.example' })
    expect(opened).toMatchObject({ mustChoose: false, returnTo: '/' })
    const who = await findSignIn(demo(), `cordee_session=${opened.sessionToken}`, { isAct: false })
    expect(who).toMatchObject({ personId, method: 'demonstration' })
  })

  test('opens no real account, no disabled one, and nothing where there is no demonstration', async () => {
    const { personId } = await aDemoAccount()
    const real = await anAccount(t)
    const refused = { code: 'not_found', reason: 'identity.accountNotFound' }
    await expect(openDemonstration(demo(), real)).rejects.toMatchObject(refused)
    await expect(openDemonstration(aSignInCtx(t), { personId })).rejects.toMatchObject(refused)
    expect(await listDemonstrationAccounts(aSignInCtx(t))).toEqual([])
    await expect(
      createAccount(aSignInCtx(t), {
        personId: real.personId,
        email: 'x@example.test',
        isDemonstration: true,
      }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await disableAccount(demo(), { personId })
    await expect(openDemonstration(demo(), { personId })).rejects.toMatchObject(refused)
  })

  test('has a mailbox, which exists nowhere else', async () => {
    const account = await anAccount(t)
    await requestPasswordReset(demo(), { email: account.email })
    const [mail] = await listMails(demo())
    expect(mail).toMatchObject({
      to: account.email,
      subject: 'Choisir un nouveau mot de passe',
      sentAt: null,
    })
    expect((await getMail(demo(), mail!.id)).link).toMatch(/^http:\/\/localhost:3000\/login\/reset\/.{43}$/)
    await expect(getMail(demo(), 'nonsense')).rejects.toMatchObject({ code: 'not_found' })
    await expect(listMails(aSignInCtx(t))).rejects.toMatchObject({ code: 'not_found' })
    await expect(getMail(aSignInCtx(t), mail!.id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('what is over is forgotten, what is not stays', async () => {
  const account = await anAccount(t)
  const ctx = aSignInCtx(t)
  const open = async () =>
    (await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))).signInId
  const [over, running] = [await open(), await open()]
  await t.identityDb
    .update(signInSessions)
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where(eq(signInSessions.id, over))
  await forgetOldSignIns(ctx)
  const left = await t.identityDb
    .select({ id: signInSessions.id })
    .from(signInSessions)
    .where(eq(signInSessions.personId, account.personId))
  expect(left).toEqual([{ id: running }])
})
