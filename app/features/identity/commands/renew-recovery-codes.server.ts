import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { verifyPassword } from '../passwords.server.ts'
import { accountOwner } from '../queries/get-account-owner.server.ts'
import { replaceRecoveryCodes } from '../recovery-codes.server.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'

const ACTION = 'identity.recovery-codes.renew'

/** New recovery codes for who knows the present password: whoever finds an open screen gets none. */
export async function renewRecoveryCodes(
  ctx: SignInCtx,
  { personId }: Pick<OpenSignIn, 'personId'>,
  input: { current: string },
): Promise<{ codes: string[] }> {
  const tries: Spending[] = [{ limit: 'confirmByPerson', about: [personId] }]
  await spend(ctx, tries, { action: ACTION, personId })
  const owner = await accountOwner(ctx, personId)
  if (!owner || !(await verifyPassword(owner.passwordHash, input.current))) {
    await ctx.write((tx) =>
      noteEvent(tx, ctx, ACTION, { personId, outcome: 'refused', detail: { reason: 'wrong' } }),
    )
    throw new DomainError('forbidden', 'identity.currentPasswordWrong')
  }
  await giveBack(ctx, tries)
  return ctx.write(async (tx) => {
    const codes = await replaceRecoveryCodes(tx, ctx, personId)
    await queueMail(tx, {
      personId,
      toAddress: owner.email,
      template: 'recoveryCodesRenewed',
      locale: owner.locale,
    })
    await noteEvent(tx, ctx, ACTION, { personId })
    return { codes }
  })
}
