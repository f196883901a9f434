import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { patients } from '#db/schema/record.ts'
import {
  type AskedIdentity,
  referralDocuments,
  referralMembers,
  referralServices,
  referrals,
} from '#db/schema/referrals.ts'
import type { Tx } from '#db/scope.ts'
import { ReferralSent, type SendReferral } from '../contract.ts'
import { dueAtOf } from '../rules.ts'
import { draftOf, valuesOf } from './draft.server.ts'
import { writeAct } from './move.server.ts'

/** Asks. The draft becomes the request in one step: pressed twice, or after a death in between, it is one. */
export async function sendReferral(
  ctx: Ctx,
  patientId: string,
  said: SendReferral,
): Promise<{ referralId: string }> {
  return ctx.write(async (unit) => {
    const { tx, audit, emit } = unit
    const draft = await draftOf(tx, ctx, { patientId, referralId: said.referralId })
    if (!draft) return { referralId: said.referralId }
    const [service, identity, [along]] = await Promise.all([
      receivingService(tx, ctx, said),
      identityOf(tx, patientId),
      tx
        .select({ count: sql<number>`count(*)::int` })
        .from(referralDocuments)
        .where(eq(referralDocuments.referralId, draft.id)),
    ])
    const sentAt = ctx.now()
    await tx
      .update(referrals)
      .set({
        ...valuesOf(ctx, said),
        establishmentId: service.establishmentId,
        identity,
        state: 'sent',
        sentAt,
        dueAt: dueAtOf(sentAt, said.urgency),
        version: draft.version + 1,
      })
      .where(eq(referrals.id, draft.id))
    await writeAct(ctx, unit, draft.id, 'send')
    const more = { patientId, detail: { kind: said.kind, to: service.id, documents: along!.count } }
    await audit('referrals.referral.send', `referral/${draft.id}`, more)
    await emit(ReferralSent, {
      referralId: draft.id,
      patientId,
      askedBy: ctx.actor.id!,
      serviceId: service.id,
      establishmentId: service.establishmentId,
      kind: said.kind,
      urgency: said.urgency,
    })
    return { referralId: draft.id }
  })
}

/** An open service of another house that takes this; the one wished for is among its people. */
async function receivingService(tx: Tx, ctx: Ctx, said: SendReferral) {
  const [service] = await tx.select().from(referralServices).where(eq(referralServices.id, said.serviceId))
  const takes = said.kind === 'advice' ? service?.takesAdvice : service?.takesReferrals
  if (!service || service.closedAt || !takes) throw new DomainError('conflict', 'referrals.serviceClosed')
  if (service.establishmentId === ctx.actor.establishmentId)
    throw new DomainError('conflict', 'referrals.ownHouse')
  if (said.wishedPersonId) {
    const [member] = await tx
      .select({ personId: referralMembers.personId })
      .from(referralMembers)
      .where(
        and(eq(referralMembers.serviceId, service.id), eq(referralMembers.personId, said.wishedPersonId)),
      )
    if (!member) throw new DomainError('conflict', 'referrals.wishedLeft')
  }
  return service
}

/** Enough to know whom it is about, and no more: the receivers may not open this patient yet. */
async function identityOf(tx: Tx, patientId: string): Promise<AskedIdentity> {
  const [patient] = await tx
    .select({
      birthName: patients.birthName,
      firstGivenName: patients.firstGivenName,
      usedName: patients.usedName,
      birthDate: patients.birthDate,
      sex: patients.sex,
      insMatricule: patients.insMatricule,
      deceasedAt: patients.deceasedAt,
      phone: sql<string | null>`(
        select f.phone from patient_files f
        where f.region_id = ${patients.regionId} and f.patient_id = ${patients.id}
          and f.establishment_id = (select app.files_of()) and f.phone is not null limit 1)`,
    })
    .from(patients)
    .where(eq(patients.id, patientId))
  const { deceasedAt, ...identity } = patient!
  if (deceasedAt) throw new DomainError('conflict', 'referrals.deceased')
  return identity
}
