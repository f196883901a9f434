import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { RelationBasis } from '../contract.ts'
import { stayOf } from './entry-rows.server.ts'
import { iso } from './patient-rows.server.ts'

/** Who takes part in this patient's care, as far as this reader may know, and how to reach them. */
export type CareContacts = {
  /** As the own establishment's file says it. */
  declaredGp: string | null
  establishments: {
    id: string
    name: string
    city: string | null
    phone: string | null
    lastActivityAt: string
    doctors: string[]
  }[]
  /** Why this reader sees the record, when it is by a relation of their own. */
  ownRelation: { id: string; basis: RelationBasis; startsAt: string } | null
  /** What the own establishment's file adds to the identity. */
  file: { localId: string; phone: string | null; address: string | null } | null
}

const READ_BACK = 200
const MAX_ESTABLISHMENTS = 6
const MAX_DOCTORS = 3

export async function findCareContacts(tx: Tx, ctx: Ctx, patientId: string): Promise<CareContacts> {
  const theirs = tx.execute<{
    id: string
    name: string
    city: string | null
    phone: string | null
    last_at: string
    doctors: string[] | null
  }>(sql`
    select s.id, s.name, s.city, s.phone, g.last_at, g.doctors
    from (
      select e.region_id, e.establishment_id, max(e.occurred_at) as last_at,
        array_agg(distinct coalesce(y.attending_name, e.author_name))
          filter (where coalesce(y.attending_name, e.author_name) is not null) as doctors
      from (
        select e.region_id, e.id, e.establishment_id, e.occurred_at, e.author_name, e.kind from record_entries e
        where e.patient_id = ${patientId}::uuid and e.status = 'current'
        order by e.occurred_at desc limit ${READ_BACK}) e
      left join lateral (${stayOf}) y on true
      group by e.region_id, e.establishment_id
      order by last_at desc limit ${MAX_ESTABLISHMENTS}) g
    join establishments s on s.region_id = g.region_id and s.id = g.establishment_id
    order by g.last_at desc`)
  const own = tx.execute<{ id: string; basis: RelationBasis; starts_at: string }>(sql`
    select c.id, c.basis, c.starts_at from care_relations c
    where c.patient_id = ${patientId}::uuid and c.grantee_id = ${ctx.actor.id}::uuid
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    order by c.starts_at limit 1`)
  const ownFile = tx.execute<{
    local_id: string
    phone: string | null
    address: string | null
    declared_gp_name: string | null
  }>(sql`
    select f.local_id, f.phone, f.address, f.declared_gp_name from patient_files f
    where f.patient_id = ${patientId}::uuid and f.establishment_id = (select app.files_of())
    order by f.last_activity_at desc limit 1`)
  const [establishments, [relation], [file]] = await Promise.all([theirs, own, ownFile])
  return {
    declaredGp: file?.declared_gp_name ?? null,
    establishments: establishments.map(({ last_at, doctors, ...s }) => ({
      ...s,
      lastActivityAt: iso(last_at),
      doctors: (doctors ?? []).slice(0, MAX_DOCTORS),
    })),
    ownRelation: relation
      ? { id: relation.id, basis: relation.basis, startsAt: iso(relation.starts_at) }
      : null,
    file: file ? { localId: file.local_id, phone: file.phone, address: file.address } : null,
  }
}
