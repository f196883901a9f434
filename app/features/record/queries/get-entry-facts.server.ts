import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type {
  allergies,
  appointments,
  biomarkers,
  conditions,
  notes,
  treatments,
} from '#db/schema/clinical.ts'
import type { Tx } from '#db/scope.ts'
import type { EntryKind, ReportStatus } from '../contract.ts'
import { camelCased } from './camel-cased.ts'
import { FACT_TABLES, type FactOf, type FactTable } from './fact-tables.ts'
import {
  type ObservationLine,
  type ObservationRow,
  observationColumns,
  observationLine,
} from './observation-rows.server.ts'
import { openPatient } from './open-patient.server.ts'
import { iso } from './patient-rows.server.ts'

/** One line of a report, with the values of the same analysis before it. */
export type ReportLine = ObservationLine & {
  section: string | null
  comment: string | null
  /** The oldest first. */
  earlier: ObservationLine[]
}

/** What an entry says beyond its title, by its kind. */
export type EntryFacts =
  | { kind: 'report'; reportStatus: ReportStatus | null; comment: string | null; lines: ReportLine[] }
  | { kind: 'condition'; of: FactOf<typeof conditions> }
  | { kind: 'treatment'; of: FactOf<typeof treatments>; from: string; until: string | null }
  | { kind: 'allergy'; of: FactOf<typeof allergies> }
  | { kind: 'biomarker'; of: FactOf<typeof biomarkers>; sourceTitle: string | null }
  | { kind: 'appointment'; of: Serialised<FactOf<typeof appointments>> }
  | { kind: 'stay'; of: StayOf }
  | { kind: 'note'; of: Serialised<FactOf<typeof notes>>; isMine: boolean }
type StayOf = {
  patientClass: string
  unit: string | null
  attendingName: string | null
  admittedAt: string
  dischargedAt: string | null
  entryMode: string | null
  origin: string | null
  exitMode: string | null
  destination: string | null
  /** By name where the establishment is of this region, else by number. */
  originName: string | null
  destinationName: string | null
}
type Serialised<T> = { [K in keyof T]: T[K] extends Date | null ? string | null : T[K] }

const EARLIER = 8

/** The facts of one entry, audited as a reading of their own. Null: it has none beyond its line. */
export function getEntryFacts(
  ctx: Ctx,
  { patientId, entryId }: { patientId: string; entryId: string },
): Promise<EntryFacts | null> {
  return openPatient(ctx, patientId, async ({ tx, audit }) => {
    if (!z.uuid().safeParse(entryId).success) return null
    const [entry] = await tx.execute<Entry>(sql`
      select e.kind, e.occurred_at, e.occurred_until, e.author_person_id, e.from_establishment_id from record_entries e
      where e.id = ${entryId}::uuid and e.patient_id = ${patientId}::uuid`)
    if (!entry) return null
    const isReport = entry.kind === 'result' || entry.kind === 'measure'
    const facts = isReport
      ? await report(tx, patientId, entryId)
      : entry.kind === 'stay'
        ? await stay(tx, entryId)
        : await singleFact(tx, entryId, entry)
    if (facts?.kind === 'note')
      facts.isMine = entry.author_person_id === ctx.actor.id && !entry.from_establishment_id
    if (facts) await audit(`record.${entry.kind}.read`, `record_entry/${entryId}`, { patientId })
    return facts
  })
}

type Entry = {
  kind: EntryKind
  occurred_at: string
  occurred_until: string | null
  author_person_id: string | null
  from_establishment_id: string | null
}
type LineRow = ObservationRow & { section: string | null; comment: string | null }

async function report(tx: Tx, patientId: string, entryId: string): Promise<EntryFacts | null> {
  const [rows, [filing], earlier] = await Promise.all([
    tx.execute<LineRow>(sql`
      select ${observationColumns}, o.section, o.comment from observations o
      where o.entry_id = ${entryId}::uuid and o.patient_id = ${patientId}::uuid order by o.position`),
    tx.execute<{ report_status: ReportStatus | null; comment: string | null }>(sql`
      select f.report_status, f.comment from filings f where f.entry_id = ${entryId}::uuid`),
    tx.execute<ObservationRow & { of_position: number }>(sql`
      select here.position as of_position, o.* from (
        select h.region_id, h.position, h.code, h.observed_at from observations h
        where h.entry_id = ${entryId}::uuid and h.value_number is not null limit 80) here
      cross join lateral (
        select ${observationColumns} from observations o
        join record_entries e on e.region_id = o.region_id and e.id = o.entry_id and e.status = 'current'
        where o.region_id = here.region_id and o.patient_id = ${patientId}::uuid and o.code = here.code
          and o.observed_at < here.observed_at and o.status <> 'cancelled'
        order by o.observed_at desc nulls first limit ${EARLIER}) o`),
  ])
  if (rows.length === 0) return null
  const byPosition = new Map<number, ObservationLine[]>()
  for (const row of earlier) {
    byPosition.set(row.of_position, [observationLine(row), ...(byPosition.get(row.of_position) ?? [])])
  }
  return {
    kind: 'report',
    reportStatus: filing?.report_status ?? null,
    comment: filing?.comment ?? null,
    lines: rows.map((row) => ({
      ...observationLine(row),
      section: row.section,
      comment: row.comment,
      earlier: byPosition.get(row.position) ?? [],
    })),
  }
}

/** When and where, how they came and went; a planned stay that has become none says so by its status. */
async function stay(tx: Tx, entryId: string): Promise<EntryFacts | null> {
  const named = (column: string) => sql`coalesce((
    select o.name from establishments o where o.region_id = y.region_id and o.finess = y.${sql.identifier(column)}
  ), y.${sql.identifier(column)})`
  const [found] = await tx.execute<Record<string, unknown>>(sql`
    select y.patient_class, y.unit, y.attending_name, y.admitted_at, y.discharged_at, y.entry_mode, y.origin,
      y.exit_mode, y.destination, ${named('origin_finess')} as origin_name,
      ${named('destination_finess')} as destination_name
    from stays y where y.entry_id = ${entryId}::uuid`)
  if (!found) return null
  const of = camelCased(found) as StayOf
  return {
    kind: 'stay',
    of: { ...of, admittedAt: iso(of.admittedAt), dischargedAt: of.dischargedAt && iso(of.dischargedAt) },
  }
}

async function singleFact(tx: Tx, entryId: string, entry: Entry): Promise<EntryFacts | null> {
  const { kind } = entry
  if (!(kind in FACT_TABLES)) return null
  const table = FACT_TABLES[kind as FactTable]
  const source = sql`
    select s.title from record_entries s where s.region_id = x.region_id and s.id = x.source_entry_id`
  const [found] = await tx.execute<{ of: Record<string, unknown>; source: string | null }>(sql`
    select to_jsonb(x) as of, ${kind === 'biomarker' ? sql`(${source})` : sql`null::text`} as source
    from ${table} x where x.entry_id = ${entryId}::uuid`)
  if (!found) return null
  const of = camelCased(found.of)
  if (kind === 'biomarker') return { kind, of, sourceTitle: found.source } as EntryFacts
  if (kind === 'treatment') {
    const until = entry.occurred_until && iso(entry.occurred_until)
    return { kind, of, from: iso(entry.occurred_at), until } as EntryFacts
  }
  return { kind, of } as EntryFacts
}
