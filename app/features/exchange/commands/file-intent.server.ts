import { eq } from 'drizzle-orm'
import {
  declareGp,
  fileDocument,
  openFile,
  recordStay,
  withdrawDocument,
} from '#app/features/record/index.server.ts'
import type { StoredBlob } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { people } from '#db/schema/people.ts'
import type { Admission, IncomingDocument, IncomingDocuments } from '../formats/hl7v2/intents.ts'
import { findOwnFile } from '../queries/find-own-file.server.ts'
import { localIdOf, saidOf, stayOf } from '../rules.ts'

/** Which message says it, and how its connection numbers patients. */
export type FilingSource = {
  messageId: string
  receivedAt: Date
  patientAuthority: string | null
  acceptsTestIdentities: boolean
}
/** Bytes are in the blob store before the transaction begins; `null` for a withdrawal without content. */
export type PreparedDocument = { said: IncomingDocument; blob: StoredBlob | null; text: string | null }

/** An admission message: the patient as this establishment says them, their GP, their stay. */
export async function fileAdmission(ctx: Ctx, admission: Admission, source: FilingSource): Promise<void> {
  if (admission.meaning === 'merge' || admission.meaning === 'changeOfId')
    throw new DomainError('conflict', 'exchange.needsIdentityVigilance')
  const said = saidOf(admission, source)
  const { fileId } = await openFile(ctx, said)
  const gp = admission.declaredGp
  if (gp?.action === 'declare' && gp.rpps) await declareGp(ctx, { fileId, rpps: gp.rpps })
  const stay = stayOf(admission)
  if (stay) await recordStay(ctx, { ...stay, fileId, ...provenanceOf(source) })
}

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
  for (const document of prepared) await fileOne(ctx, fileId, document, source)
}

async function fileOne(
  ctx: Ctx,
  fileId: string,
  { said, blob, text }: PreparedDocument,
  source: FilingSource,
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
  await fileDocument(ctx, {
    fileId,
    title: said.title ?? said.typeCode ?? 'Document',
    occurredAt: said.date?.at ?? source.receivedAt,
    authorPersonId: await personOf(ctx, said.author?.rpps ?? null),
    authorName: nameOf(said.author),
    authorRpps: said.author?.rpps,
    typeCode: said.typeCode,
    mediaType: said.mime,
    blob,
    uniqueId: said.uniqueId,
    replacesUniqueId: said.action === 'replace' ? said.replacesId : null,
    text,
    isRestricted: said.visibility.isMaskedFromProfessionals,
    isHiddenFromPatient: said.visibility.isHiddenFromPatient,
    ...provenanceOf(source),
  })
}

const provenanceOf = ({ messageId, receivedAt }: FilingSource) => ({
  channel: 'hl7v2' as const,
  messageId,
  receivedAt,
})

const nameOf = (author: IncomingDocument['author']) =>
  [author?.familyName?.toLocaleUpperCase('fr'), author?.givenName].filter(Boolean).join(' ') || null

async function personOf(ctx: Ctx, rpps: string | null): Promise<string | null> {
  if (!rpps) return null
  const [person] = await ctx.read((tx) =>
    tx.select({ id: people.id }).from(people).where(eq(people.rpps, rpps)),
  )
  return person?.id ?? null
}
