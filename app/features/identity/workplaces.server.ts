import { sql } from 'drizzle-orm'
import type { Deputyship } from '#app/kernel/actor.ts'
import type { WorkContext } from '#app/kernel/load-context.ts'

// Parts of a select over `people`. Its name is written out: Drizzle leaves it away when nothing is joined.

/** A place where a person may work, with what the context and the header need of it. */
export type Workplace = WorkContext & {
  regionId: string
  timeZone: string
  isAdministrator: boolean
  /** The version of the region's charter that this person has not accepted yet. */
  charterId: string | null
  /** Doctors for whom one stands in, or works, there and now. */
  deputyOf: Deputyship[]
}

/** As a locum wherever one is a doctor in the region, as a secretary in the doctor's own place; as long as both work. */
const deputyships = sql`(
  select coalesce(jsonb_agg(jsonb_build_object('doctorId', d.doctor_id, 'reads', d.reads)), '[]'::jsonb)
  from delegations d
  where d.region_id = m.region_id and d.deputy_id = m.person_id and d.starts_at <= now() and d.ends_at > now()
    and (d.kind = 'locum' and m.role = 'doctor'
      or d.kind = 'secretary' and m.role = 'secretary' and d.establishment_id = m.establishment_id)
    and exists (
      select from memberships o
      where o.region_id = d.region_id and o.person_id = d.doctor_id and o.establishment_id = d.establishment_id
        and o.role = 'doctor' and (o.ends_at is null or o.ends_at > now())))`

/** The newest version of the region's charter, unless this person has accepted it. (TEN-07) */
const charterToAccept = sql`(
  select newest.id from (
    select c.id from charters c where c.region_id = m.region_id order by c.number desc limit 1) newest
  where not exists (
    select from charter_acceptances a
    where a.region_id = m.region_id and a.charter_id = newest.id and a.person_id = m.person_id))`

/** Running memberships in open establishments, as the header lists them. */
export const workplacesOfPerson = sql<Workplace[]>`coalesce((
  select jsonb_agg(jsonb_build_object(
           'membershipId', m.id, 'regionId', m.region_id, 'role', m.role, 'isAdministrator', m.is_administrator,
           'deputyOf', ${deputyships}, 'charterId', ${charterToAccept}, 'establishmentId', e.id,
           'establishmentName', e.name, 'regionName', r.name, 'timeZone', coalesce(e.time_zone, r.time_zone))
         order by m.created_at, m.id)
  from memberships m
  join establishments e on e.region_id = m.region_id and e.id = m.establishment_id
  join regions r on r.id = m.region_id
  where m.person_id = people.id and (m.ends_at is null or m.ends_at > now())
    and m.starts_on <= (now() at time zone r.time_zone)::date and e.closed_at is null
    and e.suspended_at is null), '[]'::jsonb)`

/** How others see the name. */
export const displayNameOfPerson = sql<string>`concat_ws(' ', people.title, people.given_name, people.family_name)`
