import { type SQL, sql } from 'drizzle-orm'
import type { allergies, appointments, biomarkers, conditions, treatments } from '#db/schema/clinical.ts'
import type { Tx } from '#db/scope.ts'
import { KEY_CODES } from '../observation-rules.ts'
import { camelCased } from './camel-cased.ts'
import { type EntryLine, type EntryRow, entryLines } from './entry-rows.server.ts'
import { FACT_TABLES, type FactOf, type FactTable } from './fact-tables.ts'
import {
  type ObservationLine,
  type ObservationRow,
  observationColumns,
  observationLine,
} from './observation-rows.server.ts'
import { sqlInstant } from './patient-rows.server.ts'

/** What stands on a summary: the line of an entry and what it says beyond; some say no more than their title. */
export type Fact<T> = EntryLine & { of: T | null }
export type ConditionFact = Fact<FactOf<typeof conditions>>
export type TreatmentFact = Fact<FactOf<typeof treatments>>
export type AllergyFact = Fact<FactOf<typeof allergies>>
export type BiomarkerFact = Fact<FactOf<typeof biomarkers>>
export type AppointmentFact = Fact<
  Pick<FactOf<typeof appointments>, 'state' | 'place' | 'practitionerName' | 'reason'>
>

type FactRow = EntryRow & { of: Record<string, unknown> | null }

/** Behind the door of one entry each: the row that hangs on it, of the one table that is its kind's. */
const detailsOf = (kinds: readonly FactTable[]): SQL => sql`
  case lines.kind ${sql.join(
    kinds.map(
      (kind) =>
        sql`when ${kind} then (select to_jsonb(x) from ${FACT_TABLES[kind]} x where x.entry_id = lines.id)`,
    ),
    sql` `,
  )} end`
/** The facts a summary must never miss, in one statement; their details come with them. */
export const coreFacts = (tx: Tx, patientId: string, line: (row: EntryRow) => EntryLine) =>
  withDetails(
    tx,
    ['condition', 'treatment', 'allergy', 'biomarker'],
    sql`
      where e.patient_id = ${patientId}::uuid
        and e.kind in ('condition', 'treatment', 'biomarker', 'decision', 'allergy') and e.status = 'current'
      order by e.occurred_at desc limit 100`,
    line,
  )

/** What comes next. Ahead of now there are few entries, whatever their kind. */
export const nextAppointments = (
  tx: Tx,
  patientId: string,
  now: Date,
  line: (row: EntryRow) => EntryLine,
): Promise<Fact<unknown>[]> =>
  withDetails(
    tx,
    ['appointment'],
    sql`
      where e.patient_id = ${patientId}::uuid and e.occurred_at > ${sqlInstant(now)}
        and e.kind = 'appointment' and e.status = 'current'
      order by e.occurred_at limit 3`,
    line,
  )

async function withDetails(
  tx: Tx,
  kinds: readonly FactTable[],
  rest: SQL,
  line: (row: EntryRow) => EntryLine,
): Promise<Fact<unknown>[]> {
  const rows = await tx.execute<FactRow>(
    sql`select lines.*, ${detailsOf(kinds)} as of from (${entryLines(rest)}) lines`,
  )
  return rows.map((row) => ({ ...line(row), of: row.of && camelCased(row.of) }))
}

const SPARK = 8

/** The analyses looked at first, each with its last values, the oldest first. */
export async function keyValues(tx: Tx, patientId: string): Promise<Map<string, ObservationLine[]>> {
  const codes = `{${KEY_CODES.join(',')}}`
  const rows = await tx.execute<ObservationRow>(sql`
    select o.* from unnest(${codes}::text[]) as k (code)
    cross join lateral (
      select ${observationColumns} from observations o
      join record_entries e on e.region_id = o.region_id and e.id = o.entry_id and e.status = 'current'
      where o.patient_id = ${patientId}::uuid and o.code = k.code and o.status <> 'cancelled'
      order by o.observed_at desc nulls first limit ${SPARK}) o`)
  const byCode = new Map<string, ObservationLine[]>()
  for (const row of rows) byCode.set(row.code, [observationLine(row), ...(byCode.get(row.code) ?? [])])
  return byCode
}
