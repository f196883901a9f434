import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import { canContribute } from '../policy.ts'

/** A house that would take what one brings for a patient whom one follows. */
export type Receiver = {
  fileId: string
  name: string
  /** Its own software gets it too; else it is read here. */
  takesMessages: boolean
}

/** None where the own establishment has a file: that one takes it. */
export async function listReceivers(tx: Tx, ctx: Ctx, patientId: string): Promise<Receiver[]> {
  if (!canContribute(ctx.actor)) return []
  const rows = await tx.execute<{ file_id: string; name: string; takes_messages: boolean }>(sql`
    select r.file_id, r.name, r.takes_messages from app.receiving_files(${patientId}::uuid) r
    where not exists (
      select from patient_files f
      where f.patient_id = ${patientId}::uuid and f.establishment_id = (select app.files_of()))
    order by r.last_activity_at desc`)
  return rows.map((row) => ({ fileId: row.file_id, name: row.name, takesMessages: row.takes_messages }))
}
