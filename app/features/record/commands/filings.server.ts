import { createHash } from 'node:crypto'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { filings, recordEntries } from '#db/schema/entries.ts'
import type { Tx } from '#db/scope.ts'
import {
  type CHANNELS,
  EntryFiled,
  type EntryKind,
  EntryWithdrawn,
  type FactOutcome,
  type ReportStatus,
} from '../contract.ts'
import { type FactPlan, type HeldFiling, planFact } from '../fact-rules.ts'
import { insertEntry, lineOf } from './insert-entry.server.ts'
import { lockDocumentsOf } from './locks.server.ts'
import { ownFile, touchFile } from './own-file.server.ts'
import { addProvenance } from './provenance.server.ts'

// What reports and facts have in common: known by their producer's id, versions that settle, one provenance
// for each way they came.

export type FiledFact = { entryId: string; patientId: string; outcome: FactOutcome }

export type Said = {
  fileId: string
  kind: EntryKind
  /** Null: the words themselves are the id. */
  uniqueId: string | null
  title: string
  occurredAt: Date
  occurredUntil?: Date | null
  authorPersonId?: string | null
  authorName: string | null
  authorRpps: string | null
  reportStatus: ReportStatus | null
  comment: string | null
  isWithdrawn: boolean
  /** A correction by hand: whose place it takes, whatever id that has. */
  correctsId?: string | null
  isRestricted: boolean
  isHiddenFromPatient: boolean
  isHiddenFromRepresentatives: boolean
  channel: (typeof CHANNELS)[number]
  messageId?: string | null
  receivedAt: Date
  /** What makes it the same again: its medical content, in a fixed order. */
  content: unknown
}

type OwnFile = Awaited<ReturnType<typeof ownFile>>

/** Files it, with what hangs on it by `details`; said again it is one entry with two provenances. */
export async function fileEntry(
  ctx: Ctx,
  unit: Unit,
  said: Said,
  details: (tx: Tx, entryId: string, file: OwnFile) => Promise<unknown>,
): Promise<FiledFact> {
  const { tx } = unit
  const file = await ownFile(tx, ctx, said.fileId)
  const { patientId } = file
  const digest = createHash('sha256').update(JSON.stringify(said.content)).digest('hex')
  const uniqueId = said.uniqueId ?? `sha256:${digest}`
  await lockDocumentsOf(tx, ctx, patientId)
  const planned = planFact({ ...said, digest }, await heldFilings(tx, file, said.kind, uniqueId))
  const plan =
    said.correctsId && planned.outcome !== 'known'
      ? await correctionOf(tx, file, said.kind, said.correctsId)
      : planned
  if (plan.outcome === 'known') {
    await addProvenance(tx, plan.entryId, said)
    return { entryId: plan.entryId, patientId, outcome: 'known' }
  }
  if (plan.entryIds) {
    await withdraw(ctx, unit, file, said, plan.entryIds)
    return { entryId: plan.entryIds[0]!, patientId, outcome: 'withdrawn' }
  }

  const entryId = await insertEntry(tx, ctx, file, {
    ...lineOf(said),
    status: STATUS_BY_OUTCOME[plan.outcome],
    occurredUntil: said.occurredUntil,
    replacesId: plan.takesPlaceOf[0],
  })
  // None of these waits for another: they go to the database together.
  await Promise.all([
    tx.insert(filings).values({
      entryId,
      establishmentId: file.establishmentId,
      uniqueId,
      digest,
      reportStatus: said.reportStatus,
      comment: said.comment,
    }),
    details(tx, entryId, file),
    addProvenance(tx, entryId, said),
    setStatus(tx, ctx, plan.takesPlaceOf, 'replaced'),
    plan.supersededBy && standBefore(tx, ctx, plan.supersededBy, entryId),
    touchFile(tx, ctx, file.id),
    tell(unit, said, 'file', { entryId, patientId, outcome: plan.outcome }, plan.takesPlaceOf),
  ])
  return { entryId, patientId, outcome: plan.outcome }
}

/** What one corrects must still stand as one read it: of two at once, the second looks again. */
async function correctionOf(tx: Tx, file: OwnFile, kind: EntryKind, correctsId: string): Promise<FactPlan> {
  const [held] = await tx
    .select({ kind: recordEntries.kind, status: recordEntries.status })
    .from(recordEntries)
    .where(
      and(
        eq(recordEntries.id, correctsId),
        eq(recordEntries.patientId, file.patientId),
        eq(recordEntries.establishmentId, file.establishmentId),
      ),
    )
    // Its author may be taking it back from outside at this moment.
    .for('update')
  if (held?.kind !== kind) throw new DomainError('not_found', 'record.entryNotFound')
  if (held.status !== 'current') throw new DomainError('stale', 'record.factChanged')
  return { outcome: 'replaced', takesPlaceOf: [correctsId], supersededBy: null }
}

const STATUS_BY_OUTCOME = {
  filed: 'current',
  replaced: 'current',
  superseded: 'replaced',
  withdrawn: 'withdrawn',
} as const

/** What this establishment holds of the same patient under the same id, the newest first. */
async function heldFilings(tx: Tx, file: OwnFile, kind: EntryKind, uniqueId: string): Promise<HeldFiling[]> {
  const rows = await tx
    .select({
      entryId: filings.entryId,
      digest: filings.digest,
      reportStatus: filings.reportStatus,
      status: recordEntries.status,
      kind: recordEntries.kind,
      replacesId: recordEntries.replacesId,
      isOverruled: sql<boolean>`exists (
        select from record_entries o
        where o.patient_id = ${file.patientId}::uuid and o.replaces_id = ${recordEntries.id}
          and o.source = 'person' and o.status in ('current', 'replaced'))`,
    })
    .from(filings)
    .innerJoin(recordEntries, eq(recordEntries.id, filings.entryId))
    .where(
      and(
        eq(filings.establishmentId, file.establishmentId),
        eq(filings.uniqueId, uniqueId),
        eq(recordEntries.patientId, file.patientId),
      ),
    )
  return rows
    .filter((row) => row.kind === kind)
    .map(({ status, kind: _, ...row }) => ({ ...row, isCurrent: status === 'current' }))
}

async function withdraw(ctx: Ctx, unit: Unit, file: OwnFile, said: Said, entryIds: string[]) {
  await Promise.all([
    setStatus(unit.tx, ctx, entryIds, 'withdrawn'),
    touchFile(unit.tx, ctx, file.id),
    ...entryIds.flatMap((entryId) => [
      addProvenance(unit.tx, entryId, said),
      tell(unit, said, 'withdraw', { entryId, patientId: file.patientId, outcome: 'withdrawn' }),
    ]),
  ])
}

const setStatus = async (tx: Tx, ctx: Ctx, entryIds: string[], status: 'replaced' | 'withdrawn') =>
  entryIds.length > 0 &&
  tx.update(recordEntries).set({ status, updatedAt: ctx.now() }).where(inArray(recordEntries.id, entryIds))

const standBefore = (tx: Tx, ctx: Ctx, newerId: string, entryId: string) =>
  tx
    .update(recordEntries)
    .set({ replacesId: entryId, updatedAt: ctx.now() })
    .where(and(eq(recordEntries.id, newerId), isNull(recordEntries.replacesId)))

/** Into the trail always; as an event only what is news: an import of the past is none. */
async function tell(
  { audit, emit }: Unit,
  { kind, channel }: Said,
  act: 'file' | 'withdraw',
  { entryId, patientId, outcome }: FiledFact,
  replaced: string[] = [],
) {
  await audit(`record.${kind}.${act}`, `record_entry/${entryId}`, { patientId, detail: { outcome } })
  if (channel === 'import') return
  if (act === 'withdraw' || outcome === 'withdrawn') await emit(EntryWithdrawn, { entryId, patientId })
  else await emit(EntryFiled, { entryId, patientId, kind, replaced })
}
