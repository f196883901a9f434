import { eq } from 'drizzle-orm'
import { isDomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { sealMailToken } from '../mails.server.ts'
import { addressBlock, RESET_LIFE } from '../rules.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { beginStep } from '../sign-in-steps.server.ts'
import { spend } from '../throttle.server.ts'

const ACTION = 'identity.password-reset.request'

/**
 * Sends a link to who has an account and answers the same to everybody. Only the limit by place is told;
 * the one by address would say that somebody asked for it before.
 */
export async function requestPasswordReset(ctx: SignInCtx, input: { email: string }): Promise<void> {
  await spend(ctx, [{ limit: 'resetByAddress', about: [addressBlock(ctx.ip)] }], {
    action: ACTION,
    personId: null,
  })
  const [account] = await ctx.read((db) =>
    db.select().from(signInAccounts).where(eq(signInAccounts.email, input.email)),
  )
  const personId = account?.personId ?? null
  const isAllowed = await spend(ctx, [{ limit: 'resetByEmail', about: [input.email] }], {
    action: ACTION,
    personId,
  }).then(() => true, refused)

  await ctx.write(async (tx) => {
    if (!isAllowed) return
    if (!account || account.disabledAt || !account.mayHavePassword) {
      const reason = !account ? 'unknown' : account.disabledAt ? 'disabled' : 'no_password'
      return noteEvent(tx, ctx, ACTION, { personId, outcome: 'refused', detail: { reason } })
    }
    const token = await beginStep(tx, ctx, {
      personId: account.personId,
      kind: 'password_reset',
      lifeMs: RESET_LIFE,
    })
    await queueMail(tx, {
      personId: account.personId,
      toAddress: account.email,
      template: 'passwordReset',
      locale: account.locale === 'en' ? 'en' : 'fr',
      params: { token: sealMailToken(ctx.settings, token) },
    })
    await noteEvent(tx, ctx, ACTION, { personId })
  })
}

const refused = (error: unknown) => {
  if (isDomainError(error)) return false
  throw error
}
