import { and, eq, sql } from 'drizzle-orm'
import { filesOf } from '#app/kernel/actor.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { EntryWithdrawn } from '../contract.ts'
import { canMarkFactInError } from '../policy.ts'
import { settleAllergies } from './file-fact.server.ts'
import { lockDocumentsOf } from './locks.server.ts'
import { ownFile } from './own-file.server.ts'
import { markNoteInError } from './write-note.server.ts'

type Marked = { entryId: string; reason: string }

/** Something that should not be there: it stays readable as such, with why; who read it is told. */
export async function markInError(ctx: Ctx, { entryId, reason }: Marked): Promise<void> {
  const [entry] = await ctx.read((tx) =>
    tx.select({ kind: recordEntries.kind }).from(recordEntries).where(sql`${recordEntries.id} = ${entryId}`),
  )
  if (!entry) throw new DomainError('not_found', 'record.entryNotFound')
  return entry.kind === 'note'
    ? markNoteInError(ctx, { entryId, reason })
    : markFactInError(ctx, { entryId, reason })
}

export async function markFactInError(ctx: Ctx, { entryId, reason }: Marked): Promise<void> {
  return ctx.write(async ({ tx, audit, emit }) => {
    const [entry] = await tx
      .select({
        patientId: recordEntries.patientId,
        fileId: recordEntries.fileId,
        kind: recordEntries.kind,
        status: recordEntries.status,
        establishmentId: recordEntries.establishmentId,
        fromEstablishmentId: recordEntries.fromEstablishmentId,
        authorPersonId: recordEntries.authorPersonId,
      })
      .from(recordEntries)
      .where(eq(recordEntries.id, entryId))
    if (!entry) throw new DomainError('not_found', 'record.entryNotFound')
    if (entry.status === 'entered_in_error') return
    if (!canMarkFactInError(ctx.actor, { ...entry, status: 'current' }))
      throw new DomainError('forbidden', 'record.factNotYours')
    if (entry.establishmentId !== filesOf(ctx.actor)) {
      await tx.execute(sql`select app.take_back_fact(${entryId}::uuid, ${reason})`)
      return
    }
    await ownFile(tx, ctx, entry.fileId)
    // In turn with corrections of the same entry.
    await lockDocumentsOf(tx, ctx, entry.patientId)
    const marked = await tx
      .update(recordEntries)
      .set({ status: 'entered_in_error', errorReason: reason, updatedAt: ctx.now() })
      .where(and(eq(recordEntries.id, entryId), eq(recordEntries.status, 'current')))
      .returning({ id: recordEntries.id })
    // Replaced or withdrawn while one read: look again.
    if (marked.length === 0) throw new DomainError('stale', 'record.factChanged')
    if (entry.kind === 'allergy') await settleAllergies(tx, entry.fileId, null)
    const { patientId } = entry
    await audit(`record.${entry.kind}.mark_in_error`, `record_entry/${entryId}`, { patientId })
    await emit(EntryWithdrawn, { entryId, patientId })
  })
}
