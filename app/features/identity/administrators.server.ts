import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { memberships } from '#db/schema/people.ts'
import type { Tx } from '#db/scope.ts'
import { canAdministerPeople, isPowerful } from './policy.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'

/** Who administers, and for which region: what commands about other people begin with. */
export type By = Pick<Ctx, 'actor' | 'regionId'>

export type Membership = typeof memberships.$inferSelect

/** A membership that this administrator may change, held until the end of the transaction. */
export async function lockMembership(tx: Tx, by: By, membershipId: string): Promise<Membership> {
  const [found] = await tx
    .select()
    .from(memberships)
    .where(and(eq(memberships.regionId, by.regionId), eq(memberships.id, membershipId)))
  if (!found || !canAdministerPeople(by.actor, found.establishmentId))
    throw new DomainError('not_found', 'identity.membershipNotFound')
  // One at a time in a region: two administrators who remove each other would leave nobody.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`administrators/${by.regionId}`}, 5))`)
  const [held] = await tx
    .select()
    .from(memberships)
    .where(and(eq(memberships.regionId, by.regionId), eq(memberships.id, membershipId)))
    .for('update')
  return held!
}

/** Whoever administers alone cannot go, be ended or give it up: somebody else comes first. (TEN-03) */
export async function requireOtherAdministrator(
  tx: Tx,
  ctx: SignInCtx,
  leaving: Membership,
  from: Date,
): Promise<void> {
  if (!isPowerful(leaving)) return
  const isRegional = leaving.role === 'region_admin'
  const others = await tx
    .select({ personId: memberships.personId })
    .from(memberships)
    .where(
      and(
        eq(memberships.regionId, leaving.regionId),
        isRegional ? undefined : eq(memberships.establishmentId, leaving.establishmentId),
        isRegional
          ? eq(memberships.role, 'region_admin')
          : or(inArray(memberships.role, ['establishment_admin']), eq(memberships.isAdministrator, true)),
        sql`${memberships.id} <> ${leaving.id}`,
        sql`${memberships.startsOn} <= ${ctx.now().toISOString()}::timestamptz::date`,
        // Still there when this one no longer is.
        or(isNull(memberships.endsAt), gt(memberships.endsAt, from)),
      ),
    )
    .limit(50)
  if (others.every((other) => other.personId === leaving.personId))
    throw new DomainError('conflict', 'identity.lastAdministrator')
}
