import { and, eq, sql } from 'drizzle-orm'
import { unsealUpload } from '#app/features/record/index.server.ts'
import type { BlobStore } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { documents } from '#db/schema/documents.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { referralDocuments } from '#db/schema/referrals.ts'
import type { Tx } from '#db/scope.ts'
import { MAX_REFERRAL_DOCUMENTS } from '../contract.ts'
import { draftOf } from './draft.server.ts'

type Of = { patientId: string; referralId: string }
type Means = { blobs: BlobStore; secret: string }
const ownMeans = (): Means => ({ blobs: engine().blobs, secret: engine().env.CORDEE_SECRET })

/** A document of the record goes along: its bytes as they are now, whoever may open the record later. */
export async function attachEntry(ctx: Ctx, of: Of & { entryId: string }): Promise<void> {
  await ctx.write(async ({ tx }) => {
    const draft = await draftOf(tx, ctx, of)
    if (!draft) throw new DomainError('conflict', 'referrals.changed')
    await add(tx, draft.id, await entryDocument(tx, of.patientId, of.entryId))
  })
}

/** A file that was uploaded for this patient by this very person, and went past the scanner. */
export async function bringFile(
  ctx: Ctx,
  { token, title, ...of }: Of & { token: string; title: string },
  { blobs, secret }: Means = ownMeans(),
): Promise<void> {
  const upload = unsealUpload(ctx, of.patientId, token, secret)
  if (!upload) throw new DomainError('conflict', 'record.uploadExpired')
  // A CDA says whom it is about: it is filed in the record, where that is looked at, and attached from there.
  if (upload.mediaType === 'text/xml') throw new DomainError('invalid', 'referrals.cdaByRecord')
  const blob = await blobs.settle(ctx.regionId, upload.blob)
  await ctx.write(async ({ tx }) => {
    const draft = await draftOf(tx, ctx, of)
    if (!draft) throw new DomainError('conflict', 'referrals.changed')
    await add(tx, draft.id, {
      title,
      typeCode: null,
      occurredAt: ctx.now(),
      mediaType: upload.mediaType,
      byteLength: blob.byteLength,
      sha256: blob.sha256,
      blobKey: blob.key,
    })
  })
}

export async function detach(ctx: Ctx, { documentId, ...of }: Of & { documentId: string }): Promise<void> {
  await ctx.write(async ({ tx }) => {
    const draft = await draftOf(tx, ctx, of)
    if (!draft) throw new DomainError('conflict', 'referrals.changed')
    await tx
      .delete(referralDocuments)
      .where(and(eq(referralDocuments.referralId, draft.id), eq(referralDocuments.id, documentId)))
  })
}

/** What the record has under that entry, for whoever may read it. */
export async function entryDocument(tx: Tx, patientId: string, entryId: string) {
  const [document] = await tx
    .select({
      title: recordEntries.title,
      typeCode: documents.typeCode,
      occurredAt: recordEntries.occurredAt,
      mediaType: documents.mediaType,
      byteLength: documents.byteLength,
      sha256: documents.sha256,
      blobKey: documents.blobKey,
    })
    .from(documents)
    .innerJoin(recordEntries, eq(recordEntries.id, documents.entryId))
    .where(
      and(
        eq(documents.entryId, entryId),
        eq(recordEntries.patientId, patientId),
        sql`${recordEntries.status} = 'current'`,
      ),
    )
  if (!document) throw new DomainError('not_found', 'record.documentNotFound')
  return document
}

async function add(tx: Tx, referralId: string, document: Awaited<ReturnType<typeof entryDocument>>) {
  const [held] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(referralDocuments)
    .where(eq(referralDocuments.referralId, referralId))
  if (held!.count >= MAX_REFERRAL_DOCUMENTS)
    throw new DomainError('conflict', 'referrals.tooManyDocuments', { max: MAX_REFERRAL_DOCUMENTS })
  await tx
    .insert(referralDocuments)
    .values({ referralId, ...document })
    .onConflictDoNothing()
}
