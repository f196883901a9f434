import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientListQuery } from '../contract.ts'
import { type IdPage, MAX_RELATIONS, PAGE_SIZE } from './id-page.ts'
import { isRunningStay, newSince, staySince, uuids } from './patient-rows.server.ts'

/**
 * Relations that run now, of this person and of whom they stand in for; never more than MAX_RELATIONS, so a list
 * costs the same for all.
 */
export const followed = (ctx: Ctx) => sql`
  select distinct c.patient_id from care_relations c
  where c.region_id = (select app.current_region()) and ${ofPersons(ctx)}
    and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
  order by c.patient_id limit ${MAX_RELATIONS}`

/** Oneself, and while one stands in for doctors, those. */
const personsOf = ({ actor }: Ctx): string[] =>
  [actor.id, ...(actor.standsInFor ?? [])].filter((id) => id !== null)

const ofPersons = (ctx: Ctx) => {
  const [first, ...others] = personsOf(ctx)
  return others.length > 0
    ? sql`c.grantee_id = any (${uuids(personsOf(ctx))})`
    : sql`c.grantee_id = ${first ?? null}::uuid`
}

/**
 * The patients this person follows, ranked in the database, without those who died: they are found by a search. The
 * cursor is a patient's id: its place is looked up again, so that no name stands in an address.
 */
export async function listFollowed(tx: Tx, ctx: Ctx, query: PatientListQuery): Promise<IdPage> {
  const isByName = query.sort === 'name' || query.sort === '-name'
  const names = isByName
    ? sql`join patients p on p.region_id = (select app.current_region()) and p.id = c.patient_id`
    : sql``
  const rank =
    query.sort === 'name'
      ? sql`p.birth_name collate "fr-x-icu", p.first_given_name collate "fr-x-icu", c.patient_id`
      : query.sort === '-name'
        ? sql`p.birth_name collate "fr-x-icu" desc, p.first_given_name collate "fr-x-icu" desc, c.patient_id`
        : sql`c.last_at desc nulls last, c.patient_id`
  const rows = await tx.execute<{ id: string; place: number; total: number; at: number | null }>(sql`
    with ranked as (
      select c.patient_id as id, row_number() over (order by ${rank})::int as place,
        count(*) over ()::int as total
      from app.followed_patients(${uuids(personsOf(ctx))}, ${MAX_RELATIONS}::int) c ${names} ${filtered(ctx, query.filter)}),
    start as (select (select place from ranked where id = ${cursorId(query)}::uuid) as at)
    select r.id, r.place, r.total, s.at from ranked r, start s
    where ${
      query.before
        ? sql`r.place < coalesce(s.at, 1) and r.place >= coalesce(s.at, 1) - ${PAGE_SIZE}::int`
        : sql`r.place > coalesce(s.at, 0) and r.place <= coalesce(s.at, 0) + ${PAGE_SIZE}::int`
    }
    order by r.place`)
  const total = rows[0]?.total ?? 0
  const [first, last] = [rows[0], rows.at(-1)]
  return {
    ids: rows.map((r) => r.id),
    page: {
      next: last && last.place < total ? last.id : null,
      previous: first && first.place > 1 ? first.id : null,
    },
    count: { value: Math.min(total, MAX_RELATIONS - 1), isMore: total >= MAX_RELATIONS },
  }
}

const cursorId = ({ before, after }: PatientListQuery) => {
  const id = before ?? after ?? ''
  return /^[0-9a-f-]{36}$/.test(id) ? id : null
}

function filtered(ctx: Ctx, filter: PatientListQuery['filter']) {
  if (filter === 'new')
    return sql`
      left join record_visits v on v.person_id = ${ctx.actor.id}::uuid and v.patient_id = c.patient_id
      cross join ${newSince(ctx)}
      where c.last_at > since.at`
  if (filter !== 'admitted') return sql``
  return sql`
    where (
      select e.occurred_at from record_entries e
      join stays y on y.region_id = e.region_id and y.entry_id = e.id
      where e.region_id = (select app.current_region()) and e.patient_id = c.patient_id and ${isRunningStay}
        and y.patient_class in ('I', 'E')
      order by e.occurred_at desc limit 1) > ${staySince(ctx)}`
}
