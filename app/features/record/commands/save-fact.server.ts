import { and, desc, eq } from 'drizzle-orm'
import { filesOf } from '#app/kernel/actor.ts'
import { type Ctx, joinCtx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { observations } from '#db/schema/clinical.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { patientFiles, patients } from '#db/schema/record.ts'
import { regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { MEASURES, type ObservationSaid, type SavedFact, type SaveFact } from '../contract.ts'
import { canContributeFact, canCorrectFact, canRecordFact } from '../policy.ts'
import { contradictionsOf } from '../staging-rules.ts'
import { contributeAllergyState, contributeFact } from './contribute-fact.server.ts'
import { fileFact, recordNoAllergy } from './file-fact.server.ts'
import { fileResult } from './file-result.server.ts'
import { factOf, measuresOf } from './form-facts.server.ts'

/**
 * What somebody writes down about a patient by hand: into the file of the own house, else into that of a house that
 * was chosen. A correction is a new version in the place of the one that was read.
 */
export async function saveFact(
  ctx: Ctx,
  patientId: string,
  form: SaveFact,
): Promise<{ entryId: string | null }> {
  const kind = form.kind === 'allergy_state' ? 'allergy' : form.kind
  if (!canRecordFact(ctx.actor, kind)) throw new DomainError('forbidden', 'record.factNotAllowed')
  return ctx.write(async (unit) => {
    const here = joinCtx(ctx, unit)
    const zone = await zoneOfVisible(unit.tx, patientId)
    const ownFileId = await ownFileOf(unit.tx, patientId)
    if (form.kind === 'allergy_state') {
      if (ownFileId) await recordNoAllergy(here, { fileId: ownFileId, state: form.state })
      else await contributeAllergyState(unit, patientId, form.state)
      return { entryId: null }
    }
    requireSound(form)
    const held = form.correctsId ? await heldFact(unit.tx, ctx, patientId, form) : null
    const target = held ?? { fileId: ownFileId, isOwn: ownFileId !== null }
    if (target.isOwn) return fileByHand(here, target.fileId!, form, zone)
    const fileId = held?.fileId ?? form.receiverFileId
    if (!fileId) throw new DomainError('not_found', 'record.noOwnFile')
    if (!canContributeFact(ctx.actor, kind)) throw new DomainError('forbidden', 'record.factNotAllowed')
    return contributeFact(here, unit, { patientId, fileId, form, zone })
  })
}

/** What contradicts itself is filed when whoever says it has seen that it does. */
function requireSound(form: SavedFact) {
  if (form.kind !== 'condition' || form.isConfirmed) return
  if (contradictionsOf({ ...form, diagnosedOn: form.day }).length > 0)
    throw new DomainError('conflict', 'record.stagingContradicts')
}

async function fileByHand(ctx: Ctx, fileId: string, form: SavedFact, zone: string) {
  const how = {
    fileId,
    uniqueId: `screen:${form.key}`,
    correctsId: form.correctsId,
    authorPersonId: ctx.actor.id,
    authorName: ctx.actor.displayName,
    channel: 'screen' as const,
    receivedAt: ctx.now(),
  }
  const { entryId } =
    form.kind === 'measure'
      ? await fileResult(ctx, await withOthers(ctx, { ...how, ...measuresOf(ctx, form, zone) }))
      : await fileFact(ctx, { ...how, ...factOf(ctx, form, zone) })
  return { entryId }
}

/** What a form does not ask for (a blood pressure that a feed told) stays in the corrected version as it was. */
async function withOthers<T extends { correctsId?: string; observations: ObservationSaid[] }>(
  ctx: Ctx,
  said: T,
) {
  if (!said.correctsId) return said
  const held = await ctx.read((tx) =>
    tx
      .select()
      .from(observations)
      .where(eq(observations.entryId, said.correctsId!))
      .orderBy(observations.position),
  )
  const asked: string[] = MEASURES.map(({ code }) => code)
  return {
    ...said,
    observations: [...said.observations, ...held.filter(({ code }) => !asked.includes(code))],
  }
}

/** Whom one does not see does not exist; whom one sees is written about by the region's clocks. */
async function zoneOfVisible(tx: Tx, patientId: string): Promise<string> {
  const [seen] = await tx
    .select({ zone: regions.timeZone })
    .from(patients)
    .innerJoin(regions, eq(regions.id, patients.regionId))
    .where(eq(patients.id, patientId))
  if (!seen) throw new DomainError('not_found', 'record.patientNotFound')
  return seen.zone
}

async function ownFileOf(tx: Tx, patientId: string): Promise<string | null> {
  const [file] = await tx
    .select({ id: patientFiles.id })
    .from(patientFiles)
    .where(eq(patientFiles.patientId, patientId))
    .orderBy(desc(patientFiles.lastActivityAt))
    .limit(1)
  return file?.id ?? null
}

/** What is corrected, and whose file it is in: only the own house's, or what one brought oneself. */
async function heldFact(tx: Tx, ctx: Ctx, patientId: string, { correctsId, kind }: SavedFact) {
  const [entry] = await tx
    .select({
      fileId: recordEntries.fileId,
      kind: recordEntries.kind,
      status: recordEntries.status,
      establishmentId: recordEntries.establishmentId,
      fromEstablishmentId: recordEntries.fromEstablishmentId,
      authorPersonId: recordEntries.authorPersonId,
    })
    .from(recordEntries)
    .where(and(eq(recordEntries.id, correctsId!), eq(recordEntries.patientId, patientId)))
  if (entry?.kind !== kind) throw new DomainError('not_found', 'record.entryNotFound')
  // Whether it still stands is asked again under the lock; here only whether it is one's to correct.
  if (!canCorrectFact(ctx.actor, { ...entry, status: 'current' }))
    throw new DomainError('forbidden', 'record.factOfAnotherHouse')
  return { fileId: entry.fileId, isOwn: entry.establishmentId === filesOf(ctx.actor) }
}
