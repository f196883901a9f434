import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { NotePrinted } from '../contract-reading.ts'
import { openPatient } from '../queries/open-patient.server.ts'

/** What leaves on paper leaves the doors behind: its own row in the trail. */
export async function notePrinted(ctx: Ctx, patientId: string, { what }: NotePrinted): Promise<void> {
  await openPatient(ctx, patientId, ({ audit }) =>
    audit(`record.${what}.print`, `patient/${patientId}`, { patientId }),
  )
}
