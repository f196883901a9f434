import { type SQL, sql } from 'drizzle-orm'
import type { ReportStatus } from '../contract.ts'
import { type Flag, flagOf } from '../observation-rules.ts'
import { iso } from './patient-rows.server.ts'

/** One value as screens show it. */
export type ObservationLine = {
  entryId: string
  /** Its place in the report. */
  position: number
  code: string
  codeSystem: 'loinc' | 'local'
  label: string
  valueNumber: number | null
  comparator: string | null
  valueText: string
  unit: string | null
  rangeLow: number | null
  rangeHigh: number | null
  rangeText: string | null
  flag: Flag | null
  status: ReportStatus
  observedAt: string
}

export type ObservationRow = {
  entry_id: string
  position: number
  code: string
  code_system: 'loinc' | 'local'
  label: string
  value_number: string | null
  comparator: string | null
  value_text: string
  unit: string | null
  range_low: string | null
  range_high: string | null
  range_text: string | null
  interpretation: string | null
  status: ReportStatus
  observed_at: string
}

/** The columns of a value, of `o`. */
export const observationColumns: SQL = sql`
  o.entry_id, o.position, o.code, o.code_system, o.label, o.value_number, o.comparator, o.value_text, o.unit, o.range_low,
  o.range_high, o.range_text, o.interpretation, o.status, o.observed_at`

const number = (value: string | null) => (value === null ? null : Number(value))

export function observationLine(row: ObservationRow): ObservationLine {
  const line = {
    valueNumber: number(row.value_number),
    comparator: row.comparator,
    rangeLow: number(row.range_low),
    rangeHigh: number(row.range_high),
  }
  return {
    entryId: row.entry_id,
    position: row.position,
    code: row.code,
    codeSystem: row.code_system,
    label: row.label,
    ...line,
    valueText: row.value_text,
    unit: row.unit,
    rangeText: row.range_text,
    flag: flagOf({ ...line, interpretation: row.interpretation }),
    status: row.status,
    observedAt: iso(row.observed_at),
  }
}
