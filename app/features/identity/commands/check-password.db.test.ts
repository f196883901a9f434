import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { signInAccounts, signInEvents, signInSteps } from '#db/schema/identity.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { checkPassword } from './check-password.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const eventsOf = (personId: string) =>
  t.identityDb
    .select({ action: signInEvents.action, outcome: signInEvents.outcome, detail: signInEvents.detail })
    .from(signInEvents)
    .where(eq(signInEvents.personId, personId))
    .orderBy(signInEvents.id)

describe('the password', () => {
  test('leads to the second step, never in by itself', async () => {
    const account = await anAccount(t)
    const { stepToken, needsEnrolment } = await checkPassword(aSignInCtx(t), {
      email: account.email,
      password: GOOD_PASSWORD,
    })
    expect(needsEnrolment).toBe(false)
    expect(await findSignIn(aSignInCtx(t), `cordee_session=${stepToken}`, { isAct: true })).toBeNull()
    const [step] = await t.identityDb
      .select()
      .from(signInSteps)
      .where(eq(signInSteps.personId, account.personId))
    expect(JSON.stringify(step)).not.toContain(stepToken)
  })

  test('wrong, unknown and disabled are one answer, and each leaves its own trace', async () => {
    const account = await anAccount(t)
    const disabled = await anAccount(t)
    await t.identityDb
      .update(signInAccounts)
      .set({ disabledAt: new Date() })
      .where(eq(signInAccounts.personId, disabled.personId))
    for (const input of [
      { email: account.email, password: 'not this one either' },
      { email: 'nobody@example.test', password: GOOD_PASSWORD },
      { email: disabled.email, password: GOOD_PASSWORD },
    ])
      await expect(checkPassword(aSignInCtx(t), input)).rejects.toMatchObject({
        code: 'unauthenticated',
        reason: 'identity.wrongCredentials',
        details: {},
      })
    expect(await eventsOf(account.personId)).toContainEqual({
      action: 'identity.password.check',
      outcome: 'refused',
      detail: { reason: 'wrong' },
    })
    expect(await eventsOf(disabled.personId)).toContainEqual(
      expect.objectContaining({ detail: { reason: 'disabled' } }),
    )
    const all = await t.identityDb.select().from(signInEvents)
    expect(JSON.stringify(all)).not.toMatch(/nobody@|not this one either/)
  })

  test('costs the same work for an address that nobody has', async () => {
    const account = await anAccount(t)
    const time = async (email: string) => {
      const startedAt = performance.now()
      await checkPassword(aSignInCtx(t), { email, password: 'not this one either' }).catch(() => {})
      return performance.now() - startedAt
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!
    const known: number[] = []
    const unknown: number[] = []
    for (let i = 0; i < 9; i++) {
      known.push(await time(account.email))
      unknown.push(await time(`nobody${i}@example.test`))
    }
    expect(median(unknown)).toBeGreaterThan(median(known) / 2)
    expect(median(unknown)).toBeLessThan(median(known) * 2)
  })

  test('is hashed anew when the parameters have changed since', async () => {
    const account = await anAccount(t)
    const { hash } = await import('@node-rs/argon2')
    const old = await hash(GOOD_PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
    const isTheirs = eq(signInAccounts.personId, account.personId)
    await t.identityDb.update(signInAccounts).set({ passwordHash: old }).where(isTheirs)

    await checkPassword(aSignInCtx(t), { email: account.email, password: GOOD_PASSWORD })

    const [row] = await t.identityDb.select().from(signInAccounts).where(isTheirs)
    expect(row!.passwordHash).toMatch(/^\$argon2id\$v=19\$m=47104,t=2,p=1\$/)
    await checkPassword(aSignInCtx(t), { email: account.email, password: GOOD_PASSWORD })
  })
})
