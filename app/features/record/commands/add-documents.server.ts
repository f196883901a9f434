import { and, desc, eq, sql } from 'drizzle-orm'
import { type BlobStore, readBlob } from '#app/kernel/blobs.server.ts'
import type { CdaDocument } from '#app/kernel/cda/document.ts'
import { formatCdaId } from '#app/kernel/cda/document.ts'
import { cdaText, readCda } from '#app/kernel/cda/read-cda.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { patientFiles, patients } from '#db/schema/record.ts'
import { regions } from '#db/schema/regions.ts'
import type { FilingOutcome } from '../contract.ts'
import { type AddDocuments, DOCUMENT_TYPES, type NewDocument } from '../contract-reading.ts'
import { canAddDocuments } from '../policy.ts'
import { openPatient } from '../queries/open-patient.server.ts'
import { fold } from '../rules.ts'
import { type Uploaded, unsealUpload } from '../upload-token.server.ts'
import { contribute } from './contribute.server.ts'
import { momentOfDay } from './days.server.ts'
import { fileDocument } from './file-document.server.ts'

export type AddedDocument = { entryId: string; title: string; outcome: FilingOutcome }
type Means = { blobs: BlobStore; secret: string }
type Patient = Awaited<ReturnType<typeof patientWithFile>>

const ownMeans = (): Means => ({ blobs: engine().blobs, secret: engine().env.CORDEE_SECRET })
/** A text longer than that is not searched through; it is filed all the same. */
const MAX_TEXT_BYTES = 5_000_000

/**
 * Files what was uploaded into the own establishment's file of this patient, whose name was confirmed, or from
 * outside into the file of the house that was chosen. All is looked at before the first is filed; sent again, what
 * is there already is known by its bytes.
 */
export async function addDocuments(
  ctx: Ctx,
  patientId: string,
  { documents, confirmedName, receiverFileId }: AddDocuments,
  { blobs, secret }: Means = ownMeans(),
): Promise<AddedDocument[]> {
  if (!canAddDocuments(ctx.actor)) throw new DomainError('forbidden', 'record.addingNotAllowed')
  const patient = await patientWithFile(ctx, patientId)
  const { ownFileId } = patient
  if (!ownFileId && !receiverFileId) throw new DomainError('not_found', 'record.noOwnFile')
  // Somebody else's page, or a name that was corrected meanwhile: look again, then confirm.
  if (fold(confirmedName) !== fold(patient.name)) throw new DomainError('conflict', 'record.nameNotConfirmed')
  const prepared = []
  for (const document of documents) {
    const upload = unsealUpload(ctx, patientId, document.token, secret)
    if (!upload) throw new DomainError('conflict', 'record.uploadExpired')
    const content = await readContent(blobs, upload, patient)
    // A copy, and the staged one left to its time: sent again, this is found again.
    prepared.push({ document, upload, content, blob: await blobs.settle(ctx.regionId, upload.blob) })
  }
  const added: AddedDocument[] = []
  for (const { document, upload, content, blob } of prepared) {
    const said = {
      ...describe(document),
      occurredAt: momentOfDay(ctx, document.day, patient.timeZone),
      mediaType: upload.mediaType,
      blob,
      ...content,
    }
    const { entryId, outcome } = ownFileId
      ? await fileDocument(ctx, {
          ...said,
          fileId: ownFileId,
          authorName: document.author || null,
          channel: 'screen',
          receivedAt: ctx.now(),
        })
      : await contribute(ctx, { ...said, patientId, fileId: receiverFileId! })
    added.push({ entryId, title: document.title, outcome })
  }
  return added
}

const describe = ({ title, type }: NewDocument) => ({ title, typeCode: DOCUMENT_TYPES[type] })

function patientWithFile(ctx: Ctx, patientId: string) {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [row] = await tx
      .select({
        ownFileId: patientFiles.id,
        birthName: patients.birthName,
        firstGivenName: patients.firstGivenName,
        birthDate: patients.birthDate,
        insMatricule: patients.insMatricule,
        timeZone: regions.timeZone,
      })
      .from(patients)
      .innerJoin(regions, eq(regions.id, patients.regionId))
      .leftJoin(
        patientFiles,
        and(
          eq(patientFiles.patientId, patientId),
          sql`${patientFiles.establishmentId} = (select app.files_of())`,
        ),
      )
      .where(eq(patients.id, patientId))
      .orderBy(desc(patientFiles.lastActivityAt))
      .limit(1)
    if (!row) throw new DomainError('not_found', 'record.patientNotFound')
    return { ...row, name: `${row.birthName} ${row.firstGivenName}` }
  })
}

/** The words of a text or CDA, and what a CDA says of itself; one that names somebody else is refused. */
async function readContent(blobs: BlobStore, { mediaType, blob }: Uploaded, patient: Patient) {
  const none = { text: null, uniqueId: null, replacesUniqueId: null }
  if (mediaType === 'text/plain' && blob.byteLength <= MAX_TEXT_BYTES)
    return { ...none, text: new TextDecoder().decode(await readBlob(blobs, blob.key)) }
  if (mediaType !== 'text/xml') return none
  const read = readCda(await readBlob(blobs, blob.key), { zone: patient.timeZone })
  if (!read.ok) throw new DomainError('invalid', 'record.uploadIs.other')
  if (!isAbout(read.document, patient)) throw new DomainError('conflict', 'record.documentOfSomebodyElse')
  const { id, replaces } = read.document.header
  return {
    text: cdaText(read.document),
    uniqueId: formatCdaId(id),
    replacesUniqueId: replaces && formatCdaId(replaces),
  }
}

function isAbout({ header: { patient: said } }: CdaDocument, patient: Patient): boolean {
  if (patient.insMatricule && said.ids.some(({ extension }) => extension === patient.insMatricule))
    return true
  const isSameDay = !said.birthDate || !patient.birthDate || said.birthDate === patient.birthDate
  const names = [said.birthName, said.usedName].filter((name) => name !== null).map(fold)
  return isSameDay && (names.length === 0 || names.includes(fold(patient.birthName)))
}
