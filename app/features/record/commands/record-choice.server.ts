import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { patientChoices } from '#db/schema/oversight.ts'
import { patientFiles } from '#db/schema/record.ts'
import { FileChanged } from '../contract.ts'
import type { RecordChoice } from '../contract-choices.ts'
import { canAddDocuments } from '../policy.ts'

/**
 * What the patient was told or said of one purpose, as the desk writes it down (SEC-07). Nothing is overwritten:
 * the latest word for or against holds.
 */
export async function recordChoice(ctx: Ctx, patientId: string, choice: RecordChoice): Promise<void> {
  if (!canAddDocuments(ctx.actor)) throw new DomainError('forbidden', 'record.choiceNotAllowed')
  if (choice.saidOn > ctx.now().toISOString().slice(0, 10))
    throw new DomainError('invalid', 'record.choiceInFuture')
  await ctx.write(async ({ tx, audit, emit }) => {
    const [file] = await tx
      .select({ id: patientFiles.id, establishmentId: patientFiles.establishmentId })
      .from(patientFiles)
      .where(
        and(
          eq(patientFiles.patientId, patientId),
          sql`${patientFiles.establishmentId} = ${ctx.actor.establishmentId}::uuid`,
        ),
      )
      .limit(1)
      .for('key share')
    if (!file) throw new DomainError('not_found', 'record.patientNotFound')
    await tx.insert(patientChoices).values({
      fileId: file.id,
      patientId,
      establishmentId: file.establishmentId,
      recordedBy: ctx.actor.id!,
      ...choice,
    })
    await audit('record.choice.record', `patient/${patientId}`, {
      patientId,
      detail: { purpose: choice.purpose, stance: choice.stance },
    })
    await emit(FileChanged, { fileId: file.id, patientId, isNew: false })
  })
}
