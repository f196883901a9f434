import { and, eq, isNull } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { confirmPassword } from '../confirm-password.server.ts'
import type { PasswordChange } from '../contract.ts'
import { hashPassword, requireGoodPassword } from '../passwords.server.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { deleteSignIns } from './end-sign-ins.server.ts'

const ACTION = 'identity.password.change'

/** A new password for who knows the present one; every other sign-in ends. */
export async function changePassword(
  ctx: SignInCtx,
  { personId, signInId }: Pick<OpenSignIn, 'personId' | 'signInId'>,
  input: Pick<PasswordChange, 'current' | 'password'>,
): Promise<void> {
  const owner = await confirmPassword(ctx, ACTION, { personId, current: input.current })
  await requireGoodPassword(ctx, input.password, owner)
  const passwordHash = await hashPassword(input.password)

  const ended = await ctx.write(async (tx) => {
    const changed = await tx
      .update(signInAccounts)
      .set({ passwordHash, passwordChangedAt: ctx.now(), updatedAt: ctx.now() })
      .where(
        and(
          eq(signInAccounts.personId, personId),
          eq(signInAccounts.passwordHash, owner.passwordHash!),
          isNull(signInAccounts.disabledAt),
        ),
      )
      .returning({ personId: signInAccounts.personId })
    if (changed.length === 0) throw new DomainError('stale', 'identity.passwordChangedMeanwhile')
    await queueMail(tx, {
      personId,
      toAddress: owner.email,
      template: 'passwordChanged',
      locale: owner.locale,
    })
    await noteEvent(tx, ctx, ACTION, { personId })
    return deleteSignIns(tx, personId, signInId)
  })
  ctx.endSockets(ended)
}
