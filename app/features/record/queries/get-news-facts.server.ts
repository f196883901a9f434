import { sql } from 'drizzle-orm'
import type { Tx } from '#db/scope.ts'
import type { EntryKind, PatientClass } from '../contract.ts'
import { flagOf, isOutOfRange } from '../observation-rules.ts'

/** What decides whether an entry is news to those who follow its patient; nothing of what it says. */
export type NewsFacts = {
  kind: EntryKind
  occurredAt: Date
  patientClass: PatientClass | null
  dischargedAt: Date | null
  isCancelled: boolean
  isCorrection: boolean
  isAbnormal: boolean
  replacesId: string | null
}

type Row = {
  kind: EntryKind
  occurred_at: string
  status: string
  replaces_id: string | null
  patient_class: PatientClass | null
  discharged_at: string | null
  report_status: string | null
  former_status: string | null
  values: {
    interpretation: string | null
    valueNumber: number | null
    comparator: string | null
    rangeLow: number | null
    rangeHigh: number | null
  }[]
}

const MOST_VALUES = 500

/** Of an entry of the own establishment, as whoever files its messages sees it. */
export async function getNewsFacts(tx: Tx, entryId: string): Promise<NewsFacts | null> {
  const [row] = await tx.execute<Row>(sql`
    select e.kind, e.occurred_at, e.status, e.replaces_id, s.patient_class, s.discharged_at, f.report_status,
      former.report_status as former_status, coalesce(o.said, '[]') as values
    from record_entries e
    left join stays s on s.region_id = e.region_id and s.entry_id = e.id
    left join filings f on f.region_id = e.region_id and f.entry_id = e.id
    left join filings former on former.region_id = e.region_id and former.entry_id = e.replaces_id
    left join lateral (
      select jsonb_agg(jsonb_build_object('interpretation', x.interpretation, 'valueNumber', x.value_number,
        'comparator', x.comparator, 'rangeLow', x.range_low, 'rangeHigh', x.range_high)) as said
      from (select * from observations y where y.region_id = e.region_id and y.entry_id = e.id
            order by y.position limit ${MOST_VALUES}) x) o on true
    where e.id = ${entryId}::uuid`)
  if (!row) return null
  return {
    kind: row.kind,
    occurredAt: new Date(row.occurred_at),
    patientClass: row.patient_class,
    dischargedAt: row.discharged_at ? new Date(row.discharged_at) : null,
    isCancelled: row.status !== 'current',
    // A final report after a preliminary one corrects nothing.
    isCorrection:
      row.replaces_id !== null && (row.report_status === 'corrected' || row.former_status !== 'preliminary'),
    isAbnormal: row.values.some((value) => isOutOfRange(flagOf(value))),
    replacesId: row.replaces_id,
  }
}
