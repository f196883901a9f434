import { eq } from 'drizzle-orm'
import { fileDocument, proposeRecipients, withdrawDocument } from '#app/features/record/index.server.ts'
import type { StoredBlob } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { people } from '#db/schema/people.ts'
import { type FilingSource, provenanceOf } from '../filing-source.ts'
import type { IncomingDocument, IncomingDocuments } from '../formats/hl7v2/intents.ts'
import { findOwnFile } from '../queries/find-own-file.server.ts'
import { isNationalType, localIdOf, nameOf } from '../rules.ts'
import { meaningsOf } from './resolve-codes.server.ts'

/** Bytes are in the blob store before the transaction begins; `null` for a withdrawal without content. */
export type PreparedDocument = { said: IncomingDocument; blob: StoredBlob | null; text: string | null }

/** All documents of a message, in its order, to the one patient it names. */
export async function fileDocuments(
  ctx: Ctx,
  { identity }: Pick<IncomingDocuments, 'identity'>,
  prepared: PreparedDocument[],
  source: FilingSource,
): Promise<void> {
  const { fileId } = await ctx.read((tx) =>
    findOwnFile(tx, identity, localIdOf(identity, source.patientAuthority)),
  )
  const types = prepared.map(({ said }) => said.typeCode).filter((code) => code !== null)
  const local = types.filter((code) => !isNationalType(code))
  const meant = await ctx.read((tx) => meaningsOf(tx, source.connectionId, 'document_type', local))
  for (const document of prepared) await fileOne(ctx, fileId, document, source, meant)
}

async function fileOne(
  ctx: Ctx,
  fileId: string,
  { said, blob, text }: PreparedDocument,
  source: FilingSource,
  meant: ReadonlyMap<string, string>,
) {
  if (said.action === 'withdraw') {
    await withdrawDocument(ctx, {
      fileId,
      uniqueId: said.replacesId ?? said.uniqueId,
      ...provenanceOf(source),
    })
    return
  }
  if (!blob || !said.mime) throw new DomainError('invalid', 'exchange.documentWithoutContent')
  const { entryId } = await fileDocument(ctx, {
    fileId,
    title: said.title ?? said.typeCode ?? 'Document',
    occurredAt: said.date?.at ?? source.receivedAt,
    authorPersonId: await personOf(ctx, said.author?.rpps ?? null),
    authorName: nameOf(said.author),
    authorRpps: said.author?.rpps,
    typeCode: said.typeCode && (meant.get(said.typeCode) ?? said.typeCode),
    mediaType: said.mime,
    blob,
    uniqueId: said.uniqueId,
    replacesUniqueId: replacedBy(said, source),
    text,
    isRestricted: said.visibility.isMaskedFromProfessionals,
    isHiddenFromPatient: said.visibility.isHiddenFromPatient,
    isHiddenFromRepresentatives: said.visibility.isHiddenFromLegalRepresentatives,
    ...provenanceOf(source),
  })
  // What is masked from others' professionals proposes none of them.
  if (!said.visibility.isMaskedFromProfessionals) await proposeRecipients(ctx, entryId, said.recipients)
}

/** What the message says it replaces; for a sender that keeps one id through all versions, its own. */
const replacedBy = (said: IncomingDocument, { sameDocumentId }: FilingSource): string | null =>
  said.action === 'replace' ? said.replacesId : sameDocumentId === 'version' ? said.uniqueId : null

export async function personOf(ctx: Ctx, rpps: string | null): Promise<string | null> {
  if (!rpps) return null
  const [person] = await ctx.read((tx) =>
    tx.select({ id: people.id }).from(people).where(eq(people.rpps, rpps)),
  )
  return person?.id ?? null
}
