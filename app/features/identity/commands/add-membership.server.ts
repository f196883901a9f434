import { and, eq, isNull } from 'drizzle-orm'
import type { Actor, Role } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

export type NewMembership = {
  regionId: string
  establishmentId: string
  personId: string
  role: Role
  /** A calendar day; today when left out. */
  startsOn?: string
}

/** Ties a person to an establishment. Adding twice is adding once; one that had ended begins again. */
export async function addMembership(
  ctx: SignInCtx,
  by: Actor,
  { startsOn, ...input }: NewMembership,
): Promise<{ membershipId: string }> {
  return ctx.write(async (tx) => {
    const [place] = await tx
      .select({ id: establishments.id })
      .from(establishments)
      .where(
        and(
          eq(establishments.regionId, input.regionId),
          eq(establishments.id, input.establishmentId),
          isNull(establishments.closedAt),
        ),
      )
    if (!place) throw new DomainError('not_found', 'identity.establishmentNotFound')
    const [person] = await tx.select({ id: people.id }).from(people).where(eq(people.id, input.personId))
    if (!person) throw new DomainError('not_found', 'identity.personNotFound')

    const [row] = await tx
      .insert(memberships)
      .values({ ...input, ...(startsOn ? { startsOn } : {}) })
      .onConflictDoUpdate({
        target: [memberships.regionId, memberships.personId, memberships.establishmentId, memberships.role],
        set: { endsAt: null, updatedAt: ctx.now() },
      })
      .returning({ id: memberships.id })
    await auditInRegion(
      tx,
      { regionId: input.regionId, actor: by, requestId: ctx.requestId },
      'identity.membership.add',
      `membership/${row!.id}`,
      { personId: input.personId, establishmentId: input.establishmentId, role: input.role },
    )
    return { membershipId: row!.id }
  })
}
