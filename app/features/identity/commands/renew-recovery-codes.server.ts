import { queueMail } from '#app/kernel/mail.server.ts'
import { confirmPassword } from '../confirm-password.server.ts'
import { replaceRecoveryCodes } from '../recovery-codes.server.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'

const ACTION = 'identity.recovery-codes.renew'

/** New recovery codes for who knows the present password: whoever finds an open screen gets none. */
export async function renewRecoveryCodes(
  ctx: SignInCtx,
  { personId }: Pick<OpenSignIn, 'personId'>,
  input: { current: string },
): Promise<{ codes: string[] }> {
  const owner = await confirmPassword(ctx, ACTION, { personId, current: input.current })
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
