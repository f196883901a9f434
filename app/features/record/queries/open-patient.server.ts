import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx, ReadUnit } from '#app/kernel/ctx.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import { purposeOf } from '../policy.ts'
import { VISIT_OVERLAP_MS, VISIT_PAUSE_MS } from '../rules.ts'
import { sqlInstant } from './patient-rows.server.ts'

/** Opens a patient for what this actor is here for. An address with nonsense in it is not found either. */
export async function openPatient<T>(
  ctx: Ctx,
  patientId: string,
  work: (unit: ReadUnit) => Promise<T>,
): Promise<T> {
  if (!z.uuid().safeParse(patientId).success) {
    throw new DomainError('not_found', 'record.patientNotFound')
  }
  return ctx.readPatient(patientId, purposeOf(ctx.actor), work)
}

/** A page that moves by itself must not write at each move. */
const REFRESH_MS = MINUTE

/**
 * This person is here now. Answers since when entries are new to them: the visit before this one, or the
 * beginning of their first. Null for whoever is no person: feeds open nothing twice.
 */
export async function noteVisit(tx: Tx, ctx: Ctx, patientId: string): Promise<Date | null> {
  if (ctx.actor.kind !== 'person') return null
  const now = ctx.now().getTime()
  const pause = sqlInstant(now - VISIT_PAUSE_MS)
  // Sent together: the second is answered after the first.
  const noted = tx.execute(sql`
    insert into record_visits as v (person_id, patient_id, last_visit_at, previous_visit_at)
    values (${ctx.actor.id}::uuid, ${patientId}::uuid, ${sqlInstant(now)}, ${sqlInstant(now)})
    on conflict (region_id, person_id, patient_id) do update set
      previous_visit_at = case when v.last_visit_at < ${pause} then v.last_visit_at else v.previous_visit_at end,
      last_visit_at = excluded.last_visit_at
    where v.last_visit_at < ${sqlInstant(now - REFRESH_MS)}`)
  const visit = tx.execute<{ since: string }>(sql`
    select coalesce(previous_visit_at, last_visit_at) as since from record_visits
    where person_id = ${ctx.actor.id}::uuid and patient_id = ${patientId}::uuid`)
  const [, [row]] = await Promise.all([noted, visit])
  return new Date(new Date(row!.since).getTime() - VISIT_OVERLAP_MS)
}
