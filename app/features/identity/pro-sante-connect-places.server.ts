import { and, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Role } from '#app/kernel/actor.ts'
import { invitations, signInAccounts } from '#db/schema/identity.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import { mayJoinByDirectory } from './policy.ts'
import type { ProSanteConnectIdentity, WorkSituation } from './pro-sante-connect.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'
import { type Workplace, workplacesOfPerson } from './workplaces.server.ts'

// What a work situation of Pro Santé Connect means here: one site may be an establishment of several regions.

export type KnownPerson = {
  personId: string
  hasAccount: boolean
  isDisabled: boolean
  /** Pro Santé Connect has signed them in before. If not, an account of theirs was opened by an invitation. */
  isProven: boolean
  workplaces: Workplace[]
  /** Where a membership has ended or has not begun: the directory does not open what the place has closed. */
  notNowAt: string[]
  /** Open invitations by mail: somebody who administers the place has asked for this person. */
  invited: { id: string; establishmentId: string; role: Role }[]
}
export type Place = { id: string; regionId: string; regionName: string; name: string; kind: string }

export async function findKnownPerson(
  ctx: SignInCtx,
  { rpps }: ProSanteConnectIdentity,
): Promise<KnownPerson | null> {
  if (!rpps) return null
  const [row] = await ctx.read((db) =>
    db
      .select({
        personId: people.id,
        accountOf: signInAccounts.personId,
        disabledAt: signInAccounts.disabledAt,
        provenAt: people.rppsProvenAt,
        workplaces: workplacesOfPerson,
      })
      .from(people)
      .leftJoin(signInAccounts, eq(signInAccounts.personId, people.id))
      .where(eq(people.rpps, rpps)),
  )
  if (!row) return null
  const { personId, accountOf, disabledAt, provenAt, workplaces } = row
  return {
    personId,
    hasAccount: accountOf !== null,
    isDisabled: disabledAt !== null,
    isProven: provenAt !== null,
    workplaces,
    notNowAt: await placesNotNowOf(ctx, personId),
    invited: await openInvitationsOf(ctx, personId),
  }
}

async function placesNotNowOf(ctx: SignInCtx, personId: string) {
  const now = sql`${ctx.now().toISOString()}::timestamptz`
  const rows = await ctx.read((db) =>
    db
      .select({ at: memberships.establishmentId })
      .from(memberships)
      .innerJoin(regions, eq(regions.id, memberships.regionId))
      .where(
        and(
          eq(memberships.personId, personId),
          or(
            sql`${memberships.endsAt} <= ${now}`,
            sql`${memberships.startsOn} > (${now} at time zone ${regions.timeZone})::date`,
          ),
        ),
      ),
  )
  return rows.map((row) => row.at)
}

async function openInvitationsOf(ctx: SignInCtx, personId: string) {
  const rows = await ctx.read((db) =>
    db
      .select({
        id: invitations.id,
        establishmentId: invitations.establishmentId,
        role: invitations.role,
      })
      .from(invitations)
      .where(
        and(
          eq(invitations.personId, personId),
          eq(invitations.kind, 'mail'),
          isNotNull(invitations.establishmentId),
          isNull(invitations.acceptedAt),
          isNull(invitations.withdrawnAt),
          gt(invitations.expiresAt, ctx.now()),
        ),
      )
      .limit(20),
  )
  return rows.map((row) => ({ ...row, establishmentId: row.establishmentId! }))
}

/** In every region, by FINESS of the site or by SIRET: a practice has no FINESS. */
export async function findPlaces(ctx: SignInCtx, { finess, siret }: WorkSituation): Promise<Place[]> {
  const byNumber = [
    finess ? eq(establishments.finess, finess) : undefined,
    siret ? eq(establishments.siret, siret) : undefined,
  ].filter((condition) => condition !== undefined)
  if (byNumber.length === 0) return []
  return ctx.read((db) =>
    db
      .select({
        id: establishments.id,
        regionId: establishments.regionId,
        regionName: regions.name,
        name: establishments.name,
        kind: establishments.kind,
      })
      .from(establishments)
      .innerJoin(regions, eq(regions.id, establishments.regionId))
      .where(and(or(...byNumber), isNull(establishments.closedAt), isNull(establishments.suspendedAt)))
      .orderBy(regions.name, establishments.name)
      .limit(20),
  )
}

export type WayIn =
  | { by: 'membership'; role: Role; membershipId: string }
  | { by: 'invitation'; role: Role; invitationId: string }
  | { by: 'directory'; role: 'doctor' }

/** How this person may work at this place: as a member, as one who was invited, or as a doctor of a practice. */
export function wayInto(
  identity: ProSanteConnectIdentity,
  situation: WorkSituation,
  place: Place,
  known: KnownPerson | null,
): WayIn | null {
  const held = known?.workplaces.filter((w) => w.establishmentId === place.id) ?? []
  const workplace = held.find((w) => w.role === 'doctor') ?? held[0]
  if (workplace) return { by: 'membership', role: workplace.role, membershipId: workplace.membershipId }
  const invitation = known?.invited.find((i) => i.establishmentId === place.id)
  if (invitation) return { by: 'invitation', role: invitation.role, invitationId: invitation.id }
  if (known?.notNowAt.includes(place.id)) return null
  return mayJoinByDirectory(identity, situation, place) ? { by: 'directory', role: 'doctor' } : null
}
