import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canListPatients } from '../policy.ts'
import { openPatient } from '../queries/open-patient.server.ts'

/** Keeps a patient at hand, or no longer; said twice it stays so. One's own, seen by nobody else. */
export async function pinPatient(ctx: Ctx, patientId: string, isPinned: boolean): Promise<void> {
  if (!canListPatients(ctx.actor) || !ctx.actor.id)
    throw new DomainError('forbidden', 'record.listNotAllowed')
  await openPatient(ctx, patientId, async ({ tx }) => {
    if (isPinned)
      await tx.execute(sql`
        insert into pinned_patients (person_id, patient_id) values (${ctx.actor.id}::uuid, ${patientId}::uuid)
        on conflict do nothing`)
    else
      await tx.execute(sql`
        delete from pinned_patients
        where person_id = ${ctx.actor.id}::uuid and patient_id = ${patientId}::uuid`)
  })
}
