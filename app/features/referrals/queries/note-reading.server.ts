import { sql } from 'drizzle-orm'
import type { Ctx, ReadUnit } from '#app/kernel/ctx.server.ts'

/**
 * Reading a request is reading about a patient whom the reader may have no other right to open, so the trail has it
 * under that patient: one row for a person and a request, at most every five minutes, as of any opening.
 */
export async function noteReading(
  { tx, audit }: ReadUnit,
  ctx: Ctx,
  { id, patientId }: { id: string; patientId: string },
): Promise<void> {
  const subject = `referral/${id}`
  const [recent] = await tx.execute(sql`
    select from audit_entries e
    where e.region_id = (select app.current_region()) and e.actor_id = ${ctx.actor.id}::uuid
      and e.patient_id = ${patientId}::uuid and e.at > now() - interval '5 minutes'
      and e.action = 'referrals.referral.read' and e.subject = ${subject}
    limit 1`)
  if (!recent) await audit('referrals.referral.read', subject, { patientId, purpose: 'care' })
}
