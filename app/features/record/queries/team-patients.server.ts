import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientListQuery } from '../contract.ts'
import { MAX_TEAM_MEMBERS } from '../contract-teams.ts'
import { type IdPage, PAGE_SIZE } from './id-page.ts'
import { MAX_OWN, midnight, type OwnAppointment } from './own-patients.server.ts'
import { iso } from './patient-rows.server.ts'

/** Why a patient is in the list of a team: a consultation, or a stay under the name of one of its members. */
export type SeenBy = { appointment: OwnAppointment | null; seenBy: string }

/**
 * Whom the teams one is of see here: consultations of the next days by their hour, then those in a ward. Each
 * member's are read by index, the nearest first, so that a list costs the same for all.
 */
export async function listTeamPatients(
  tx: Tx,
  ctx: Ctx,
  query: PatientListQuery,
): Promise<IdPage & { seen: Map<string, SeenBy> }> {
  const days = query.filter === 'today' ? 1 : query.filter === 'admitted' ? 0 : 7
  const stays =
    query.filter === 'today'
      ? sql``
      : sql`
      union all
      select e.patient_id, null, null, null, m.name from members m
      cross join lateral (
        select y.region_id, y.entry_id from stays y
        where y.region_id = (select app.current_region()) and y.establishment_id = (select app.files_of())
          and y.attending_rpps = m.rpps and y.discharged_at is null and y.cancelled_at is null
          and y.patient_class in ('I', 'E') limit ${MAX_OWN}) y
      join record_entries e on e.region_id = y.region_id and e.id = y.entry_id`
  const rows = await tx.execute<{
    id: string
    starts_at: string | null
    reason: string | null
    room: string | null
    name: string
    place: number
    total: number
  }>(sql`
    with members as materialized (
      select distinct on (p.rpps) p.rpps, concat_ws(' ', p.title, p.given_name, p.family_name) as name
      from team_members mine
      join team_members t on t.region_id = mine.region_id and t.team_id = mine.team_id
      join memberships m on m.region_id = t.region_id and m.person_id = t.person_id
        and m.establishment_id = t.establishment_id and (m.ends_at is null or m.ends_at > now())
      join people p on p.id = t.person_id and p.rpps is not null
      where mine.person_id = ${ctx.actor.id}::uuid and mine.establishment_id = (select app.files_of())
        and (${query.team ?? null}::uuid is null or mine.team_id = ${query.team ?? null}::uuid)
      order by p.rpps limit ${MAX_TEAM_MEMBERS}),
    seen (patient_id, starts_at, reason, room, name) as (
      select e.patient_id, a.starts_at, a.reason, a.place, m.name from members m
      cross join lateral (
        select a.region_id, a.entry_id, a.starts_at, a.reason, a.place from appointments a
        where a.region_id = (select app.current_region()) and a.establishment_id = (select app.files_of())
          and a.practitioner_rpps = m.rpps and a.starts_at >= ${midnight(0)} and a.starts_at < ${midnight(days)}
          and a.state in ('booked', 'done')
        order by a.starts_at limit ${MAX_OWN}) a
      join record_entries e on e.region_id = a.region_id and e.id = a.entry_id
      ${stays}),
    first as (select distinct on (s.patient_id) s.* from seen s order by s.patient_id, s.starts_at nulls last, s.name),
    ranked as (
      select f.*, row_number() over (order by f.starts_at nulls last, f.patient_id)::int as place,
        count(*) over ()::int as total from first f),
    start as (select (select r.place from ranked r where r.patient_id = ${cursorId(query)}::uuid) as at)
    select r.patient_id as id, r.starts_at, r.reason, r.room, r.name, r.place, r.total from ranked r, start s
    where ${
      query.before
        ? sql`r.place < coalesce(s.at, 1) and r.place >= coalesce(s.at, 1) - ${PAGE_SIZE}::int`
        : sql`r.place > coalesce(s.at, 0) and r.place <= coalesce(s.at, 0) + ${PAGE_SIZE}::int`
    }
    order by r.place`)
  const total = rows[0]?.total ?? 0
  const [first, last] = [rows[0], rows.at(-1)]
  const seen = rows.map(({ id, starts_at, reason, room, name }): [string, SeenBy] => [
    id,
    { appointment: starts_at ? { startsAt: iso(starts_at), reason, place: room } : null, seenBy: name },
  ])
  return {
    ids: rows.map(({ id }) => id),
    page: {
      next: last && last.place < total ? last.id : null,
      previous: first && first.place > 1 ? first.id : null,
    },
    count: { value: total, isMore: false },
    seen: new Map(seen),
  }
}

const cursorId = ({ before, after }: PatientListQuery) => {
  const id = before ?? after ?? ''
  return /^[0-9a-f-]{36}$/.test(id) ? id : null
}

export type OwnTeam = { id: string; name: string }

/** The teams one is of in this house. */
export async function listOwnTeams(tx: Tx, ctx: Ctx): Promise<OwnTeam[]> {
  const rows = await tx.execute<OwnTeam>(sql`
    select t.id, t.name from team_members m
    join care_teams t on t.region_id = m.region_id and t.id = m.team_id
    where m.region_id = (select app.current_region()) and m.person_id = ${ctx.actor.id}::uuid
      and m.establishment_id = (select app.files_of())
    order by t.name collate "fr-x-icu"`)
  return [...rows]
}
