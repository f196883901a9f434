import { eq } from 'drizzle-orm'
import { PATIENT_CLASSES } from '#app/features/record/contract.ts'
import { declareGp, openFile, recordConsent, recordStay } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { patientFiles } from '#db/schema/record.ts'
import { isLatestWord } from '../feed-subjects.server.ts'
import type { FilingSource } from '../filing-source.ts'
import { provenanceOf } from '../filing-source.ts'
import type { Admission } from '../formats/hl7v2/intents.ts'
import { movementOf } from '../movements.ts'
import { localIdOf, saidOf, unitOf } from '../rules.ts'
import { keepMovement } from './keep-movement.server.ts'
import { resolveUnit } from './resolve-unit.server.ts'

/** An admission message: the patient as this establishment says them, their GP, their consents, their stay. */
export async function fileAdmission(ctx: Ctx, admission: Admission, source: FilingSource): Promise<void> {
  if (admission.meaning === 'merge' || admission.meaning === 'changeOfId')
    throw new DomainError('conflict', 'exchange.needsIdentityVigilance')
  const fileId = await fileOf(ctx, admission, source)
  const gp = admission.declaredGp
  if (gp?.action === 'declare' && gp.rpps) await declareGp(ctx, { fileId, rpps: gp.rpps })
  await fileConsent(ctx, fileId, admission, source)
  await fileStay(ctx, fileId, admission, source)
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

/** The file, brought up to date unless a later message has spoken of this person already. */
async function fileOf(ctx: Ctx, admission: Admission, source: FilingSource): Promise<string> {
  const localId = localIdOf(admission.identity, source.patientAuthority)
  const saidAt = admission.saidAt?.at ?? source.receivedAt
  const known = localId
    ? await ctx.write(async ({ tx }) => {
        if (await isLatestWord(tx, ctx, { kind: 'identity', number: localId, saidAt })) return null
        const [file] = await tx
          .select({ id: patientFiles.id })
          .from(patientFiles)
          .where(eq(patientFiles.localId, localId))
          .limit(1)
        return file?.id ?? null
      })
    : null
  return known ?? (await openFile(ctx, saidOf(admission, source))).fileId
}

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
