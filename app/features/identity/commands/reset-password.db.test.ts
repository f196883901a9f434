import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { signInSteps } from '#db/schema/identity.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { writeMail } from '../mails.server.ts'
import { openSession } from '../open-session.server.ts'
import { isResetOpen } from '../queries/get-pending-step.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { LIMITS } from '../rules.ts'
import { checkPassword } from './check-password.server.ts'
import { disableAccount } from './disable-account.server.ts'
import { requestPasswordReset } from './request-password-reset.server.ts'
import { resetPassword } from './reset-password.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const ANOTHER = 'cascade velours horloge tambour'
const mailsOf = (personId: string) =>
  t.identityDb.select().from(outgoingMails).where(eq(outgoingMails.personId, personId))

async function aLink(account: { email: string; personId: string }) {
  const ctx = aSignInCtx(t)
  await requestPasswordReset(ctx, { email: account.email })
  const mails = await mailsOf(account.personId)
  return writeMail(ctx.settings, mails.at(-1)!).link.split('/').at(-1)!
}

describe('asking for a link', () => {
  test('answers the same to everybody; only who has an account gets a mail', async () => {
    const account = await anAccount(t)
    const disabled = await anAccount(t)
    await disableAccount(aSignInCtx(t), disabled)
    for (const email of [account.email, disabled.email, 'nobody@example.test'])
      expect(await requestPasswordReset(aSignInCtx(t), { email })).toBeUndefined()
    expect(await mailsOf(account.personId)).toMatchObject([{ template: 'passwordReset' }])
    expect(await mailsOf(disabled.personId)).toEqual([])
  })

  test('the link’s key is readable neither in the mail’s row nor in the step’s', async () => {
    const account = await anAccount(t)
    const token = await aLink(account)
    const rows = [await mailsOf(account.personId), await t.identityDb.select().from(signInSteps)]
    expect(token.length).toBeGreaterThan(40)
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  test('a fourth within the hour sends nothing and says nothing', async () => {
    const account = await anAccount(t)
    for (let i = 0; i <= LIMITS.resetByEmail.points; i++)
      await requestPasswordReset(aSignInCtx(t), { email: account.email })
    expect(await mailsOf(account.personId)).toHaveLength(LIMITS.resetByEmail.points)
  })

  test('one place may ask for twenty an hour', async () => {
    const ctx = aSignInCtx(t)
    const ask = (i: number) => requestPasswordReset(ctx, { email: `someone${i}@example.test` })
    for (let i = 0; i < LIMITS.resetByAddress.points; i++) await ask(i)
    await expect(ask(99)).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('choosing a password by a link', () => {
  test('sets it once, ends every sign-in, tells by mail', async () => {
    const account = await anAccount(t)
    const ctx = aSignInCtx(t)
    const { token: session } = await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))
    const [first, second] = [await aLink(account), await aLink(account)]
    expect(await isResetOpen(ctx, first)).toBe(true)
    const ended: string[] = []
    await resetPassword(aSignInCtx(t, { endSockets: (ids) => ended.push(...ids) }), {
      token: first,
      password: ANOTHER,
    })
    expect(ended).toHaveLength(1)
    expect(await findSignIn(ctx, `cordee_session=${session}`, { isAct: false })).toBeNull()
    expect((await mailsOf(account.personId)).map((m) => m.template)).toContain('passwordChanged')
    await checkPassword(aSignInCtx(t), { email: account.email, password: ANOTHER })
    for (const token of [first, second])
      await expect(resetPassword(ctx, { token, password: GOOD_PASSWORD })).rejects.toMatchObject({
        code: 'not_found',
        reason: 'identity.linkOver',
      })
  })

  test('is over after thirty minutes', async () => {
    const account = await anAccount(t)
    const token = await aLink(account)
    const now = () => new Date(Date.now() + 31 * 60_000)
    expect(await isResetOpen(aSignInCtx(t, { now }), token)).toBe(false)
    await expect(resetPassword(aSignInCtx(t, { now }), { token, password: ANOTHER })).rejects.toMatchObject({
      reason: 'identity.linkOver',
    })
  })

  test('used twice at once, it works once', async () => {
    const account = await anAccount(t)
    const token = await aLink(account)
    const outcomes = await Promise.allSettled(
      [ANOTHER, 'lanterne pivot sardine ourlet'].map((password) =>
        resetPassword(aSignInCtx(t), { token, password }),
      ),
    )
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a weak one is refused and the link stays good', async () => {
    const account = await anAccount(t)
    const token = await aLink(account)
    await expect(resetPassword(aSignInCtx(t), { token, password: 'motdepasse123' })).rejects.toMatchObject({
      code: 'invalid',
    })
    await resetPassword(aSignInCtx(t), { token, password: ANOTHER })
  })

  test('a code’s step is no link, and a link no code’s step', async () => {
    const account = await anAccount(t)
    const { stepToken } = await checkPassword(aSignInCtx(t), {
      email: account.email,
      password: GOOD_PASSWORD,
    })
    await expect(resetPassword(aSignInCtx(t), { token: stepToken, password: ANOTHER })).rejects.toMatchObject(
      { reason: 'identity.linkOver' },
    )
  })

  test('is the way in when strangers have used up the account’s limit', async () => {
    const account = await anAccount(t)
    await Promise.allSettled(
      Array.from({ length: LIMITS.passwordByEmail.points + 1 }, () =>
        checkPassword(aSignInCtx(t), { email: account.email, password: 'not this' }),
      ),
    )
    const tryIt = (deviceToken: string | null) =>
      checkPassword(aSignInCtx(t, { deviceToken }), { email: account.email, password: ANOTHER })
    const { deviceToken } = await resetPassword(aSignInCtx(t), {
      token: await aLink(account),
      password: ANOTHER,
    })
    await expect(tryIt(null)).rejects.toMatchObject({ code: 'rate_limited' })
    await tryIt(deviceToken)
  })
})
