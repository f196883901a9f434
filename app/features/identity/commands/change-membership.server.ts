import { and, eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { memberships } from '#db/schema/people.ts'
import { type By, lockMembership, requireOtherAdministrator } from '../administrators.server.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { findPlace } from './invite-person.server.ts'

type Input = {
  membershipId: string
  /** The last day on which the person works there; open when left out. */
  worksUntil?: string | undefined
  isAdministrator: boolean
}

/** Until when somebody works there, and whether they administer its people. Also takes up again who had ended. */
export async function changeMembership(
  ctx: SignInCtx,
  by: By,
  { membershipId, worksUntil, isAdministrator }: Input,
): Promise<void> {
  await ctx.write(async (tx) => {
    const held = await lockMembership(tx, by, membershipId)
    if (held.endsAt && held.endsAt <= ctx.now()) throw new DomainError('conflict', 'identity.membershipEnded')
    const { endsAt } = await findPlace(tx, by.regionId, held.establishmentId, worksUntil)
    if (endsAt && endsAt <= ctx.now()) throw new DomainError('invalid', 'identity.endInPast')
    if (held.personId === by.actor.id) {
      // For oneself only less: what somebody else has set an end to, somebody else prolongs.
      const isLonger = held.endsAt !== null && (endsAt === null || endsAt > held.endsAt)
      if (isLonger || (isAdministrator && !held.isAdministrator))
        throw new DomainError('forbidden', 'identity.notOneself')
    }
    if (endsAt) await requireOtherAdministrator(tx, ctx, held, endsAt)
    const givesUp = held.isAdministrator && !isAdministrator && held.role !== 'establishment_admin'
    if (givesUp) await requireOtherAdministrator(tx, ctx, held, ctx.now())
    await tx
      .update(memberships)
      .set({ endsAt, isAdministrator, updatedAt: ctx.now() })
      .where(and(eq(memberships.regionId, by.regionId), eq(memberships.id, membershipId)))
    await auditInRegion(
      tx,
      { regionId: by.regionId, actor: by.actor, requestId: ctx.requestId },
      'identity.membership.change',
      `membership/${membershipId}`,
      { personId: held.personId, endsAt: endsAt?.toISOString() ?? null, isAdministrator },
    )
  })
}
