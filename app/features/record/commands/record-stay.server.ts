import { and, eq } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { recordEntries, stays } from '#db/schema/entries.ts'
import { patientFiles } from '#db/schema/record.ts'
import type { Tx } from '#db/scope.ts'
import { EntryFiled, RecordStay } from '../contract.ts'
import { mergeStay, type StayFacts } from '../rules.ts'
import { insertEntry } from './insert-entry.server.ts'
import { lockVisit } from './locks.server.ts'
import { ownFile, touchFile } from './own-file.server.ts'
import { addProvenance } from './provenance.server.ts'

export type RecordedStay = { entryId: string; patientId: string; outcome: 'opened' | 'changed' | 'known' }

/** One visit of the establishment, as its feed tells it message by message: the same number, the same stay. */
export async function recordStay(ctx: Ctx, input: RecordStay): Promise<RecordedStay> {
  const parsed = RecordStay.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.stayIncomplete')
  const said = parsed.data

  return ctx.write(async (unit) => {
    const { tx } = unit
    const file = await ownFile(tx, ctx, said.fileId)
    await lockVisit(tx, ctx, said.visitNumber)
    const known = await heldStay(tx, file.establishmentId, said.visitNumber)
    if (known && known.patientId !== file.patientId) {
      throw new DomainError('conflict', 'record.visitOfAnotherPatient')
    }
    const { facts, isChanged } = mergeStay(known?.facts ?? null, said)
    const entryId = known ? known.entryId : await insertStay(tx, ctx, file, said.visitNumber, facts)
    await addProvenance(tx, entryId, said)
    const { patientId } = file
    if (known && !isChanged) return { entryId, patientId, outcome: 'known' }

    if (known) await updateStay(tx, ctx, entryId, facts)
    await showWhereabouts(tx, file.id, facts)
    await touchFile(tx, ctx, file.id)
    await tellOf(unit, entryId, patientId, known ? 'changed' : 'opened', said.channel)
    return { entryId, patientId, outcome: known ? 'changed' : 'opened' }
  })
}

async function heldStay(tx: Tx, establishmentId: string, visitNumber: string) {
  const [row] = await tx
    .select({
      entryId: stays.entryId,
      patientId: recordEntries.patientId,
      patientClass: stays.patientClass,
      unit: stays.unit,
      attendingName: stays.attendingName,
      attendingRpps: stays.attendingRpps,
      admittedAt: stays.admittedAt,
      dischargedAt: stays.dischargedAt,
      cancelledAt: stays.cancelledAt,
      entryMode: stays.entryMode,
      origin: stays.origin,
      exitMode: stays.exitMode,
      destination: stays.destination,
      originFiness: stays.originFiness,
      destinationFiness: stays.destinationFiness,
    })
    .from(stays)
    .innerJoin(recordEntries, eq(recordEntries.id, stays.entryId))
    .where(and(eq(stays.establishmentId, establishmentId), eq(stays.visitNumber, visitNumber)))
    .for('update', { of: stays })
  if (!row) return null
  const { entryId, patientId, ...facts } = row
  return { entryId, patientId, facts: facts as StayFacts }
}

async function insertStay(
  tx: Tx,
  ctx: Ctx,
  file: { id: string; establishmentId: string; patientId: string },
  visitNumber: string,
  facts: StayFacts,
): Promise<string> {
  // Whichever way its messages came, a stay is what the admission feed tells.
  const entryId = await insertEntry(tx, ctx, file, { kind: 'stay', ...entryOf(facts), channel: 'hl7v2' })
  await tx.insert(stays).values({
    entryId,
    establishmentId: file.establishmentId,
    visitNumber,
    ...facts,
  })
  return entryId
}

async function updateStay(tx: Tx, ctx: Ctx, entryId: string, facts: StayFacts) {
  await tx.update(stays).set(facts).where(eq(stays.entryId, entryId))
  await tx
    .update(recordEntries)
    .set({ ...entryOf(facts), updatedAt: ctx.now() })
    .where(eq(recordEntries.id, entryId))
}

/** How the stay stands on the spine. Its words are put together on screen, from its class and unit. */
const entryOf = (facts: StayFacts) => ({
  title: facts.unit ?? '',
  status: facts.cancelledAt ? ('withdrawn' as const) : ('current' as const),
  occurredAt: facts.admittedAt,
  occurredUntil: facts.dischargedAt,
})

/** Where the patient is now: only a stay in hospital that runs says so. */
async function showWhereabouts(tx: Tx, fileId: string, facts: StayFacts) {
  if (facts.patientClass !== 'I' && facts.patientClass !== 'E') return
  const isRunning = !facts.dischargedAt && !facts.cancelledAt
  await tx
    .update(patientFiles)
    .set({ currentUnit: isRunning ? (facts.unit ?? '') : null })
    .where(eq(patientFiles.id, fileId))
}

async function tellOf(
  { audit, emit }: Unit,
  entryId: string,
  patientId: string,
  outcome: string,
  channel: RecordStay['channel'],
) {
  await audit('record.stay.record', `record_entry/${entryId}`, { patientId, detail: { outcome } })
  // An import of the past is no news.
  if (channel !== 'import') await emit(EntryFiled, { entryId, patientId, kind: 'stay' })
}
