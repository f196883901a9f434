import { and, eq, isNull } from 'drizzle-orm'
import { type BlobStore, readBlob } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { documents, documentTexts } from '#db/schema/documents.ts'
import { readPdfText } from '../pdf-text.server.ts'
import { searchableText } from '../searchable-text.ts'

const MAX_BYTES = 40_000_000

/**
 * Makes the words of a filed PDF findable (UXS-02). After the filing and apart from it: a document is there at once,
 * whatever its bytes do to a reader. Done twice it is done once; a PDF of pictures has no words, and that is all.
 */
export async function readWords(
  ctx: Ctx,
  { entryId }: { entryId: string },
  { blobs }: { blobs: BlobStore },
): Promise<{ characters: number }> {
  const [waiting] = await ctx.read((tx) =>
    tx
      .select({ blobKey: documents.blobKey, byteLength: documents.byteLength })
      .from(documents)
      .leftJoin(documentTexts, eq(documentTexts.entryId, documents.entryId))
      .where(
        and(
          eq(documents.entryId, entryId),
          eq(documents.mediaType, 'application/pdf'),
          isNull(documentTexts.entryId),
        ),
      ),
  )
  if (!waiting || waiting.byteLength > MAX_BYTES) return { characters: 0 }
  const content = searchableText(await readPdfText(await readBlob(blobs, waiting.blobKey)))
  if (!content) return { characters: 0 }
  await ctx.write(({ tx, audit }) =>
    tx
      .insert(documentTexts)
      .values({ entryId, content })
      .onConflictDoNothing()
      .then(() =>
        audit('record.document.words', `record_entry/${entryId}`, { detail: { characters: content.length } }),
      ),
  )
  return { characters: content.length }
}
