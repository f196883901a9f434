import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { personActor } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { invitations } from '#db/schema/identity.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { joinSignInCtx, noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson } from '../workplaces.server.ts'
import { addMembership } from './add-membership.server.ts'

type Taken = typeof invitations.$inferSelect

/** Takes an open invitation, once: who was asked works there from now on. */
export async function takeInvitation(
  tx: Tx,
  ctx: SignInCtx,
  invitationId: string,
): Promise<{ membershipId: string; personId: string }> {
  const [taken] = await tx
    .update(invitations)
    .set({ acceptedAt: ctx.now(), updatedAt: ctx.now() })
    .where(
      and(
        eq(invitations.id, invitationId),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
        gt(invitations.expiresAt, ctx.now()),
      ),
    )
    .returning()
  if (!taken) throw new DomainError('not_found', 'identity.invitationOver')
  const { personId, regionId, role } = taken
  const held = taken.establishmentId ? null : await practiceOf(tx, ctx, taken)
  const establishmentId = taken.establishmentId ?? held ?? (await openPractice(tx, taken))
  const [person] = await tx
    .select({ displayName: displayNameOfPerson })
    .from(people)
    .where(eq(people.id, personId))
  const { membershipId } = await addMembership(
    joinSignInCtx(ctx, tx),
    personActor({ personId, role, establishmentId, displayName: person!.displayName }),
    {
      regionId,
      establishmentId,
      personId,
      role,
      // Whoever opens a practice administers it; a second administrator may be added.
      isAdministrator: taken.isAdministrator || (taken.establishmentId === null && !held),
      endsAt: taken.worksUntil,
    },
  )
  await noteEvent(tx, ctx, 'identity.invitation.accept', { personId })
  return { membershipId, personId }
}

/** A doctor who came another way meanwhile has a practice here already. */
async function practiceOf(tx: Tx, ctx: SignInCtx, { personId, regionId }: Taken): Promise<string | null> {
  const [row] = await tx
    .select({ id: memberships.establishmentId })
    .from(memberships)
    .innerJoin(
      establishments,
      and(
        eq(establishments.regionId, memberships.regionId),
        eq(establishments.id, memberships.establishmentId),
      ),
    )
    .where(
      and(
        eq(memberships.regionId, regionId),
        eq(memberships.personId, personId),
        eq(memberships.role, 'doctor'),
        eq(establishments.kind, 'practice'),
        isNull(establishments.closedAt),
        or(isNull(memberships.endsAt), gt(memberships.endsAt, ctx.now())),
      ),
    )
    .orderBy(sql`${memberships.createdAt}`)
    .limit(1)
  return row?.id ?? null
}

async function openPractice(tx: Tx, { regionId, practiceName, practiceCity }: Taken): Promise<string> {
  const [row] = await tx
    .insert(establishments)
    .values({ regionId, name: practiceName!, city: practiceCity, kind: 'practice' })
    .returning({ id: establishments.id })
  return row!.id
}
