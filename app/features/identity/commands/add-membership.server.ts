import { and, eq, isNull } from 'drizzle-orm'
import type { Actor, Role } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import { auditInRegion, emitInRegion } from '../audit-in-region.server.ts'
import { MembershipBegan } from '../contract.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

export type NewMembership = {
  regionId: string
  establishmentId: string
  personId: string
  role: Role
  isAdministrator?: boolean
  /** A calendar day; today when left out. */
  startsOn?: string
  /** Until when; open when left out. */
  endsAt?: Date | null
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
    const [person] = await tx
      .select({ id: people.id, rpps: people.rpps })
      .from(people)
      .where(eq(people.id, input.personId))
    if (!person) throw new DomainError('not_found', 'identity.personNotFound')

    const { personId, establishmentId, regionId, role } = input
    const [held] = await tx
      .select({ endsAt: memberships.endsAt, isAdministrator: memberships.isAdministrator })
      .from(memberships)
      .where(
        and(
          eq(memberships.regionId, regionId),
          eq(memberships.personId, personId),
          eq(memberships.establishmentId, establishmentId),
          eq(memberships.role, role),
        ),
      )
      .for('update')
    const endsAt = input.endsAt ?? null
    const wasRunning = held && (held.endsAt === null || held.endsAt > ctx.now())
    // Who comes back has what is given now; only who never left keeps what they had.
    const isAdministrator = (input.isAdministrator ?? false) || (wasRunning === true && held.isAdministrator)
    const [row] = await tx
      .insert(memberships)
      .values({ ...input, endsAt, ...(startsOn ? { startsOn } : {}) })
      .onConflictDoUpdate({
        target: [memberships.regionId, memberships.personId, memberships.establishmentId, memberships.role],
        set: {
          endsAt,
          isAdministrator,
          updatedAt: ctx.now(),
        },
      })
      .returning({ id: memberships.id })
    const who = { regionId, actor: by, requestId: ctx.requestId }
    const membershipId = row!.id
    await auditInRegion(tx, who, 'identity.membership.add', `membership/${membershipId}`, {
      personId,
      establishmentId,
      role,
    })
    if (!wasRunning)
      await emitInRegion(tx, who, MembershipBegan, {
        membershipId,
        personId,
        establishmentId,
        role,
        ...(person.rpps ? { rpps: person.rpps } : {}),
      })
    return { membershipId }
  })
}
