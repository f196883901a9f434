import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { people } from '#db/schema/people.ts'
import { supportAccesses } from '#db/schema/support.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'
import { displayNameOfPerson, type Workplace, workplacesOfPerson } from './workplaces.server.ts'

/** As whom a session of the support sees now. */
export type ActingAs = {
  accessId: string
  personId: string
  displayName: string
  expiresAt: string
  workplace: Workplace
}
/** Who sees one's screens now. */
export type Helper = { accessId: string; name: string; expiresAt: string }

/** Asked with each session, in the same statement: whether it sees as somebody else, and whether somebody sees it. */
export const actingIdOfSession = sql<string | null>`(
  select a.id from support_accesses a
  where a.supporter_session = sign_in_sessions.id and a.ended_at is null and a.expires_at > now()
  limit 1)`

export const helperOfPerson = sql<Helper | null>`(
  select jsonb_build_object('accessId', a.id, 'expiresAt', a.expires_at,
           'name', concat_ws(' ', q.title, q.given_name, q.family_name))
  from support_accesses a
  join sign_in_sessions x on x.id = a.supporter_session and x.expires_at > now()
  join people q on q.id = a.supporter_id
  where a.person_id = sign_in_sessions.person_id and a.created_at > now() - interval '1 hour'
    and a.ended_at is null and a.expires_at > now()
  limit 1)`

/** Null when the person no longer works where they gave the code, or the region's charter waits for them. */
export async function findActing(
  ctx: SignInCtx,
  { accessId, regionIds }: { accessId: string; regionIds: string[] },
): Promise<ActingAs | null> {
  const a = supportAccesses
  const [row] = await ctx.read((db) =>
    db
      .select({
        regionId: a.regionId,
        personId: a.personId,
        membershipId: a.membershipId,
        expiresAt: a.expiresAt,
        displayName: displayNameOfPerson,
        workplaces: workplacesOfPerson,
      })
      .from(a)
      .innerJoin(people, eq(people.id, a.personId))
      .where(and(eq(a.id, accessId), isNull(a.endedAt), gt(a.expiresAt, ctx.now()))),
  )
  const workplace = row?.workplaces.find((w) => w.membershipId === row.membershipId)
  if (!row || !workplace || workplace.charterId !== null || !regionIds.includes(row.regionId)) return null
  return {
    accessId,
    personId: row.personId,
    displayName: row.displayName,
    expiresAt: row.expiresAt.toISOString(),
    workplace,
  }
}
