import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { recoveryCodes } from '#db/schema/identity.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { checkPassword } from './check-password.server.ts'
import { checkSecondFactor } from './check-second-factor.server.ts'
import { renewRecoveryCodes } from './renew-recovery-codes.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()

// SEC-05: a lost phone is no lost account.
describe('a recovery code', () => {
  const begin = async (account: { email: string }) =>
    (await checkPassword(aSignInCtx(t), { email: account.email, password: GOOD_PASSWORD })).stepToken
  const renew = async (account: { personId: string }, current = GOOD_PASSWORD) =>
    (await renewRecoveryCodes(aSignInCtx(t), { personId: account.personId }, { current })).codes
  const enter = (stepToken: string, code: string) => checkSecondFactor(aSignInCtx(t), { stepToken, code })

  test('is made for who knows the password, ten at a time, and nowhere stored as it is', async () => {
    const account = await anAccount(t)
    await expect(renew(account, 'not the password')).rejects.toMatchObject({
      reason: 'identity.currentPasswordWrong',
    })
    const codes = await renew(account)
    expect(new Set(codes).size).toBe(10)
    expect(codes.every((code) => /^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/.test(code))).toBe(true)
    const rows = await t.identityDb.select().from(recoveryCodes)
    expect(JSON.stringify(rows)).not.toContain(codes[0]!)
    expect(JSON.stringify(rows)).not.toContain(codes[0]!.replaceAll('-', ''))
  })

  test('opens once, however it is typed, and its owner is told', async () => {
    const account = await anAccount(t)
    const [code = ''] = await renew(account)
    const opened = await enter(await begin(account), code.toLowerCase().replaceAll('-', ' '))
    expect(opened.sessionToken).toBeTruthy()
    const mails = await t.identityDb
      .select()
      .from(outgoingMails)
      .where(eq(outgoingMails.toAddress, account.email))
    expect(mails.map((mail) => mail.template)).toContain('recoveryCodeUsed')
    await expect(enter(await begin(account), code)).rejects.toMatchObject({ reason: 'identity.wrongCode' })
  })

  test('of two at the same moment one opens', async () => {
    const account = await anAccount(t)
    const [code = ''] = await renew(account)
    const steps = [await begin(account), await begin(account)]
    const done = await Promise.allSettled(steps.map((stepToken) => enter(stepToken, code)))
    expect(done.filter((d) => d.status === 'fulfilled')).toHaveLength(1)
  })

  test('of somebody else, or from before the last renewal, is a wrong code', async () => {
    const [one, other] = [await anAccount(t), await anAccount(t)]
    const [theirs = ''] = await renew(other)
    const [former = ''] = await renew(one)
    await renew(one)
    for (const code of [theirs, former])
      await expect(enter(await begin(one), code)).rejects.toMatchObject({ reason: 'identity.wrongCode' })
  })
})
