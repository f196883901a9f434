import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { cardsOf, type UrgentCard } from './urgent-card.server.ts'

const READ_BACK = 200

/** The cards of the houses that treat this patient, the latest activity first. (EXT-12) */
export async function getUrgentCards(ctx: Ctx, patientId: string): Promise<UrgentCard[]> {
  if (!z.uuid().safeParse(patientId).success) throw new DomainError('not_found', 'record.patientNotFound')
  return ctx.readPatient(patientId, 'care', async ({ tx }) => {
    const rows = await tx.execute<{ id: string }>(sql`
      select e.establishment_id as id from (
        select e.establishment_id, e.occurred_at from record_entries e
        where e.patient_id = ${patientId}::uuid and e.status = 'current'
        order by e.occurred_at desc limit ${READ_BACK}) e
      group by e.establishment_id order by max(e.occurred_at) desc limit 10`)
    return cardsOf(
      tx,
      ctx,
      rows.map(({ id }) => id),
    )
  })
}
