import { eq } from 'drizzle-orm'
import { PATIENT_CLASSES } from '#app/features/record/contract.ts'
import {
  changeLocalId,
  declareGp,
  mergeFiles,
  openFile,
  recordConsent,
  recordStay,
  removeGp,
  updateIdentity,
} from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { timed } from '#app/kernel/step-timing.server.ts'
import { patientFiles } from '#db/schema/record.ts'
import { formerLocalIds } from '#db/schema/vigilance.ts'
import { isLatestWord } from '../feed-subjects.server.ts'
import type { FilingSource } from '../filing-source.ts'
import { provenanceOf } from '../filing-source.ts'
import type { Admission } from '../formats/hl7v2/intents.ts'
import { movementOf } from '../movements.ts'
import { changesOf, localIdOf, nameOf, saidOf, unitOf } from '../rules.ts'
import { fileClinical } from './file-clinical.server.ts'
import { keepMovement } from './keep-movement.server.ts'
import { resolveUnit } from './resolve-unit.server.ts'

/** An admission message: the patient as this establishment says them, their GP, their consents, their stay. */
export async function fileAdmission(ctx: Ctx, admission: Admission, source: FilingSource): Promise<void> {
  if (admission.meaning === 'merge' || admission.meaning === 'changeOfId') {
    await joinFiles(ctx, admission, source)
    return
  }
  const { fileId, isLatest } = await timed('file: match and keep the identity', () =>
    fileOf(ctx, admission, source),
  )
  if (isLatest) await timed('file: declared GP', () => fileGp(ctx, fileId, admission.declaredGp))
  await timed('file: consent', () => fileConsent(ctx, fileId, admission, source))
  await timed('file: stay', () => fileStay(ctx, fileId, admission, source))
  await timed('file: allergies, diagnoses, values', () => fileClinical(ctx, fileId, admission, source))
}

/** Whom the patient has declared to the insurance. What the message does not say stays as it was. */
async function fileGp(ctx: Ctx, fileId: string, gp: Admission['declaredGp']) {
  if (!gp) return
  if (gp.action === 'end') await removeGp(ctx, { fileId, rpps: gp.rpps })
  else if (gp.rpps) await declareGp(ctx, { fileId, rpps: gp.rpps, name: nameOf(gp) })
}

async function fileConsent(ctx: Ctx, fileId: string, { consent, saidAt }: Admission, source: FilingSource) {
  if (!consent) return
  await ctx.write(async ({ tx }) => {
    const said = { kind: 'consent' as const, number: fileId, saidAt: saidAt?.at ?? source.receivedAt }
    if (!(await isLatestWord(tx, ctx, said))) return
    await recordConsent(ctx, {
      fileId,
      sharedRecordStatus: consent.dmpStatus ?? undefined,
      sharedRecordStatusOn: consent.dmpStatusOn ?? undefined,
      isAccessAuthorised: consent.isAccessAuthorised ?? undefined,
      opposesBreakGlass: consent.isBreakGlassOpposed ?? undefined,
      opposesDispatchCentre: consent.isRegulationCentreOpposed ?? undefined,
      opposesDeposit: consent.isFeedingOpposed ?? undefined,
      consentsToConsultation: consent.isConsultationConsented ?? undefined,
      consentsToTextMessages: consent.isTextMessageConsented ?? undefined,
      identityMode: consent.identityMode ?? undefined,
      insCheckedOn: consent.insCheckedOn ?? undefined,
      identityDocument: consent.identityDocument ?? undefined,
      identityDocumentUntil: consent.identityDocumentUntil ?? undefined,
    })
  })
}

/** A40 and A47: numbers of the establishment that cease (MRG-1) for the one that stays (PID-3). */
async function joinFiles(ctx: Ctx, admission: Admission, source: FilingSource) {
  const survivor = localIdOf(admission.identity, source.patientAuthority)
  const former = localIdOf({ ...admission.identity, localIds: admission.formerIds }, source.patientAuthority)
  if (!survivor || !former) throw new DomainError('conflict', 'exchange.needsIdentityVigilance')
  if (survivor === former) return
  if (admission.meaning === 'changeOfId') {
    await changeLocalId(ctx, { from: former, to: survivor })
    return
  }
  // The one that stays may be news: the merge is then the first word on it.
  if (!(await ownFileOf(ctx, survivor))) await openFile(ctx, saidOf(admission, source))
  await mergeFiles(ctx, { survivorLocalId: survivor, mergedLocalId: former })
}

/** The file, brought up to date unless a later message has spoken of this person already. */
async function fileOf(
  ctx: Ctx,
  admission: Admission,
  source: FilingSource,
): Promise<{ fileId: string; isLatest: boolean }> {
  const localId = localIdOf(admission.identity, source.patientAuthority)
  if (!localId) return { fileId: (await openFile(ctx, saidOf(admission, source))).fileId, isLatest: true }
  const saidAt = admission.saidAt?.at ?? source.receivedAt
  const word = { kind: 'identity' as const, number: localId, saidAt }
  const isLatest = await ctx.write(({ tx }) => isLatestWord(tx, ctx, word))
  const known = isLatest && admission.event !== 'A31' ? null : await ownFileOf(ctx, localId)
  if (known && !isLatest) return { fileId: known, isLatest }
  // A31 is said of a patient who is known: what another establishment has proven goes to identity vigilance.
  const { fileId } = known
    ? await updateIdentity(ctx, changesOf(admission, source))
    : await openFile(ctx, saidOf(admission, source))
  return { fileId, isLatest }
}

/** Numbers that ceased still find the file they were of. */
const ownFileOf = (ctx: Ctx, localId: string): Promise<string | null> =>
  ctx.read(async (tx) => {
    const [file] = await tx
      .select({ id: patientFiles.id })
      .from(patientFiles)
      .where(eq(patientFiles.localId, localId))
      .limit(1)
    if (file) return file.id
    const [former] = await tx
      .select({ id: formerLocalIds.fileId })
      .from(formerLocalIds)
      .where(eq(formerLocalIds.localId, localId))
      .limit(1)
    return former?.id ?? null
  })

async function fileStay(ctx: Ctx, fileId: string, admission: Admission, source: FilingSource) {
  const { visit } = admission
  if (!visit?.visitNumber) return
  await ctx.write(async ({ tx }) => {
    // Movements keep the sender's own code: what it means may be said later, and then holds for all of them.
    const named = unitOf(visit)
    const said = movementOf(admission, { receivedAt: source.receivedAt, unit: named.code ?? named.label })
    if (!said) return
    const { patientClass, unit, ...stay } = await keepMovement(tx, ctx, said)
    const isNamed = unit === (named.code ?? named.label)
    const where = isNamed ? named : { code: unit, label: null }
    await recordStay(ctx, {
      ...stay,
      unit: await resolveUnit(tx, ctx, source.connectionId, where),
      fileId,
      visitNumber: said.visitNumber,
      patientClass: PATIENT_CLASSES.find((known) => known === patientClass) ?? 'N',
      ...provenanceOf(source),
    })
  })
}
