import { DomainError } from '#app/kernel/errors.ts'
import { verifyPassword } from './passwords.server.ts'
import { accountOwner } from './queries/get-account-owner.server.ts'
import { noteEvent, type SignInAction, type SignInCtx } from './sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from './throttle.server.ts'

export type ConfirmedOwner = NonNullable<Awaited<ReturnType<typeof accountOwner>>>

/** Once more who one is, before something that would outlast an open screen. */
export async function confirmPassword(
  ctx: SignInCtx,
  action: SignInAction,
  { personId, current }: { personId: string; current: string },
): Promise<ConfirmedOwner> {
  const tries: Spending[] = [{ limit: 'confirmByPerson', about: [personId] }]
  await spend(ctx, tries, { action, personId })
  const owner = await accountOwner(ctx, personId)
  if (!owner || !(await verifyPassword(owner.passwordHash, current))) {
    await ctx.write((tx) =>
      noteEvent(tx, ctx, action, { personId, outcome: 'refused', detail: { reason: 'wrong' } }),
    )
    throw new DomainError('forbidden', 'identity.currentPasswordWrong')
  }
  await giveBack(ctx, tries)
  return owner
}
