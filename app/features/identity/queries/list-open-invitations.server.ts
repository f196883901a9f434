import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { invitations, secondFactorResets, signInAccounts } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import type { By } from '../administrators.server.ts'
import { isOpenRequest } from '../commands/reset-second-factor.server.ts'
import type { InvitationView } from '../contract.ts'
import { canAdministerPeople } from '../policy.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson } from '../workplaces.server.ts'

const MOST_SHOWN = 100

function requireAdministrator(by: By, houseId: string) {
  if (!canAdministerPeople(by.actor, houseId)) throw new DomainError('forbidden', 'identity.peopleNotAllowed')
}

/** Who was asked by this establishment and has not come yet, the latest first. */
export async function listOpenInvitations(
  ctx: SignInCtx,
  by: By,
  houseId: string,
): Promise<InvitationView[]> {
  requireAdministrator(by, houseId)
  const i = invitations
  const rows = await ctx.read((db) =>
    db
      .select({
        id: i.id,
        displayName: displayNameOfPerson,
        email: i.email,
        kind: i.kind,
        role: i.role,
        practiceName: i.practiceName,
        expiresAt: i.expiresAt,
      })
      .from(i)
      .innerJoin(people, eq(people.id, i.personId))
      .where(
        and(
          eq(i.regionId, by.regionId),
          eq(i.fromEstablishmentId, houseId),
          isNull(i.acceptedAt),
          isNull(i.withdrawnAt),
        ),
      )
      .orderBy(desc(i.createdAt), sql`${i.id}`)
      .limit(MOST_SHOWN),
  )
  return rows.map((row) => ({
    ...row,
    expiresAt: row.expiresAt.toISOString(),
    isOver: row.expiresAt <= ctx.now(),
  }))
}

export type ResetRequestView = {
  id: string
  displayName: string
  requestedBy: string
  requestedAt: string
  /** Asked by oneself, or about oneself: somebody else must confirm. */
  needsOther: boolean
}

/** Resets of administrators that wait for a second person. */
export async function listResetRequests(
  ctx: SignInCtx,
  by: By,
  houseId: string,
): Promise<ResetRequestView[]> {
  requireAdministrator(by, houseId)
  const r = secondFactorResets
  const rows = await ctx.read((db) =>
    db
      .select({
        id: r.id,
        personId: r.personId,
        requestedById: r.requestedBy,
        displayName: displayNameOfPerson,
        requestedBy: sql<string>`(select concat_ws(' ', q.title, q.given_name, q.family_name)
          from people q where q.id = ${r.requestedBy})`,
        requestedAt: r.requestedAt,
      })
      .from(r)
      .innerJoin(people, eq(people.id, r.personId))
      .where(and(eq(r.regionId, by.regionId), eq(r.establishmentId, houseId), isOpenRequest(ctx.now())))
      .orderBy(desc(r.requestedAt))
      .limit(MOST_SHOWN),
  )
  return rows.map(({ personId, requestedById, requestedAt, ...row }) => ({
    ...row,
    requestedAt: requestedAt.toISOString(),
    needsOther: [personId, requestedById].includes(by.actor.id ?? ''),
  }))
}

/** What an administrator may know of how somebody signs in: that they can, and with how many factors. */
export async function getAccountState(ctx: SignInCtx, personId: string) {
  const [row] = await ctx.read((db) =>
    db
      .select({
        email: signInAccounts.email,
        hasAuthenticator: sql<boolean>`${signInAccounts.totpSecret} is not null`,
        passkeys: sql<number>`(select count(*)::int from passkeys k where k.person_id = ${personId}::uuid)`,
        isDisabled: sql<boolean>`${signInAccounts.disabledAt} is not null`,
      })
      .from(signInAccounts)
      .where(eq(signInAccounts.personId, personId)),
  )
  return row ?? null
}
export type AccountState = Awaited<ReturnType<typeof getAccountState>>
