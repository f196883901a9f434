import { and, eq } from 'drizzle-orm'
import type { Actor } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { signInSessions } from '#db/schema/identity.ts'
import { memberships } from '#db/schema/people.ts'
import { lockMembership, requireOtherAdministrator } from '../administrators.server.ts'
import { auditInRegion, emitInRegion } from '../audit-in-region.server.ts'
import { MembershipEnded } from '../contract.ts'
import { withdrawInvitationsOf } from '../invitations.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** From this moment the person no longer works there; whoever is at work there is out, with their sockets. */
export async function endMembership(
  ctx: SignInCtx,
  by: Actor,
  { regionId, membershipId }: { regionId: string; membershipId: string },
): Promise<void> {
  const open = await ctx.write(async (tx) => {
    const now = ctx.now()
    const held = await lockMembership(tx, { actor: by, regionId }, membershipId)
    if (held.endsAt && held.endsAt <= now) throw new DomainError('not_found', 'identity.membershipNotFound')
    await requireOtherAdministrator(tx, ctx, held, now)
    await tx
      .update(memberships)
      .set({ endsAt: now, updatedAt: now })
      .where(and(eq(memberships.regionId, regionId), eq(memberships.id, membershipId)))
    const who = { regionId, actor: by, requestId: ctx.requestId }
    const { personId, establishmentId } = held
    await withdrawInvitationsOf(tx, ctx, personId, {
      regionId,
      establishmentId: held.role === 'region_admin' ? undefined : establishmentId,
    })
    await auditInRegion(tx, who, 'identity.membership.end', `membership/${membershipId}`, { personId })
    await emitInRegion(tx, who, MembershipEnded, { membershipId, personId, establishmentId })
    return tx
      .delete(signInSessions)
      .where(eq(signInSessions.membershipId, membershipId))
      .returning({ id: signInSessions.id })
  })
  ctx.endSockets(open.map((session) => session.id))
}
