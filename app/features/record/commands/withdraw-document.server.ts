import { and, eq, inArray } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { documents } from '#db/schema/documents.ts'
import { entryProvenances, recordEntries } from '#db/schema/entries.ts'
import { EntryWithdrawn, type WithdrawDocument } from '../contract.ts'
import { lockDocumentsOf } from './locks.server.ts'
import { ownFile, touchFile } from './own-file.server.ts'

/**
 * The producer takes a document back: its current versions stay in the record, marked withdrawn. Said twice
 * it is done once; of a document that never came it is not found.
 */
export async function withdrawDocument(ctx: Ctx, input: WithdrawDocument): Promise<{ entryIds: string[] }> {
  return ctx.write(async ({ tx, emit, audit }) => {
    const file = await ownFile(tx, ctx, input.fileId)
    await lockDocumentsOf(tx, ctx, file.patientId)
    const held = await tx
      .select({ id: recordEntries.id, status: recordEntries.status })
      .from(documents)
      .innerJoin(recordEntries, eq(recordEntries.id, documents.entryId))
      .where(
        and(
          eq(documents.establishmentId, file.establishmentId),
          eq(documents.patientId, file.patientId),
          eq(documents.uniqueId, input.uniqueId),
        ),
      )
    if (held.length === 0) throw new DomainError('not_found', 'record.documentNotFound')
    const entryIds = held.filter((e) => e.status === 'current').map((e) => e.id)
    if (entryIds.length === 0) return { entryIds }

    await tx
      .update(recordEntries)
      .set({ status: 'withdrawn', updatedAt: ctx.now() })
      .where(inArray(recordEntries.id, entryIds))
    await touchFile(tx, ctx, file.id)
    const { channel, messageId, receivedAt } = input
    for (const entryId of entryIds) {
      await tx
        .insert(entryProvenances)
        .values({ entryId, channel, messageId, receivedAt })
        .onConflictDoNothing()
      await audit('record.document.withdraw', `record_entry/${entryId}`, { patientId: file.patientId })
      await emit(EntryWithdrawn, { entryId, patientId: file.patientId })
    }
    return { entryIds }
  })
}
