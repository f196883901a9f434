import type { Readable } from 'node:stream'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type BlobStore, readBlob } from '#app/kernel/blobs.server.ts'
import { cdaText, readCda } from '#app/kernel/cda/read-cda.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { referralDocuments, referrals } from '#db/schema/referrals.ts'

export type Attachment = { content: Readable | Uint8Array; mediaType: string; byteLength: number }

/** The bytes of what went along, for the two sides of the request: a reading of its own in the trail. */
export async function openAttachment(
  ctx: Ctx,
  of: { referralId: string; documentId: string },
  blobs: BlobStore = engine().blobs,
): Promise<Attachment> {
  const areIds = z.uuid().safeParse(of.referralId).success && z.uuid().safeParse(of.documentId).success
  const document = areIds
    ? await ctx.write(async ({ tx, audit }) => {
        const [row] = await tx
          .select({
            mediaType: referralDocuments.mediaType,
            byteLength: referralDocuments.byteLength,
            blobKey: referralDocuments.blobKey,
            patientId: referrals.patientId,
          })
          .from(referralDocuments)
          .innerJoin(referrals, eq(referrals.id, referralDocuments.referralId))
          .where(and(eq(referralDocuments.id, of.documentId), sql`${referrals.id} = ${of.referralId}::uuid`))
        if (!row) return null
        const { patientId } = row
        const detail = { document: of.documentId }
        await audit('referrals.document.read', `referral/${of.referralId}`, {
          patientId,
          purpose: 'care',
          detail,
        })
        return row
      })
    : null
  if (!document) throw new DomainError('not_found', 'referrals.documentNotFound')
  const { mediaType, byteLength, blobKey } = document
  if (mediaType !== 'text/xml') return { content: await blobs.get(blobKey), mediaType, byteLength }
  return shownCda(await readBlob(blobs, blobKey))
}

/** A CDA as what is in it: its file, else its words. */
function shownCda(bytes: Uint8Array): Attachment {
  const read = readCda(bytes, { zone: 'UTC' })
  if (!read.ok) return { content: bytes, mediaType: 'application/octet-stream', byteLength: bytes.byteLength }
  const { body } = read.document
  if (body.kind === 'file')
    return { content: body.bytes, mediaType: body.mediaType, byteLength: body.bytes.byteLength }
  const text = new TextEncoder().encode(cdaText(read.document))
  return { content: text, mediaType: 'text/plain', byteLength: text.byteLength }
}
