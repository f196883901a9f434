import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { signInAccounts, signInEvents, signInSessions } from '#db/schema/identity.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { aMember, anEstablishment } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { getEnrolment } from '../queries/get-enrolment.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { totpCode } from '../second-factor.server.ts'
import { checkPassword } from './check-password.server.ts'
import { checkSecondFactor } from './check-second-factor.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
// Ten seconds into a step of now: Lucia has no other clock than the machine's.
const at = new Date(Math.floor(Date.now() / 30_000) * 30_000 + 10_000)
const later = (seconds: number) => () => new Date(at.getTime() + seconds * 1000)
const eventsOf = (personId: string) =>
  t.identityDb
    .select({ action: signInEvents.action, outcome: signInEvents.outcome, detail: signInEvents.detail })
    .from(signInEvents)
    .where(eq(signInEvents.personId, personId))
    .orderBy(signInEvents.id)

describe('the second factor', () => {
  const password = (account: { email: string }, now = later(0)) =>
    checkPassword(aSignInCtx(t, { now }), {
      email: account.email,
      password: GOOD_PASSWORD,
      next: '/patients',
    })

  test('opens a session whose token is nowhere in the database', async () => {
    const account = await anAccount(t)
    const { stepToken } = await password(account)
    const opened = await checkSecondFactor(aSignInCtx(t, { now: later(5) }), {
      stepToken,
      code: totpCode(account.totpSecret, at),
    })
    expect(opened).toMatchObject({ mustChoose: false, returnTo: '/patients' })
    const rows = await t.identityDb
      .select()
      .from(signInSessions)
      .where(eq(signInSessions.personId, account.personId))
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(opened.sessionToken)
    const who = await findSignIn(aSignInCtx(t), `a=1; cordee_session=${opened.sessionToken}`, {
      isAct: false,
    })
    expect(who).toMatchObject({
      personId: account.personId,
      method: 'password',
      workplace: {
        membershipId: account.membershipId,
        role: 'doctor',
        establishmentId: account.establishment.id,
      },
    })
    expect((await eventsOf(account.personId)).map((e) => e.action)).toEqual([
      'identity.account.create',
      'identity.password.check',
      'identity.second-factor.check',
      'identity.session.open',
    ])
  })

  test('takes the code before and the one after, not those further away', async () => {
    const account = await anAccount(t)
    for (const [seconds, isGood] of [
      [-60, false],
      [60, false],
      [-30, true],
      [30, true],
    ] as const) {
      const { stepToken } = await password(account)
      const code = totpCode(account.totpSecret, later(seconds)())
      const check = checkSecondFactor(aSignInCtx(t, { now: later(0) }), { stepToken, code })
      if (isGood) await check
      else await expect(check).rejects.toMatchObject({ reason: 'identity.wrongCode', details: { left: 4 } })
    }
  })

  test('a code is good once, and so is a step', async () => {
    const account = await anAccount(t)
    const first = await password(account)
    const second = await password(account)
    const code = totpCode(account.totpSecret, at)
    await checkSecondFactor(aSignInCtx(t, { now: later(1) }), { ...first, code })
    await expect(
      checkSecondFactor(aSignInCtx(t, { now: later(2) }), { ...second, code }),
    ).rejects.toMatchObject({ code: 'invalid' })
    await expect(
      checkSecondFactor(aSignInCtx(t, { now: later(31) }), {
        ...first,
        code: totpCode(account.totpSecret, later(31)()),
      }),
    ).rejects.toMatchObject({ reason: 'identity.stepOver' })
  })

  test('of two requests with one code at the same moment, one is let in', async () => {
    const account = await anAccount(t)
    const steps = [await password(account), await password(account)]
    const code = totpCode(account.totpSecret, at)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let locked = () => {}
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve
    })
    // Both have read the account and found the code good before either may change it.
    const holder = t.owner.transaction(async (tx) => {
      await tx
        .select()
        .from(signInAccounts)
        .where(eq(signInAccounts.personId, account.personId))
        .for('no key update')
      locked()
      await held
    })
    await isLocked
    const both = Promise.allSettled(
      steps.map(({ stepToken }) => checkSecondFactor(aSignInCtx(t, { now: later(1) }), { stepToken, code })),
    )
    await waitingForLocks(2).finally(release)
    await holder

    const outcomes = await both
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((o) => o.status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', reason: 'identity.codeUsed' },
    })
    const sessions = await t.identityDb
      .select()
      .from(signInSessions)
      .where(eq(signInSessions.personId, account.personId))
    expect(sessions).toHaveLength(1)
  })

  test('five wrong codes end the step, even when the sixth is right', async () => {
    const account = await anAccount(t)
    const { stepToken } = await password(account)
    for (let left = 4; left >= 0; left--)
      await expect(
        checkSecondFactor(aSignInCtx(t, { now: later(1) }), { stepToken, code: '000000' }),
      ).rejects.toMatchObject({ code: 'invalid', details: { left } })
    await expect(
      checkSecondFactor(aSignInCtx(t, { now: later(1) }), {
        stepToken,
        code: totpCode(account.totpSecret, at),
      }),
    ).rejects.toMatchObject({ reason: 'identity.stepOver' })
  })

  test('ten minutes after the password the step is over', async () => {
    const account = await anAccount(t)
    const { stepToken } = await password(account)
    const now = later(601)
    await expect(
      checkSecondFactor(aSignInCtx(t, { now }), { stepToken, code: totpCode(account.totpSecret, now()) }),
    ).rejects.toMatchObject({ reason: 'identity.stepOver' })
    await expect(checkSecondFactor(aSignInCtx(t), { stepToken: null, code: '123456' })).rejects.toMatchObject(
      {
        reason: 'identity.stepOver',
      },
    )
  })

  test('who has none enrols one at first sign-in, and is told by mail', async () => {
    const account = await anAccount(t, { isEnrolled: false })
    const { stepToken, needsEnrolment } = await password(account)
    expect(needsEnrolment).toBe(true)
    const ctx = aSignInCtx(t, { now: later(1) })
    const enrolment = await getEnrolment(ctx, stepToken)
    const secret = decode(enrolment!.keyText)
    expect(enrolment!.qr.size).toBeGreaterThan(20)

    await checkSecondFactor(ctx, { stepToken, code: totpCode(secret, at) })

    const [row] = await t.identityDb
      .select()
      .from(signInAccounts)
      .where(eq(signInAccounts.personId, account.personId))
    expect(row!.totpEnrolledAt).toEqual(later(1)())
    expect(Buffer.from(row!.totpSecret!, 'base64url').includes(secret)).toBe(false)
    const mails = await t.identityDb
      .select({ template: outgoingMails.template, to: outgoingMails.toAddress })
      .from(outgoingMails)
      .where(eq(outgoingMails.personId, account.personId))
    expect(mails).toEqual([{ template: 'secondFactorEnrolled', to: account.email }])
    expect((await password(account)).needsEnrolment).toBe(false)
    expect(await getEnrolment(ctx, stepToken)).toBeNull()
  })

  test('an authenticator is never replaced on the way in', async () => {
    const account = await anAccount(t, { isEnrolled: false })
    const mine = await password(account)
    const theirs = await password(account)
    const ctx = aSignInCtx(t, { now: later(1) })
    const mySecret = decode((await getEnrolment(ctx, mine.stepToken))!.keyText)
    const theirSecret = decode((await getEnrolment(ctx, theirs.stepToken))!.keyText)
    await checkSecondFactor(ctx, { ...mine, code: totpCode(mySecret, at) })
    await expect(
      checkSecondFactor(ctx, { ...theirs, code: totpCode(theirSecret, at) }),
    ).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a second device is told by mail, the same one again is not', async () => {
    const account = await anAccount(t)
    const signInAt = async (seconds: number, deviceToken: string | null) => {
      const { stepToken } = await password(account, later(seconds))
      return checkSecondFactor(aSignInCtx(t, { now: later(seconds), deviceToken }), {
        stepToken,
        code: totpCode(account.totpSecret, later(seconds)()),
      })
    }
    const { deviceToken } = await signInAt(0, null)
    await signInAt(60, deviceToken)
    const mails = () =>
      t.identityDb.select().from(outgoingMails).where(eq(outgoingMails.personId, account.personId))
    expect(await mails()).toEqual([])
    await signInAt(120, null)
    expect((await mails()).map((m) => m.template)).toEqual(['newDevice'])
  })

  test('who works in two places chooses one', async () => {
    const account = await anAccount(t)
    const other = await anEstablishment(t, account.regionId)
    const { memberships } = await import('#db/schema/people.ts')
    await t.owner.insert(memberships).values({
      regionId: account.regionId,
      personId: account.personId,
      establishmentId: other.id,
      role: 'doctor',
    })
    await aMember(t, { regionId: account.regionId, establishmentId: other.id, role: 'nurse_coordinator' })
    const { stepToken } = await password(account)
    const opened = await checkSecondFactor(aSignInCtx(t, { now: later(1) }), {
      stepToken,
      code: totpCode(account.totpSecret, at),
    })
    expect(opened.mustChoose).toBe(true)
    const who = await findSignIn(aSignInCtx(t), `cordee_session=${opened.sessionToken}`, { isAct: false })
    expect(who).toMatchObject({ workplace: null, membershipId: null })
    expect(who!.workplaces).toHaveLength(2)
  })
})

/** Until this many backends of this database wait for a lock. */
async function waitingForLocks(count: number) {
  for (let i = 0; i < 200; i++) {
    const rows = await t.owner.execute(
      `select 1 from pg_locks l join pg_stat_activity a using (pid)
       where a.datname = current_database() and not l.granted`,
    )
    if (rows.length >= count) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('nobody waits for the lock')
}

const decode = (keyText: string) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...keyText.replaceAll(' ', '')]
    .map((c) => letters.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
