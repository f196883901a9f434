import { and, eq, inArray, or, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { documents, documentTexts } from '#db/schema/documents.ts'
import { recordEntries } from '#db/schema/entries.ts'
import type { Tx } from '#db/scope.ts'
import { EntryFiled, FileDocument, type FilingOutcome } from '../contract.ts'
import { kindOfType } from '../document-kinds.ts'
import { type HeldDocument, planFiling } from '../rules.ts'
import { searchableText } from '../searchable-text.ts'
import { insertEntry, lineOf } from './insert-entry.server.ts'
import { lockDocumentsOf } from './locks.server.ts'
import { ownFile, touchFile } from './own-file.server.ts'
import { addProvenance } from './provenance.server.ts'

export type FiledDocument = { entryId: string; patientId: string; outcome: FilingOutcome }

/** Files a document whose bytes are stored already. Delivered twice, it is one entry with two provenances. */
export async function fileDocument(ctx: Ctx, input: FileDocument): Promise<FiledDocument> {
  const parsed = FileDocument.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.documentIncomplete')
  const said = { ...parsed.data, kind: parsed.data.kind ?? kindOfType(parsed.data.typeCode) }

  return ctx.write(async ({ tx, emit, audit }) => {
    const file = await ownFile(tx, ctx, said.fileId)
    await lockDocumentsOf(tx, ctx, file.patientId)
    const plan = planFiling(
      { uniqueId: said.uniqueId, replacesUniqueId: said.replacesUniqueId, sha256: said.blob.sha256 },
      await heldDocuments(tx, file, said),
    )
    const { patientId } = file
    const { outcome } = plan
    if (plan.outcome === 'known') {
      if (plan.bringsId) await adoptId(tx, plan.entryId, said)
      await addProvenance(tx, plan.entryId, said)
      return { entryId: plan.entryId, patientId, outcome }
    }

    const entryId = await insertEntry(tx, ctx, file, {
      ...lineOf(said),
      status: plan.supersededBy ? 'replaced' : 'current',
      replacesId: plan.takesPlaceOf[0],
      mediaType: said.mediaType,
    })
    await tx.insert(documents).values({
      entryId,
      establishmentId: file.establishmentId,
      patientId,
      typeCode: said.typeCode,
      mediaType: said.mediaType,
      byteLength: said.blob.byteLength,
      sha256: said.blob.sha256,
      blobKey: said.blob.key,
      uniqueId: said.uniqueId,
      replacesUniqueId: said.replacesUniqueId,
    })
    const content = searchableText(said.text)
    if (content) await tx.insert(documentTexts).values({ entryId, content })
    await addProvenance(tx, entryId, said)
    await settleVersions(tx, ctx, entryId, plan)
    await touchFile(tx, ctx, file.id)
    await audit('record.document.file', `record_entry/${entryId}`, { patientId, detail: { outcome } })
    const replaced = plan.takesPlaceOf.length > 0 ? plan.takesPlaceOf : undefined
    await emit(EntryFiled, { entryId, patientId, kind: said.kind, replaced })
    return { entryId, patientId, outcome }
  })
}

/** What this establishment already has of the same document, its older and its newer versions. */
async function heldDocuments(
  tx: Tx,
  file: { establishmentId: string; patientId: string },
  { uniqueId, replacesUniqueId, blob }: Pick<FileDocument, 'uniqueId' | 'replacesUniqueId' | 'blob'>,
): Promise<HeldDocument[]> {
  const ids = [uniqueId, replacesUniqueId].filter((id) => typeof id === 'string')
  const rows = await tx
    .select({
      entryId: documents.entryId,
      uniqueId: documents.uniqueId,
      replacesUniqueId: documents.replacesUniqueId,
      sha256: documents.sha256,
      status: recordEntries.status,
      replacesId: recordEntries.replacesId,
    })
    .from(documents)
    .innerJoin(recordEntries, eq(recordEntries.id, documents.entryId))
    .where(
      and(
        eq(documents.establishmentId, file.establishmentId),
        eq(documents.patientId, file.patientId),
        or(
          eq(documents.sha256, blob.sha256),
          inArray(documents.uniqueId, ids),
          uniqueId ? eq(documents.replacesUniqueId, uniqueId) : undefined,
        ),
      ),
    )
  return rows.map(({ status, replacesId, ...row }) => ({
    ...row,
    isCurrent: status === 'current',
    hasReplaced: replacesId !== null,
  }))
}

/** Versions and withdrawals come under the producer's id: an entry without it would never hear of them. */
const adoptId = (tx: Tx, entryId: string, said: Pick<FileDocument, 'uniqueId' | 'replacesUniqueId'>) =>
  tx.execute(
    sql`select app.adopt_document_id(${entryId}::uuid, ${said.uniqueId}::text, ${said.replacesUniqueId}::text)`,
  )

async function settleVersions(
  tx: Tx,
  ctx: Ctx,
  entryId: string,
  plan: { takesPlaceOf: string[]; supersededBy: string | null },
) {
  if (plan.takesPlaceOf.length > 0) {
    await tx
      .update(recordEntries)
      .set({ status: 'replaced', updatedAt: ctx.now() })
      .where(inArray(recordEntries.id, plan.takesPlaceOf))
  }
  if (plan.supersededBy) {
    await tx
      .update(recordEntries)
      .set({ replacesId: entryId, updatedAt: ctx.now() })
      .where(eq(recordEntries.id, plan.supersededBy))
  }
}
