import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { Actor } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { signInSessions } from '#db/schema/identity.ts'
import { memberships } from '#db/schema/people.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** From this moment the person no longer works there; their open pages lose their sockets at once. */
export async function endMembership(
  ctx: SignInCtx,
  by: Actor,
  { regionId, membershipId }: { regionId: string; membershipId: string },
): Promise<void> {
  const open = await ctx.write(async (tx) => {
    const now = ctx.now()
    const ended = await tx
      .update(memberships)
      .set({ endsAt: now, updatedAt: now })
      .where(
        and(
          eq(memberships.regionId, regionId),
          eq(memberships.id, membershipId),
          or(isNull(memberships.endsAt), gt(memberships.endsAt, now)),
        ),
      )
      .returning({ personId: memberships.personId })
    if (ended.length === 0) throw new DomainError('not_found', 'identity.membershipNotFound')
    await auditInRegion(
      tx,
      { regionId, actor: by, requestId: ctx.requestId },
      'identity.membership.end',
      `membership/${membershipId}`,
      { personId: ended[0]!.personId },
    )
    return tx
      .select({ id: signInSessions.id })
      .from(signInSessions)
      .where(eq(signInSessions.membershipId, membershipId))
  })
  ctx.endSockets(open.map((session) => session.id))
}
