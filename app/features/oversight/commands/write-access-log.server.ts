import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canOversee } from '../policy.ts'
import { isOfRegion } from '../queries/list-trail.server.ts'
import {
  type TrailRow,
  trailRows,
  type WatchedPatient,
  watchedPatients,
} from '../queries/trail-rows.server.ts'
import { periodOf } from '../rules.ts'

export type AccessLog = {
  patient: WatchedPatient
  rows: TrailRow[]
  isCut: boolean
  from: string
  to: string
  /** Null: all establishments of the region. */
  establishmentName: string | null
}

const MOST = 5_000
const A_YEAR_BACK = 365 * 24 * 60 * 60 * 1000

/**
 * What a patient who asks is given: who opened the record, when and why (PAT-08). What was only a question of the
 * officer is left out. That it was handed over is a row of the trail.
 */
export async function writeAccessLog(
  ctx: Ctx,
  patientId: string,
  as: 'export' | 'print',
  asked: { from?: string; to?: string } = {},
): Promise<AccessLog> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  if (!/^[0-9a-f-]{36}$/i.test(patientId)) throw new DomainError('not_found', 'oversight.patientNotFound')
  const yearAgo = new Date(ctx.now().getTime() - A_YEAR_BACK).toISOString().slice(0, 10)
  const { from, to } = periodOf({ from: yearAgo, ...asked }, ctx.now())
  return ctx.write(async ({ tx, audit }) => {
    const patient = (await watchedPatients(tx, [patientId])).get(patientId)
    if (!patient) throw new DomainError('not_found', 'oversight.patientNotFound')
    const everywhere = await isOfRegion(tx)
    const rows = await trailRows(
      tx,
      sql`e.patient_id = ${patientId}::uuid and e.at >= ${from}::date and e.at < ${to}::date + 1
        and ${everywhere ? sql`true` : sql`e.establishment_id = ${ctx.actor.establishmentId}::uuid`}
        and e.action not in ('oversight.rights.read', 'oversight.trail.read')`,
      MOST + 1,
    )
    const [house] = everywhere
      ? []
      : await tx.execute<{ name: string }>(sql`
          select name from establishments where id = ${ctx.actor.establishmentId}::uuid`)
    await audit(`oversight.log.${as}`, `patient/${patientId}`, { patientId, detail: { rows: rows.length } })
    return {
      patient,
      rows: rows.slice(0, MOST),
      isCut: rows.length > MOST,
      from,
      to,
      establishmentName: house?.name ?? null,
    }
  })
}
