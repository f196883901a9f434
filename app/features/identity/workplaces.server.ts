import { sql } from 'drizzle-orm'
import type { WorkContext } from '#app/kernel/load-context.ts'

// Parts of a select over `people`. Its name is written out: Drizzle leaves it away when nothing is joined.

/** A place where a person may work, with what the context and the header need of it. */
export type Workplace = WorkContext & { regionId: string; timeZone: string; isAdministrator: boolean }

/** Running memberships in open establishments, as the header lists them. */
export const workplacesOfPerson = sql<Workplace[]>`coalesce((
  select jsonb_agg(jsonb_build_object(
           'membershipId', m.id, 'regionId', m.region_id, 'role', m.role, 'isAdministrator', m.is_administrator,
           'establishmentId', e.id,
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
