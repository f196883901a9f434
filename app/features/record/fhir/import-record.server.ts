import type { BlobStore, StoredBlob } from '#app/kernel/blobs.server.ts'
import { type Ctx, joinCtx } from '#app/kernel/ctx.server.ts'
import { fileDocument } from '../commands/file-document.server.ts'
import { fileFact, recordNoAllergy } from '../commands/file-fact.server.ts'
import { fileResult } from '../commands/file-result.server.ts'
import { openFile } from '../commands/open-file.server.ts'
import { recordStay } from '../commands/record-stay.server.ts'
import { type FileFact, MEDIA_TYPES, type MediaType } from '../contract.ts'
import type { FactSaid } from './read-diseases.ts'
import { type DocumentSaid, type RecordSaid, readRecords } from './read-records.ts'
import type { Bundle, Resource } from './resources.ts'

export type ImportReport = {
  patients: { opened: number; known: number }
  /** Entries written by kind, and how many were there already. */
  filed: Record<string, number>
  known: number
  /** What has no place here, by type and reason. */
  leftOut: Record<string, number>
}

export const emptyReport = (): ImportReport => ({
  patients: { opened: 0, known: 0 },
  filed: {},
  known: 0,
  leftOut: {},
})

/**
 * A file of FHIR R4 (a bundle, or resources) as records of the establishment of `ctx`. One patient is one
 * transaction: there whole, or not at all. Once more it writes nothing; nobody is told.
 */
export async function importFhir(
  ctx: Ctx,
  content: Bundle | Resource | Resource[],
  blobs: BlobStore,
  report: ImportReport = emptyReport(),
): Promise<ImportReport> {
  const resources = Array.isArray(content) ? content : resourcesOf(content)
  const { records, leftOut } = readRecords(resources)
  for (const [why, count] of leftOut) report.leftOut[why] = (report.leftOut[why] ?? 0) + count
  for (const record of records) await importRecord(ctx, record, blobs, report)
  return report
}

const resourcesOf = (content: Bundle | Resource): Resource[] =>
  'entry' in content && content.resourceType === 'Bundle'
    ? ((content as Bundle).entry ?? []).flatMap((e) => e.resource ?? [])
    : [content as Resource]

async function importRecord(ctx: Ctx, record: RecordSaid, blobs: BlobStore, report: ImportReport) {
  // Bytes are in the store before there is a transaction.
  const documents: { said: DocumentSaid; mediaType: MediaType; blob: StoredBlob }[] = []
  for (const said of record.documents) {
    const mediaType = MEDIA_TYPES.find((type) => type === said.mediaType)
    if (!mediaType) addTo(report.leftOut, `DocumentReference: media type ${said.mediaType || 'unknown'}`)
    else
      documents.push({
        said,
        mediaType,
        blob: await blobs.put(ctx.regionId, Buffer.from(said.base64, 'base64')),
      })
  }
  await ctx.write(async (unit) => {
    const here = joinCtx(ctx, unit)
    const came = { channel: 'import' as const, receivedAt: ctx.now() }
    const note = (kind: string, outcome: string) => {
      if (outcome === 'known') report.known += 1
      else addTo(report.filed, kind)
    }
    const { fileId, answer } = await openFile(here, record.identity)
    report.patients[answer === 'known' ? 'known' : 'opened'] += 1
    for (const { encounterId, ...stay } of record.stays) {
      const attendingName = record.authorOf.get(encounterId) ?? null
      note('stay', (await recordStay(here, { ...stay, ...came, fileId, attendingName })).outcome)
    }
    const entryOf = new Map<string, string>()
    for (const { encounterId, sources, ...said } of record.reports) {
      const authorName = record.authorOf.get(encounterId)
      const { entryId, outcome } = await fileResult(here, { ...said, ...came, fileId, authorName })
      for (const source of sources) entryOf.set(source, entryId)
      note(said.kind, outcome)
    }
    for (const { encounter, sourceId, ...fact } of record.facts) {
      const authorName = record.authorOf.get((encounter?.reference ?? '').split(/[:/]/).at(-1) ?? '')
      const source = fact.kind === 'biomarker' && { sourceEntryId: entryOf.get(sourceId ?? '') }
      const said = { ...endedByDeath(fact, record), ...source, ...came, fileId, authorName } as FileFact
      note(fact.kind, (await fileFact(here, said)).outcome)
    }
    if (record.isNoAllergyKnown) await recordNoAllergy(here, { fileId, state: 'none_known' })
    for (const { said, mediaType, blob } of documents) {
      const { base64: _, encounterId, ...about } = said
      const authorName = record.authorOf.get(encounterId)
      const filed = { ...about, ...came, fileId, authorName, mediaType, blob }
      note('document', (await fileDocument(here, filed)).outcome)
    }
  })
}

/** Files of the dead still call their last medicines active. */
function endedByDeath(fact: FactSaid, { identity: { deceasedAt } }: RecordSaid): FactSaid {
  const isRunning = fact.kind === 'treatment' && fact.state === 'active'
  return deceasedAt && isRunning ? { ...fact, state: 'stopped', occurredUntil: new Date(deceasedAt) } : fact
}

const addTo = (counts: Record<string, number>, key: string) => {
  counts[key] = (counts[key] ?? 0) + 1
}
