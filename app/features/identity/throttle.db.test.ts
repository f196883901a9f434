import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { rateLimits, signInEvents } from '#db/schema/identity.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, anIp, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { checkPassword } from './commands/check-password.server.ts'
import { checkSecondFactor } from './commands/check-second-factor.server.ts'
import { LIMITS } from './rules.ts'
import { totpCode } from './second-factor.server.ts'
import { type Spending, spend } from './throttle.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const WRONG = 'not this one either'
const refusal = { action: 'identity.password.check', personId: null } as const

describe('a limit', () => {
  test('opens again when its window ends', async () => {
    const at = (minutes: number) => () => new Date(Date.now() + minutes * 60_000)
    const about: Spending[] = [{ limit: 'resetByEmail', about: ['window@example.test'] }]
    for (let i = 0; i < LIMITS.resetByEmail.points; i++) await spend(aSignInCtx(t), about, refusal)
    await expect(spend(aSignInCtx(t, { now: at(20) }), about, refusal)).rejects.toMatchObject({
      code: 'rate_limited',
      reason: 'identity.tooManyTries',
      details: { minutes: 40 },
    })
    await spend(aSignInCtx(t, { now: at(61) }), about, refusal)
  })

  test('lets as many through as it has points, also when they come at once', async () => {
    const about: Spending[] = [{ limit: 'resetByEmail', about: ['at-once@example.test'] }]
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => spend(aSignInCtx(t), about, refusal)),
    )
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(LIMITS.resetByEmail.points)
  })

  test('tells nothing of whom it is about', async () => {
    await spend(
      aSignInCtx(t, { ip: '203.0.113.9' }),
      [{ limit: 'passwordByEmailAndAddress', about: ['claire@example.test', '203.0.113.9'] }],
      refusal,
    )
    expect(JSON.stringify(await t.identityDb.select().from(rateLimits))).not.toMatch(/claire|203\.0/)
  })

  test('that refuses uses up no other', async () => {
    const email = 'pair@example.test'
    const ctx = aSignInCtx(t)
    const { points } = LIMITS.passwordByEmailAndAddress
    await Promise.allSettled(
      Array.from({ length: points + 30 }, () => checkPassword(ctx, { email, password: WRONG })),
    )
    // From one address only ten of the account's thirty were spent: another address still gets an answer.
    await expect(checkPassword(aSignInCtx(t), { email, password: WRONG })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })
})

describe('who tries another’s password', () => {
  test('is told to wait, for an account that exists and for one that does not', async () => {
    const account = await anAccount(t)
    for (const email of [account.email, 'nobody-here@example.test']) {
      const ctx = aSignInCtx(t)
      for (let i = 0; i < LIMITS.passwordByEmailAndAddress.points; i++)
        await expect(checkPassword(ctx, { email, password: WRONG })).rejects.toMatchObject({
          code: 'unauthenticated',
        })
      await expect(checkPassword(ctx, { email, password: WRONG })).rejects.toMatchObject({
        code: 'rate_limited',
        details: { minutes: 15 },
      })
    }
    const events = await t.identityDb
      .select({ detail: signInEvents.detail })
      .from(signInEvents)
      .where(eq(signInEvents.personId, account.personId))
    expect(events).toContainEqual({ detail: { reason: 'throttled' } })
  })

  test('never locks the doctor out of a browser that they used before', async () => {
    const account = await anAccount(t)
    const home = anIp()
    const signIn = async (seconds: number, deviceToken: string | null) => {
      const at = new Date(Date.now() + seconds * 1000)
      const ctx = aSignInCtx(t, { ip: home, deviceToken, now: () => at })
      const { stepToken } = await checkPassword(ctx, { email: account.email, password: GOOD_PASSWORD })
      return checkSecondFactor(ctx, { stepToken, code: totpCode(account.totpSecret, at) })
    }
    const { deviceToken } = await signIn(0, null)

    // Strangers from many addresses use up everything that strangers have.
    const guess = () => checkPassword(aSignInCtx(t), { email: account.email, password: WRONG })
    const guesses = await Promise.allSettled(Array.from({ length: LIMITS.passwordByEmail.points }, guess))
    for (const outcome of guesses) expect(outcome).toMatchObject({ reason: { code: 'unauthenticated' } })
    await expect(guess()).rejects.toMatchObject({ code: 'rate_limited' })

    await signIn(60, deviceToken)
    // The same person on an unknown browser waits like a stranger; another's device token changes nothing.
    await expect(signIn(120, null)).rejects.toMatchObject({ code: 'rate_limited' })
    const other = await anAccount(t)
    const ctx = aSignInCtx(t)
    const { stepToken } = await checkPassword(ctx, { email: other.email, password: GOOD_PASSWORD })
    const theirs = await checkSecondFactor(ctx, { stepToken, code: totpCode(other.totpSecret, ctx.now()) })
    await expect(signIn(180, theirs.deviceToken)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('who knows the password cannot guess codes for long, nor keep the doctor out', async () => {
    const account = await anAccount(t)
    const at = (seconds: number) => () => new Date(Date.now() + seconds * 1000)
    const password = (deviceToken: string | null, now: () => Date) =>
      checkPassword(aSignInCtx(t, { deviceToken, now }), { email: account.email, password: GOOD_PASSWORD })
    const first = await password(null, at(0))
    const { deviceToken } = await checkSecondFactor(aSignInCtx(t, { now: at(0) }), {
      ...first,
      code: totpCode(account.totpSecret, at(0)()),
    })
    for (let tries = 0; tries < LIMITS.codeByPerson.points; tries += 5) {
      const { stepToken } = await password(null, at(60))
      for (let i = 0; i < 5; i++)
        await checkSecondFactor(aSignInCtx(t, { now: at(60) }), { stepToken, code: '000000' }).catch(() => {})
    }
    const { stepToken } = await password(null, at(60))
    await expect(
      checkSecondFactor(aSignInCtx(t, { now: at(60) }), {
        stepToken,
        code: totpCode(account.totpSecret, at(60)()),
      }),
    ).rejects.toMatchObject({ code: 'rate_limited' })

    const mine = await password(deviceToken, at(90))
    await checkSecondFactor(aSignInCtx(t, { deviceToken, now: at(90) }), {
      ...mine,
      code: totpCode(account.totpSecret, at(90)()),
    })
  })
})
