import type { Readable } from 'node:stream'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type BlobStore, readBlob } from '#app/kernel/blobs.server.ts'
import type { CdaBlock } from '#app/kernel/cda/document.ts'
import { readCda, readCdaMedia } from '#app/kernel/cda/read-cda.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { documents } from '#db/schema/documents.ts'
import { regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { openPatient } from './open-patient.server.ts'
import { foundWords, queryOf, wholeMarked } from './search-query.server.ts'

export type DocumentBytes = { content: Readable | Uint8Array; mediaType: string; byteLength: number }

/**
 * How a document is shown: a file of its own, plain text, or the text of a CDA as a tree of ours. A CDA whose
 * body is a file (a PDF in most cases) is shown as that file. `marks` are the words a search found in it.
 */
export type DocumentView =
  | { kind: 'file'; mediaType: string }
  | { kind: 'plain'; text: string; marks: string[] }
  | { kind: 'text'; blocks: CdaBlock[]; marks: string[] }
  | { kind: 'unreadable' }

type Of = { patientId: string; entryId: string }

/**
 * The bytes to show, audited as a reading of their own; `isOriginal` gives them as they came in, `isSaved` as they
 * are shown but to be filed elsewhere, `part` a picture or file within a CDA.
 */
export async function openDocument(
  ctx: Ctx,
  {
    patientId,
    entryId,
    isOriginal = false,
    isSaved = false,
    part,
  }: Of & { isOriginal?: boolean; isSaved?: boolean; part?: string | null },
  blobs: BlobStore = engine().blobs,
): Promise<DocumentBytes> {
  const document = await readDocument(
    ctx,
    { patientId, entryId },
    isOriginal ? 'original' : isSaved ? 'save' : 'show',
  )
  const { mediaType, byteLength, blobKey, timeZone } = document
  if (mediaType === 'text/xml' && !isOriginal) {
    const bytes = await readBlob(blobs, blobKey)
    if (part) return mediaWithin(bytes, part)
    const body = cdaBody(bytes, timeZone)
    if (body?.kind !== 'file') throw new DomainError('not_found', 'record.documentNotFound')
    return { content: body.bytes, mediaType: body.mediaType, byteLength: body.bytes.byteLength }
  }
  return { content: await blobs.get(blobKey), mediaType, byteLength }
}

function mediaWithin(bytes: Uint8Array, part: string): DocumentBytes {
  const media = readCdaMedia(bytes, part)
  if (!media) throw new DomainError('not_found', 'record.documentNotFound')
  return { content: media.bytes, mediaType: media.mediaType, byteLength: media.bytes.byteLength }
}

/**
 * What a page about the document shows, null when the entry has none. A text read here is a reading; a file's
 * is where its bytes are sent. `typed` is the search that led here: its words are marked.
 */
export async function viewDocument(
  ctx: Ctx,
  of: Of & { typed?: string | null },
  blobs: BlobStore = engine().blobs,
): Promise<DocumentView | null> {
  const document = await findDocument(ctx, of, (d) => (isText(d) ? 'show' : null))
  if (!document) return null
  const { mediaType, blobKey, timeZone, marks } = document
  if (!isText(document)) return { kind: 'file', mediaType }
  const bytes = await readBlob(blobs, blobKey)
  if (mediaType === 'text/plain') return { kind: 'plain', text: plainText(bytes), marks }
  const body = cdaBody(bytes, timeZone)
  if (body?.kind === 'file') return { kind: 'file', mediaType: body.mediaType }
  return body?.kind === 'sections' ? { kind: 'text', blocks: body.blocks, marks } : { kind: 'unreadable' }
}

/** A longer text is left to the browser. */
const MAX_PLAIN_BYTES = 500_000
const plainText = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll('\0', '')
const isText = ({ mediaType, byteLength }: { mediaType: string; byteLength: number }) =>
  mediaType === 'text/xml' || (mediaType === 'text/plain' && byteLength <= MAX_PLAIN_BYTES)

function cdaBody(bytes: Uint8Array, timeZone: string) {
  const read = readCda(bytes, { zone: timeZone })
  return read.ok ? read.document.body : null
}

type How = 'show' | 'original' | 'save'

async function readDocument(ctx: Ctx, of: Of, as: How) {
  const document = await findDocument(ctx, of, () => as)
  if (!document) throw new DomainError('not_found', 'record.documentNotFound')
  return document
}

type Stored = { mediaType: string; byteLength: number; blobKey: string; timeZone: string }

/** Opened as `as` says of it, which is what the trail keeps; null is not read yet. */
function findDocument(
  ctx: Ctx,
  { patientId, entryId, typed }: Of & { typed?: string | null },
  as: (document: Stored) => How | null,
) {
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
    if (!document) return null
    const how = as(document)
    if (how)
      await audit('record.document.read', `record_entry/${entryId}`, { patientId, detail: { as: how } })
    // What leaves for another software leaves the doors behind: its own row in the trail, beside the reading.
    if (how && how !== 'show')
      await audit('record.document.export', `record_entry/${entryId}`, { patientId, detail: { as: how } })
    return { ...document, marks: typed && how ? await wordsFound(tx, entryId, typed) : [] }
  })
}

/** The words of this document that answer to a search, as they stand in it. */
async function wordsFound(tx: Tx, entryId: string, typed: string): Promise<string[]> {
  const query = queryOf(typed)
  if (!query) return []
  const [row] = await tx.execute<{ headline: string }>(sql`
    select ${wholeMarked(sql`t.content`, query)} as headline from document_texts t
    where t.entry_id = ${entryId}::uuid`)
  return foundWords(row?.headline ?? null)
}
