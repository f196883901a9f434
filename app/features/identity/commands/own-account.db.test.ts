import { and, eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { auditEntries } from '#db/schema/audit.ts'
import { signInAccounts, signInEvents, signInSessions } from '#db/schema/identity.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { memberships } from '#db/schema/people.ts'
import { anEstablishment } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aMoment, untilSomeoneWaits } from '#db/test/locks.ts'
import { anAccount, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { openSession } from '../open-session.server.ts'
import { listSignIns } from '../queries/list-sign-ins.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { changePassword } from './change-password.server.ts'
import { checkPassword } from './check-password.server.ts'
import { revokeOtherSignIns, revokeSignIn, signOut } from './end-sign-ins.server.ts'
import { setLocale } from './set-locale.server.ts'
import { switchWorkContext } from './switch-work-context.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const ANOTHER = 'cascade velours horloge tambour'

async function signedIn(account: { personId: string }, userAgent = 'Firefox/140 Linux') {
  const ctx = aSignInCtx(t, { userAgent })
  const { token } = await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))
  return (await findSignIn(ctx, `cordee_session=${token}`, { isAct: false }))!
}
const openOf = async (personId: string) =>
  (await t.identityDb.select().from(signInSessions).where(eq(signInSessions.personId, personId))).map(
    (s) => s.id,
  )
const watched = () => {
  const ended: string[] = []
  return { ended, ctx: aSignInCtx(t, { endSockets: (ids) => ended.push(...ids) }) }
}

describe('own sign-ins', () => {
  test('are listed with device and place, this one first, nobody else’s', async () => {
    const account = await anAccount(t)
    await signedIn(await anAccount(t))
    const phone = await signedIn(account, 'Mozilla/5.0 (iPhone) Safari/604.1')
    const here = await signedIn(account, 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0')
    const list = await listSignIns(aSignInCtx(t), here)
    expect(list).toMatchObject([
      { id: here.signInId, isCurrent: true, browser: 'Firefox', system: 'Windows' },
      { id: phone.signInId, isCurrent: false, browser: 'Safari', system: 'iPhone' },
    ])
    expect(list[0]!.ip).toMatch(/^198\.51\./)
  })

  test('one ends, and loses its sockets', async () => {
    const account = await anAccount(t)
    const [here, there] = [await signedIn(account), await signedIn(account)]
    const { ctx, ended } = watched()
    await revokeSignIn(ctx, here, { signInId: there.signInId })
    expect(await openOf(account.personId)).toEqual([here.signInId])
    expect(ended).toEqual([there.signInId])
    await expect(revokeSignIn(ctx, here, { signInId: there.signInId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('another’s is not found', async () => {
    const theirs = await signedIn(await anAccount(t))
    const { ctx, ended } = watched()
    await expect(
      revokeSignIn(ctx, await signedIn(await anAccount(t)), { signInId: theirs.signInId }),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect(await openOf(theirs.personId)).toEqual([theirs.signInId])
    expect(ended).toEqual([])
  })

  test('all others end at once, or this one alone', async () => {
    const account = await anAccount(t)
    const open = [await signedIn(account), await signedIn(account), await signedIn(account)] as const
    const { ctx, ended } = watched()
    expect(await revokeOtherSignIns(ctx, open[0])).toEqual({ count: 2 })
    expect(ended.sort()).toEqual([open[1].signInId, open[2].signInId].sort())
    await signOut(ctx, open[0])
    expect(await openOf(account.personId)).toEqual([])
    expect(ended).toContain(open[0].signInId)
  })
})

describe('changing the password', () => {
  test('ends the other sign-ins, is told by mail, and the old one no longer works', async () => {
    const account = await anAccount(t)
    const [here, there] = [await signedIn(account), await signedIn(account)]
    const { ctx, ended } = watched()
    await changePassword(ctx, here, { current: GOOD_PASSWORD, password: ANOTHER })
    expect(await openOf(account.personId)).toEqual([here.signInId])
    expect(ended).toEqual([there.signInId])
    const mails = await t.identityDb
      .select()
      .from(outgoingMails)
      .where(eq(outgoingMails.personId, account.personId))
    expect(mails).toMatchObject([{ template: 'passwordChanged', toAddress: account.email, params: {} }])
    const check = (password: string) => checkPassword(aSignInCtx(t), { email: account.email, password })
    await expect(check(GOOD_PASSWORD)).rejects.toMatchObject({ code: 'unauthenticated' })
    await check(ANOTHER)
  })

  test.each([
    ['wrong current', 'not this one either', ANOTHER, 'forbidden', 'identity.currentPasswordWrong'],
    ['too short', GOOD_PASSWORD, 'Xk9$mQ2!vR7', 'invalid', 'identity.passwordTooShort'],
    ['own name', GOOD_PASSWORD, 'camille.modele.1', 'invalid', 'identity.passwordPersonal'],
    ['easy to guess', GOOD_PASSWORD, 'azertyuiop12345', 'invalid', 'identity.passwordWeak'],
    ['stolen before', GOOD_PASSWORD, 'passwordpassword', 'invalid', /passwordWeak|passwordBreached/],
  ])('refuses: %s', async (_name, current, password, code, reason) => {
    const account = await anAccount(t)
    const here = await signedIn(account)
    const refused = changePassword(aSignInCtx(t), here, { current, password })
    await expect(refused).rejects.toMatchObject({
      code,
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    })
    await checkPassword(aSignInCtx(t), { email: account.email, password: GOOD_PASSWORD })
    expect(
      await t.identityDb.select().from(outgoingMails).where(eq(outgoingMails.personId, account.personId)),
    ).toEqual([])
  })

  test('guessing the current one on a browser left open is slowed down', async () => {
    const account = await anAccount(t)
    const here = await signedIn(account)
    for (let i = 0; i < 10; i++)
      await changePassword(aSignInCtx(t), here, { current: `wrong ${i}`, password: ANOTHER }).catch(() => {})
    await expect(
      changePassword(aSignInCtx(t), here, { current: GOOD_PASSWORD, password: ANOTHER }),
    ).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('of two changes at once, the later finds its current password changed', async () => {
    const account = await anAccount(t)
    const here = await signedIn(account)
    // Both have checked the present password and wait to write when the account's row is let go.
    const { reach: letGo, reached } = aMoment()
    const held = t.owner.transaction(async (tx) => {
      await tx
        .select()
        .from(signInAccounts)
        .where(eq(signInAccounts.personId, account.personId))
        .for('update')
      await reached
    })
    const changes = [ANOTHER, 'lanterne pivot sardine ourlet'].map((password) =>
      changePassword(aSignInCtx(t), here, { current: GOOD_PASSWORD, password }),
    )
    const settled = Promise.allSettled(changes)
    await untilSomeoneWaits(t, 2)
    letGo()
    await held
    const outcomes = await settled
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((o) => o.status === 'rejected')).toMatchObject({ reason: { code: 'stale' } })
  })
})

describe('the work context', () => {
  async function withTwoPlaces() {
    const account = await anAccount(t)
    const other = await anEstablishment(t, account.regionId)
    const [second] = await t.owner
      .insert(memberships)
      .values({
        regionId: account.regionId,
        personId: account.personId,
        establishmentId: other.id,
        role: 'nurse_coordinator',
      })
      .returning()
    return { ...account, other, second: second! }
  }
  const trail = (regionId: string, actorId: string) =>
    t.owner
      .select({ action: auditEntries.action, subject: auditEntries.subject, role: auditEntries.actorRole })
      .from(auditEntries)
      .where(and(eq(auditEntries.regionId, regionId), eq(auditEntries.actorId, actorId)))

  // TEN-05
  test('is switched on purpose, told to the trail, and rooms of the place left behind are closed', async () => {
    const account = await withTwoPlaces()
    const who = await signedIn(account)
    expect(who.workplace).toBeNull()
    const { ctx, ended } = watched()
    await switchWorkContext(ctx, who, { membershipId: account.second.id })
    const [row] = await t.identityDb.select().from(signInSessions).where(eq(signInSessions.id, who.signInId))
    expect(row).toMatchObject({ membershipId: account.second.id, membershipRegionId: account.regionId })
    expect(await trail(account.regionId, account.personId)).toEqual([
      {
        action: 'identity.work-context.switch',
        subject: `membership/${account.second.id}`,
        role: 'nurse_coordinator',
      },
    ])
    expect(ended).toEqual([who.signInId])
  })

  test('another’s membership is not found, nor one that has ended', async () => {
    const account = await withTwoPlaces()
    const theirs = await anAccount(t)
    const who = await signedIn(account)
    await expect(
      switchWorkContext(aSignInCtx(t), who, { membershipId: theirs.membershipId }),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect(await trail(theirs.regionId, account.personId)).toEqual([])
    await t.owner
      .update(memberships)
      .set({ endsAt: new Date(Date.now() - 1000) })
      .where(eq(memberships.id, account.second.id))
    const ctx = aSignInCtx(t)
    const { token } = await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))
    const again = (await findSignIn(ctx, `cordee_session=${token}`, { isAct: false }))!
    expect(again.workplace?.membershipId).toBe(account.membershipId)
    await expect(switchWorkContext(ctx, again, { membershipId: account.second.id })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

test('the language is kept with the account', async () => {
  const account = await anAccount(t)
  await setLocale(aSignInCtx(t), account, 'en')
  expect((await signedIn(account)).locale).toBe('en')
  const [row] = await t.identityDb
    .select({ locale: signInAccounts.locale })
    .from(signInAccounts)
    .where(eq(signInAccounts.personId, account.personId))
  expect(row!.locale).toBe('en')
})

test('every act at the door is in its own trail', async () => {
  const account = await anAccount(t)
  const here = await signedIn(account)
  await changePassword(aSignInCtx(t), here, { current: GOOD_PASSWORD, password: ANOTHER })
  await signOut(aSignInCtx(t), here)
  const rows = await t.identityDb
    .select({ action: signInEvents.action, outcome: signInEvents.outcome, ip: signInEvents.ip })
    .from(signInEvents)
    .where(eq(signInEvents.personId, account.personId))
    .orderBy(signInEvents.id)
  expect(rows.map((r) => r.action)).toEqual([
    'identity.account.create',
    'identity.session.open',
    'identity.password.change',
    'identity.session.end',
  ])
  expect(rows.every((r) => r.outcome === 'done' && r.ip)).toBe(true)
})
