import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import { iso } from './patient-rows.server.ts'

/** A consultation of one's own, as a list of patients shows it. */
export type OwnAppointment = { startsAt: string; reason: string | null; place: string | null }
export type OwnPatient = { id: string; appointment: OwnAppointment | null }

/** No doctor sees more in a week, and nobody pins more. */
export const MAX_OWN = 200
const MAX_UNITS = 500

const now = sql`(now() at time zone (select z.time_zone from regions z where z.id = (select app.current_region())))`
/** Midnight where the region is, so many days from today. */
export const midnight = (
  days: number,
) => sql`(select (date_trunc('day', ${now}) + make_interval(days => ${days}::int))
  at time zone (select z.time_zone from regions z where z.id = (select app.current_region())))`

/**
 * Whom this doctor sees here: consultations of today or of the next seven days by their hour, then those in a
 * ward under their name. By RPPS, as the feeds name people.
 */
export async function listOwnPatients(
  tx: Tx,
  ctx: Ctx,
  { days = 7, hasStays = true }: { days?: number; hasStays?: boolean } = {},
): Promise<OwnPatient[]> {
  const [me] = await tx.execute<{ rpps: string | null }>(
    sql`select p.rpps from people p where p.id = ${ctx.actor.id}::uuid`,
  )
  if (!me?.rpps) return []
  const stays = hasStays
    ? sql`
      union all
      select e.patient_id, null, null, null from stays y
      join record_entries e on e.region_id = y.region_id and e.id = y.entry_id
      where y.region_id = (select app.current_region()) and y.establishment_id = (select app.files_of())
        and y.attending_rpps = ${me.rpps} and y.discharged_at is null and y.cancelled_at is null
        and y.patient_class in ('I', 'E')`
    : sql``
  const rows = await tx.execute<{
    patient_id: string
    starts_at: string | null
    reason: string | null
    place: string | null
  }>(sql`
    select distinct on (o.patient_id) o.* from (
      select e.patient_id, a.starts_at, a.reason, a.place from appointments a
      join record_entries e on e.region_id = a.region_id and e.id = a.entry_id
      where a.region_id = (select app.current_region()) and a.establishment_id = (select app.files_of())
        and a.practitioner_rpps = ${me.rpps} and a.starts_at >= ${midnight(0)} and a.starts_at < ${midnight(days)}
        and a.state in ('booked', 'done')
      ${stays}) o
    order by o.patient_id, o.starts_at nulls last limit ${MAX_OWN}`)
  return rows
    .map((row) => ({
      id: row.patient_id,
      appointment: row.starts_at
        ? { startsAt: iso(row.starts_at), reason: row.reason, place: row.place }
        : null,
    }))
    .sort((a, b) => (a.appointment?.startsAt ?? '9').localeCompare(b.appointment?.startsAt ?? '9'))
}

/** Kept at hand, the latest first. */
export async function listPinned(tx: Tx, ctx: Ctx): Promise<string[]> {
  const rows = await tx.execute<{ patient_id: string }>(sql`
    select n.patient_id from pinned_patients n where n.person_id = ${ctx.actor.id}::uuid
    order by n.pinned_at desc limit ${MAX_OWN}`)
  return rows.map((row) => row.patient_id)
}

export type Unit = { name: string; code: string | null; isMine: boolean; present: number }

/**
 * The units of this house: those its feed has named, and whatever else stands as somebody's whereabouts, with
 * how many patients are there.
 */
export async function listUnits(tx: Tx, ctx: Ctx): Promise<Unit[]> {
  const present = tx.execute<{ name: string; present: number }>(sql`
    select f.current_unit as name, count(*)::int as present from patient_files f
    where f.establishment_id = (select app.files_of()) and f.current_unit is not null
    group by f.current_unit order by 2 desc limit ${MAX_UNITS}`)
  const known = tx.execute<{ name: string; code: string; is_mine: boolean }>(sql`
    select u.label as name, u.code, m.person_id is not null as is_mine from care_units u
    left join unit_members m on m.region_id = u.region_id and m.unit_id = u.id
      and m.person_id = ${ctx.actor.id}::uuid
    where u.establishment_id = (select app.files_of()) and u.closed_at is null limit ${MAX_UNITS}`)
  const [whereabouts, named] = await Promise.all([present, known])
  const counts = new Map(whereabouts.filter((p) => p.name).map((p) => [p.name, p.present]))
  const take = (name: string) => {
    const count = counts.get(name) ?? 0
    counts.delete(name)
    return count
  }
  const units: Unit[] = named.map(({ name, code, is_mine }) => ({
    name,
    code,
    isMine: is_mine,
    present: take(name) + take(code),
  }))
  for (const [name, count] of counts) units.push({ name, code: null, isMine: false, present: count })
  return units.sort((a, b) => Number(b.isMine) - Number(a.isMine) || a.name.localeCompare(b.name, 'fr'))
}

/** As `current_unit` may name them. */
export const namesOf = (units: Unit[]): string[] =>
  units.filter((unit) => unit.isMine).flatMap(({ name, code }) => (code ? [name, code] : [name]))
