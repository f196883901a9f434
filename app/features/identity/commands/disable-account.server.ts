import { eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { withdrawInvitationsOf } from '../invitations.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { deleteSignIns } from './end-sign-ins.server.ts'

/** Nobody signs in with this account any more, and whoever is signed in is out. */
export async function disableAccount(ctx: SignInCtx, { personId }: { personId: string }): Promise<void> {
  const ended = await ctx.write(async (tx) => {
    const disabled = await tx
      .update(signInAccounts)
      .set({ disabledAt: ctx.now(), updatedAt: ctx.now() })
      .where(eq(signInAccounts.personId, personId))
      .returning({ personId: signInAccounts.personId })
    if (disabled.length === 0) throw new DomainError('not_found', 'identity.accountNotFound')
    await withdrawInvitationsOf(tx, ctx, personId)
    await noteEvent(tx, ctx, 'identity.account.disable', { personId })
    return deleteSignIns(tx, personId, null)
  })
  ctx.endSockets(ended)
}
