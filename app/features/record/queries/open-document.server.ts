import type { Readable } from 'node:stream'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { type BlobStore, readBlob } from '#app/kernel/blobs.server.ts'
import type { CdaBlock } from '#app/kernel/cda/document.ts'
import { readCda } from '#app/kernel/cda/read-cda.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { documents } from '#db/schema/entries.ts'
import { regions } from '#db/schema/regions.ts'
import { openPatient } from './open-patient.server.ts'

export type DocumentBytes = { content: Readable | Uint8Array; mediaType: string; byteLength: number }

/**
 * How a document is shown: a file of its own, or the text of a CDA as a tree of ours. A CDA whose body is a
 * file (a PDF in most cases) is shown as that file.
 */
export type DocumentView =
  | { kind: 'file'; mediaType: string }
  | { kind: 'text'; blocks: CdaBlock[] }
  | { kind: 'unreadable' }

type Of = { patientId: string; entryId: string }

/** The bytes to show, audited as a reading of their own; `isOriginal` gives them as they came in. */
export async function openDocument(
  ctx: Ctx,
  { patientId, entryId, isOriginal = false }: Of & { isOriginal?: boolean },
  blobs: BlobStore = engine().blobs,
): Promise<DocumentBytes> {
  const document = await readDocument(ctx, { patientId, entryId }, isOriginal ? 'original' : 'show')
  const { mediaType, byteLength, blobKey, timeZone } = document
  if (mediaType === 'text/xml' && !isOriginal) {
    const body = cdaBody(await readBlob(blobs, blobKey), timeZone)
    if (body?.kind !== 'file') throw new DomainError('not_found', 'record.documentNotFound')
    return { content: body.bytes, mediaType: body.mediaType, byteLength: body.bytes.byteLength }
  }
  return { content: await blobs.get(blobKey), mediaType, byteLength }
}

/** What a page about the document shows. A text read here is a reading; a file's is where its bytes are sent. */
export async function viewDocument(
  ctx: Ctx,
  of: Of & { mediaType: string },
  blobs: BlobStore = engine().blobs,
): Promise<DocumentView> {
  if (of.mediaType !== 'text/xml') return { kind: 'file', mediaType: of.mediaType }
  const { blobKey, timeZone } = await readDocument(ctx, of, 'show')
  const body = cdaBody(await readBlob(blobs, blobKey), timeZone)
  if (body?.kind === 'file') return { kind: 'file', mediaType: body.mediaType }
  return body?.kind === 'sections' ? { kind: 'text', blocks: body.blocks } : { kind: 'unreadable' }
}

function cdaBody(bytes: Uint8Array, timeZone: string) {
  const read = readCda(bytes, { zone: timeZone })
  return read.ok ? read.document.body : null
}

function readDocument(ctx: Ctx, { patientId, entryId }: Of, as: 'show' | 'original') {
  return openPatient(ctx, patientId, async ({ tx, audit }) => {
    const isUuid = z.uuid().safeParse(entryId).success
    const [document] = isUuid
      ? await tx
          .select({
            mediaType: documents.mediaType,
            byteLength: documents.byteLength,
            blobKey: documents.blobKey,
            timeZone: regions.timeZone,
          })
          .from(documents)
          .innerJoin(regions, eq(regions.id, documents.regionId))
          .where(and(eq(documents.entryId, entryId), eq(documents.patientId, patientId)))
      : []
    if (!document) throw new DomainError('not_found', 'record.documentNotFound')
    await audit('record.document.read', `record_entry/${entryId}`, { patientId, detail: { as } })
    return document
  })
}
