import { and, asc, eq, sql } from 'drizzle-orm'
import { fileFact, fileResult, recordNoAllergy, wordsOfCode } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { filings, recordEntries } from '#db/schema/entries.ts'
import { patientFiles, patients } from '#db/schema/record.ts'
import { isLatestWord } from '../feed-subjects.server.ts'
import { type FilingSource, provenanceOf } from '../filing-source.ts'
import type { Admission, Clinical, SaidAllergy, SaidDiagnosis } from '../formats/hl7v2/intents.ts'
import { nameOf, VITALS } from '../rules.ts'
import { personOf } from './file-documents.server.ts'
import { meaningsOf } from './resolve-codes.server.ts'

type Told = { fileId: string; admission: Admission; clinical: Clinical; source: FilingSource; saidAt: Date }

/**
 * Allergies, diagnoses and measurements of an admission message. What it says is filed under what it is; what it no
 * longer says stays, unless it is taken back in so many words: a feed that drops a line must not make an allergy
 * disappear. A message that is older than what was said of the same thing changes nothing of it.
 */
export async function fileClinical(ctx: Ctx, fileId: string, admission: Admission, source: FilingSource) {
  const { clinical } = admission
  if (!clinical) return
  const told = { fileId, admission, clinical, source, saidAt: admission.saidAt?.at ?? source.receivedAt }
  if (clinical.takesBackAllergies) await takeBack(ctx, told, 'allergy')
  if (clinical.takesBackDiagnoses) await takeBack(ctx, told, 'condition')
  for (const allergy of clinical.allergies) await fileAllergy(ctx, told, allergy)
  for (const diagnosis of clinical.diagnoses) await fileDiagnosis(ctx, told, diagnosis)
  if (clinical.isNoneKnown) await fileNone(ctx, told)
  if (clinical.observations.length > 0) await fileMeasures(ctx, told)
}

const isLatest = (ctx: Ctx, { fileId, saidAt }: Told, kind: 'allergy' | 'condition', of: string) =>
  ctx.write(({ tx }) => isLatestWord(tx, ctx, { kind, number: `${fileId}/${of}`, saidAt }))

async function fileAllergy(ctx: Ctx, told: Told, { since, ...allergy }: SaidAllergy) {
  if (!(await isLatest(ctx, told, 'allergy', allergy.uniqueId))) return
  const held = await heldSince(ctx, told, allergy.uniqueId)
  await fileFact(ctx, {
    kind: 'allergy',
    ...allergy,
    fileId: told.fileId,
    occurredAt: since?.at ?? held ?? told.saidAt,
    ...provenanceOf(told.source),
  })
}

/** Coded again in a later stay a diagnosis is the same, and no younger for it. */
async function fileDiagnosis(ctx: Ctx, told: Told, said: SaidDiagnosis) {
  const { since, author, isConfidential, isDeleted, title, ...diagnosis } = said
  if (!(await isLatest(ctx, told, 'condition', said.uniqueId))) return
  const held = await heldSince(ctx, told, said.uniqueId)
  if (isDeleted && !held) return
  const { visit, occurredAt } = told.admission
  const from = since?.at ?? held ?? (visit?.admittedAt ?? occurredAt)?.at ?? told.saidAt
  await fileFact(ctx, {
    kind: 'condition',
    ...diagnosis,
    title: title ?? wordsOfCode(said.code ?? '') ?? said.code ?? '',
    topographyCode: /^C/.test(said.code ?? '') ? said.code : null,
    fileId: told.fileId,
    occurredAt: held && held < from ? held : from,
    authorPersonId: await personOf(ctx, author?.rpps ?? null),
    authorName: nameOf(author),
    authorRpps: author?.rpps,
    isRestricted: isConfidential,
    isWithdrawn: isDeleted,
    ...provenanceOf(told.source),
  })
}

/** Since when this feed has said so, as far as it stands in this file. */
async function heldSince(ctx: Ctx, { fileId }: Told, uniqueId: string): Promise<Date | null> {
  const [row] = await ctx.read((tx) =>
    tx
      .select({ occurredAt: recordEntries.occurredAt })
      .from(filings)
      .innerJoin(recordEntries, eq(recordEntries.id, filings.entryId))
      .where(
        and(
          eq(filings.establishmentId, ctx.actor.establishmentId!),
          eq(filings.uniqueId, uniqueId),
          eq(recordEntries.fileId, fileId),
        ),
      )
      .orderBy(asc(recordEntries.occurredAt))
      .limit(1),
  )
  return row?.occurredAt ?? null
}

/** A segment of `""`: all that this feed has said of that kind is withdrawn, and stays readable so. */
async function takeBack(ctx: Ctx, told: Told, kind: 'allergy' | 'condition') {
  if (!(await isLatest(ctx, told, kind, '*'))) return
  const prefix = kind === 'allergy' ? 'hl7v2:AL1:' : 'hl7v2:DG1:'
  const rows = await ctx.read((tx) =>
    tx
      .select({
        uniqueId: filings.uniqueId,
        title: recordEntries.title,
        occurredAt: recordEntries.occurredAt,
      })
      .from(recordEntries)
      .innerJoin(filings, eq(filings.entryId, recordEntries.id))
      .where(
        and(
          eq(recordEntries.fileId, told.fileId),
          sql`${recordEntries.kind} = ${kind} and ${recordEntries.status} = 'current'`,
          sql`starts_with(${filings.uniqueId}, ${prefix})`,
        ),
      ),
  )
  for (const { uniqueId, title, occurredAt } of rows) {
    if (!(await isLatest(ctx, told, kind, uniqueId))) continue
    const how = { fileId: told.fileId, uniqueId, occurredAt, isWithdrawn: true, ...provenanceOf(told.source) }
    await fileFact(ctx, kind === 'allergy' ? { kind, substance: title, ...how } : { kind, title, ...how })
  }
}

/** Written once: each message of a stay repeats it. */
async function fileNone(ctx: Ctx, told: Told) {
  if (!(await isLatest(ctx, told, 'allergy', 'none'))) return
  const [row] = await ctx.read((tx) =>
    tx
      .select({ state: patients.allergyState })
      .from(patientFiles)
      .innerJoin(patients, eq(patients.id, patientFiles.patientId))
      .where(eq(patientFiles.id, told.fileId)),
  )
  if (row?.state === 'not_asked') await recordNoAllergy(ctx, { fileId: told.fileId, state: 'none_known' })
}

/** Weight, height and the like, one entry for each moment; other OBX of an admission are none of the record's. */
async function fileMeasures(ctx: Ctx, { fileId, admission, clinical, source, saidAt }: Told) {
  const local = clinical.observations
    .filter(({ codeSystem }) => codeSystem === 'local')
    .map(({ code }) => code)
  const meant = await ctx.read((tx) => meaningsOf(tx, source.connectionId, 'analysis', local))
  const moments = new Map<string, { at: Date; values: Clinical['observations'] }>()
  for (const said of clinical.observations) {
    const code = said.codeSystem === 'loinc' ? said.code : meant.get(said.code)
    if (!code || !VITALS.includes(code) || said.status === 'cancelled') continue
    const at = said.observedAt ?? admission.visit?.admittedAt?.at ?? admission.occurredAt?.at ?? saidAt
    const moment = moments.get(at.toISOString()) ?? { at, values: [] }
    moment.values.push({ ...said, code, codeSystem: 'loinc' })
    moments.set(at.toISOString(), moment)
  }
  for (const [moment, { at, values }] of moments) {
    const uniqueId = `hl7v2:ADT:${fileId}:${moment}`
    if (!(await isLatest(ctx, { fileId, admission, clinical, source, saidAt }, 'condition', uniqueId)))
      continue
    await fileResult(ctx, {
      fileId,
      kind: 'measure',
      uniqueId,
      title: values
        .map(({ label }) => label)
        .join(', ')
        .slice(0, 300),
      occurredAt: at,
      observations: values,
      ...provenanceOf(source),
    })
  }
}
