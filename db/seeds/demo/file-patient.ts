import { sql } from 'drizzle-orm'
import {
  declareGp,
  fileDocument,
  openFile,
  recordStay,
  withdrawDocument,
} from '#app/features/record/index.server.ts'
import type { StoredBlob } from '#app/kernel/blobs.server.ts'
import { type Ctx, joinCtx, type Unit } from '#app/kernel/ctx.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import type { Anchor } from './clock.ts'
import { fileFacts } from './file-facts.ts'
import { feedOf, type Means } from './means.ts'
import { type Paper, type PaperStep, uniqueIdOf, writePaper } from './papers/write-paper.ts'
import { type DemoPatient, gpNameOf, gpRppsOf, isProven } from './patients.ts'
import { type Place, type PlaceKey, placeOf, REGION } from './places.ts'
import { authorNameOf, type StaffKey, staffOf } from './staff.ts'
import { type Chapter, type ToldStep, tell } from './tell.ts'

type Around = { staff: Record<StaffKey, string>; knownFiles: ReadonlySet<string> }
type StoredPaper = { step: ToldStep & PaperStep; paper: Paper; blob: StoredBlob }

export const localIdOf = (place: Place, { rank }: Pick<DemoPatient, 'rank'>) =>
  `${place.prefix}${210_000 + rank * 7}`
export const fileKeyOf = (establishmentId: string, localId: string) => `${establishmentId}/${localId}`

/** What each establishment knows of a patient, one transaction each: a file is there whole or not at all. */
export async function filePatient(means: Means, anchor: Anchor, patient: DemoPatient, around: Around) {
  const chapters = tell(patient, anchor)
  for (const chapter of chapters) {
    const place = placeOf[chapter.place]
    if (around.knownFiles.has(fileKeyOf(place.id, localIdOf(place, patient)))) continue
    const papers = await storePapers(means, patient, chapter)
    const feed = feedOf(means, chapter.place, anchor)
    await feed.write(async (unit) => {
      const fileId = await openPatientFile(joinCtx(feed, unit), patient, place, anchor)
      for (const step of chapter.steps) if (step.kind === 'stay') await fileStay(feed, unit, fileId, step)
      if (chapter.place === patient.home) {
        await fileFacts(feed, unit, fileId, { anchor, patient, staff: around.staff })
      }
      const filed: string[] = []
      for (const stored of papers) {
        const entryId = await filePaper(feed, unit, fileId, stored, around.staff)
        if (stored.step.kind === 'report') filed.push(entryId)
      }
      await sendReports(
        unit,
        filed,
        chapters.map((other) => other.place).filter((other) => other !== chapter.place),
      )
    })
  }
}

async function openPatientFile(ctx: Ctx, patient: DemoPatient, place: Place, anchor: Anchor) {
  const { diedDaysAgo, usedName, firstGivenName } = patient
  const said = {
    ...patient,
    localId: localIdOf(place, patient),
    usedGivenName: usedName ? firstGivenName : null,
    deceasedAt: diedDaysAgo === null ? null : new Date(anchor.getTime() - diedDaysAgo * DAY).toISOString(),
    declaredGpRpps: gpRppsOf(patient),
    declaredGpName: gpNameOf(patient),
  }
  const { fileId, answer } = await openFile(ctx, said)
  // A homonym, proven to be somebody else: said again, the identity is no longer provisional.
  if (answer === 'review' && isProven(patient)) await openFile(ctx, said)
  await declareGp(ctx, { fileId, rpps: gpRppsOf(patient) })
  return fileId
}

/** Bytes are in the blob store before there is a transaction. */
async function storePapers(means: Means, patient: DemoPatient, chapter: Chapter): Promise<StoredPaper[]> {
  const localId = localIdOf(placeOf[chapter.place], patient)
  return Promise.all(
    chapter.steps
      .flatMap((step) => (step.kind === 'stay' ? [] : [step]))
      .map(async (step) => {
        const paper = await writePaper(step, { patient, localId, at: step.at, number: step.number })
        return { step, paper, blob: await means.store.blobs.put(REGION.id, paper.bytes) }
      }),
  )
}

/** The same transaction at another moment: Cordée learned of each thing in its own time. */
const at = (feed: Ctx, unit: Unit, moment: Date) => joinCtx({ ...feed, now: () => moment }, unit)

async function fileStay(feed: Ctx, unit: Unit, fileId: string, step: ToldStep & { kind: 'stay' }) {
  const attending = staffOf[step.by]
  await recordStay(at(feed, unit, step.until ?? step.recordedAt), {
    fileId,
    visitNumber: `V${step.number}`,
    patientClass: step.patientClass,
    unit: step.unit,
    attendingName: authorNameOf(attending),
    attendingRpps: attending.rpps,
    admittedAt: step.at,
    dischargedAt: step.until,
    channel: 'hl7v2',
    receivedAt: step.recordedAt,
  })
}

async function filePaper(
  feed: Ctx,
  unit: Unit,
  fileId: string,
  { step, paper, blob }: StoredPaper,
  staff: Around['staff'],
): Promise<string> {
  const author = staffOf[step.by]
  const provenance = { channel: 'hl7v2' as const, receivedAt: step.recordedAt }
  const { entryId } = await fileDocument(at(feed, unit, step.recordedAt), {
    fileId,
    title: paper.title,
    occurredAt: step.at,
    authorPersonId: staff[step.by],
    authorName: authorNameOf(author),
    authorRpps: author.rpps,
    typeCode: paper.code,
    mediaType: paper.mediaType,
    blob,
    uniqueId: uniqueIdOf(step.number),
    replacesUniqueId: step.replaces ? uniqueIdOf(step.replaces) : null,
    text: paper.text,
    isRestricted: step.kind === 'letter' && step.isRestricted,
    isHiddenFromPatient: step.kind === 'letter' && step.isHidden,
    ...provenance,
  })
  if (step.withdrawnAt) {
    const uniqueId = uniqueIdOf(step.number)
    await withdrawDocument(at(feed, unit, step.withdrawnAt), { fileId, uniqueId, ...provenance })
  }
  return entryId
}

/** Reports go to the other houses that treat the patient; letters go to the GP, who needs no sending. */
async function sendReports({ tx }: Unit, entryIds: string[], places: PlaceKey[]) {
  const treating = places.filter((place) => place !== 'quais').map((place) => placeOf[place].id)
  await tx.execute(sql`
    select app.send_entry(entry, recipient)
    from unnest(${arrayOf(entryIds)}::uuid[]) entry, unnest(${arrayOf(treating)}::uuid[]) recipient`)
}

const arrayOf = (ids: string[]) => `{${ids.join(',')}}`
