import { and, eq, isNull } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { signInAccounts, signInSteps } from '#db/schema/identity.ts'
import { rememberDevice } from '../devices.server.ts'
import { hashPassword, requireGoodPassword } from '../passwords.server.ts'
import { accountOwner } from '../queries/get-account-owner.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { findStep, takeStep } from '../sign-in-steps.server.ts'
import { deleteSignIns } from './end-sign-ins.server.ts'

/**
 * Sets the password of whoever holds the link. Every sign-in ends, and this browser becomes a known one: who
 * reads the mailbox is the person, so this is also the way in when strangers have used up an account's limit.
 * The second factor is still asked at the next sign-in.
 */
export async function resetPassword(
  ctx: SignInCtx,
  input: { token: string; password: string },
): Promise<{ deviceToken: string }> {
  const step = await findStep(ctx, input.token, 'password_reset')
  const owner = step && (await accountOwner(ctx, step.personId))
  if (!step || !owner || owner.disabledAt) throw new DomainError('not_found', 'identity.linkOver')
  const { personId } = step
  await requireGoodPassword(ctx, input.password, owner)
  const passwordHash = await hashPassword(input.password)

  const { ended, deviceToken } = await ctx.write(async (tx) => {
    if (!(await takeStep(tx, ctx, input.token, 'password_reset')))
      throw new DomainError('not_found', 'identity.linkOver')
    await tx
      .update(signInAccounts)
      .set({ passwordHash, passwordChangedAt: ctx.now(), updatedAt: ctx.now() })
      .where(eq(signInAccounts.personId, personId))
    // Other links that were asked for, and codes waited for after the old password, are over too.
    await tx
      .update(signInSteps)
      .set({ usedAt: ctx.now() })
      .where(and(eq(signInSteps.personId, personId), isNull(signInSteps.usedAt)))
    const device = await rememberDevice(tx, ctx, personId)
    await queueMail(tx, {
      personId,
      toAddress: owner.email,
      template: 'passwordChanged',
      locale: owner.locale,
    })
    await noteEvent(tx, ctx, 'identity.password.reset', { personId })
    return { ended: await deleteSignIns(tx, personId, null), deviceToken: device.token }
  })
  ctx.endSockets(ended)
  return { deviceToken }
}
