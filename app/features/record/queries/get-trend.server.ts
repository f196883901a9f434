import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { type TrendRange, trendSince } from '../observation-rules.ts'
import {
  type ObservationLine,
  type ObservationRow,
  observationColumns,
  observationLine,
} from './observation-rows.server.ts'
import { openPatient } from './open-patient.server.ts'

export type Trend = {
  code: string
  label: string
  /** The oldest first; with the establishment that measured. */
  values: (ObservationLine & { establishmentName: string })[]
  /** Values there are in all, beyond the range that is shown. */
  total: number
  lastAt: string
  /** More than fit on a page: only the latest are here. */
  isCut: boolean
}

const MAX_VALUES = 500

/** One analysis of one patient through time: what holds, across establishments. */
export function getTrend(
  ctx: Ctx,
  of: { patientId: string; code: string; range: TrendRange },
): Promise<Trend> {
  return openPatient(ctx, of.patientId, async ({ tx, audit }) => {
    const rows = await tx.execute<ObservationRow & { establishment_name: string }>(sql`
      select ${observationColumns}, s.name as establishment_name
      from observations o
      join record_entries e on e.region_id = o.region_id and e.id = o.entry_id and e.status = 'current'
      join establishments s on s.region_id = e.region_id and s.id = e.establishment_id
      where o.patient_id = ${of.patientId}::uuid and o.code = ${of.code} and o.status <> 'cancelled'
      order by o.observed_at desc nulls first limit ${MAX_VALUES + 1}`)
    const [latest] = rows
    if (!latest) throw new DomainError('not_found', 'record.trendNotFound')
    await audit('record.trend.read', `patient/${of.patientId}`, {
      patientId: of.patientId,
      detail: { code: latest.code },
    })
    const since = trendSince(of.range, ctx.now())
    const all = rows
      .slice(0, MAX_VALUES)
      .map((row) => ({ ...observationLine(row), establishmentName: row.establishment_name }))
      .reverse()
    return {
      code: latest.code,
      label: latest.label,
      values: since ? all.filter((value) => new Date(value.observedAt) >= since) : all,
      total: all.length,
      lastAt: all.at(-1)!.observedAt,
      isCut: rows.length > MAX_VALUES,
    }
  })
}
