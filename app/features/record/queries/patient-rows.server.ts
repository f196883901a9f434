import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import type { Tx } from '#db/scope.ts'
import { type EntryKind, type IDENTITY_STATUSES, NEWS_CAP, type SEXES } from '../contract.ts'
import { VISIT_OVERLAP_MS } from '../rules.ts'

/** A line about a patient in any list: who, and what happened last. */
export type PatientRow = {
  id: string
  birthName: string
  firstGivenName: string
  usedName: string | null
  usedGivenName: string | null
  birthDate: string | null
  sex: (typeof SEXES)[number]
  insMatricule: string | null
  insOid: string | null
  identityStatus: (typeof IDENTITY_STATUSES)[number]
  deceasedAt: string | null
  /** IPP in the establishment in which one works. */
  localId: string | null
  lastActivity: { at: string; kind: EntryKind; title: string; establishmentName: string } | null
  /** In a ward now: where. The unit may be unknown. */
  stay: { unit: string | null; establishmentName: string } | null
  /** Since this person's last opening, or the last 30 days without one; NEWS_CAP + 1 means more. */
  newCount: number
}

const NEVER_OPENED_DAYS = 30
const STAY_DAYS = 366

/** Word for word what the index of running stays is about: only so is it taken. */
export const isRunningStay = sql`e.kind = 'stay' and e.status = 'current' and e.occurred_until is null`

/** A stay whose end was never told is over all the same, some day. */
export const staySince = (ctx: Ctx): SQL => sqlInstant(ctx.now().getTime() - STAY_DAYS * DAY)

/** An instant as Postgres writes it, as ISO. */
export const iso = (instant: string): string => new Date(instant).toISOString()

export const sqlInstant = (at: Date | number): SQL => sql`${new Date(at).toISOString()}::timestamptz`

export const uuids = (ids: readonly string[]): SQL => sql`${`{${ids.join(',')}}`}::uuid[]`

/** For cursors: Postgres counts microseconds, a Date has milliseconds. */
export function instantOfMicros(micros: string): SQL {
  const value = BigInt(micros)
  const rest = ((value % 1_000_000n) + 1_000_000n) % 1_000_000n
  const seconds = new Date(Number((value - rest) / 1_000n)).toISOString().slice(0, 19)
  return sql`${`${seconds}.${String(rest).padStart(6, '0')}Z`}::timestamptz`
}

/**
 * Since when an entry is new to this person, as `since.at`; `v` is their row of record_visits, if any. Apart
 * from what compares with it (`offset 0` keeps it so): arithmetic on instants is not leakproof, and within
 * the comparison it would be done behind the door, entry by entry, instead of in the index.
 */
export const newSince = (ctx: Ctx): SQL => sql`
  lateral (
    select coalesce(v.last_visit_at - make_interval(secs => ${VISIT_OVERLAP_MS / 1000}),
                    ${sqlInstant(ctx.now().getTime() - NEVER_OPENED_DAYS * DAY)}) as at offset 0) since`

type Row = {
  id: string
  birth_name: string
  first_given_name: string
  used_name: string | null
  used_given_name: string | null
  birth_date: string | null
  sex: PatientRow['sex']
  ins_matricule: string | null
  ins_oid: string | null
  identity_status: PatientRow['identityStatus']
  deceased_at: string | null
  local_id: string | null
  last_at: string | null
  last_kind: EntryKind
  last_title: string
  last_establishment: string
  stay_unit: string | null
  stay_establishment: string | null
  new_count: number
}

/** One page of patients, in the order of `ids`; those out of reach are left out by the door. */
export async function describePatients(tx: Tx, ctx: Ctx, ids: readonly string[]): Promise<PatientRow[]> {
  if (ids.length === 0) return []
  const rows = await tx.execute<Row>(sql`
    select p.id, p.birth_name, p.first_given_name, p.used_name, p.used_given_name, p.birth_date::text, p.sex,
      p.ins_matricule, p.ins_oid, p.identity_status, p.deceased_at, f.local_id,
      l.last_at, l.last_kind, l.last_title, s.name as last_establishment,
      l.stay_unit, w.name as stay_establishment, l.new_count
    from unnest(${uuids(ids)}) with ordinality as wanted (id, place)
    join patients p on p.region_id = (select app.current_region()) and p.id = wanted.id
    join app.lines_of(${uuids(ids)}, ${sqlInstant(ctx.now().getTime() - NEVER_OPENED_DAYS * DAY)},
      make_interval(secs => ${VISIT_OVERLAP_MS / 1000}), ${NEWS_CAP}::int) l on l.patient_id = p.id
    left join lateral (
      select o.local_id from patient_files o
      where o.region_id = p.region_id and o.patient_id = p.id
        and o.establishment_id = (select app.files_of())
      order by o.last_activity_at desc limit 1) f on true
    left join establishments s on s.region_id = p.region_id and s.id = l.last_establishment_id
    left join establishments w on w.region_id = p.region_id and w.id = l.stay_establishment_id
      and l.stay_at > ${staySince(ctx)}
    order by wanted.place`)
  return rows.map(patientRow)
}

const patientRow = (row: Row): PatientRow => ({
  id: row.id,
  birthName: row.birth_name,
  firstGivenName: row.first_given_name,
  usedName: row.used_name,
  usedGivenName: row.used_given_name,
  birthDate: row.birth_date,
  sex: row.sex,
  insMatricule: row.ins_matricule,
  insOid: row.ins_oid,
  identityStatus: row.identity_status,
  deceasedAt: row.deceased_at && iso(row.deceased_at),
  localId: row.local_id,
  lastActivity: row.last_at
    ? {
        at: iso(row.last_at),
        kind: row.last_kind,
        title: row.last_title,
        establishmentName: row.last_establishment,
      }
    : null,
  stay: row.stay_establishment ? { unit: row.stay_unit, establishmentName: row.stay_establishment } : null,
  newCount: row.new_count,
})
