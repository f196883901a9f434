import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { patients } from '#db/schema/record.ts'
import { referrals } from '#db/schema/referrals.ts'
import type { Tx } from '#db/scope.ts'
import type { ReferralForm } from '../contract.ts'
import { canAsk } from '../policy.ts'
import { lockDraft } from './locks.server.ts'

export type Draft = typeof referrals.$inferSelect
type Written = Pick<
  Extract<ReferralForm, { intent: 'save' }>,
  'kind' | 'urgency' | 'question' | 'wishedPersonId' | 'isPatientInformed' | 'serviceId'
>
type Of = { patientId: string; referralId: string }

/**
 * The one draft that this doctor has about this patient, for whoever writes to it now. Null: what the page knows was
 * sent meanwhile, and a late keystroke makes no second one.
 */
export async function draftOf(tx: Tx, ctx: Ctx, { patientId, referralId }: Of): Promise<Draft | null> {
  if (!canAsk(ctx.actor)) throw new DomainError('forbidden', 'referrals.askingNotAllowed')
  const [seen] = await tx.select({ id: patients.id }).from(patients).where(eq(patients.id, patientId))
  if (!seen) throw new DomainError('not_found', 'record.patientNotFound')
  await lockDraft(tx, ctx, patientId)
  const [named] = await tx
    .select({ state: referrals.state, askedBy: referrals.askedBy })
    .from(referrals)
    .where(eq(referrals.id, referralId))
  if (named && named.state !== 'draft') return null
  const [kept] = await tx
    .select()
    .from(referrals)
    .where(
      and(
        eq(referrals.patientId, patientId),
        eq(referrals.askedBy, ctx.actor.id!),
        eq(referrals.state, 'draft'),
      ),
    )
    .for('update')
  if (kept) return kept
  const [made] = await tx
    .insert(referrals)
    .values({
      id: referralId,
      patientId,
      askedBy: ctx.actor.id!,
      askerEstablishmentId: ctx.actor.establishmentId!,
      askerName: ctx.actor.displayName,
      askerRpps: sql`(select p.rpps from people p where p.id = ${ctx.actor.id}::uuid)`,
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .returning()
  return made!
}

/** Keeps what is written so far; nobody else sees it. */
export async function saveDraft(ctx: Ctx, of: Of, written: Written): Promise<void> {
  await ctx.write(async ({ tx }) => {
    const draft = await draftOf(tx, ctx, of)
    if (draft) await tx.update(referrals).set(valuesOf(ctx, written)).where(eq(referrals.id, draft.id))
  })
}

export const valuesOf = (ctx: Ctx, written: Written) => ({
  kind: written.kind,
  urgency: written.urgency,
  question: written.question,
  serviceId: written.serviceId ?? null,
  wishedPersonId: written.wishedPersonId ?? null,
  isPatientInformed: written.isPatientInformed,
  updatedAt: ctx.now(),
})

export async function discardDraft(ctx: Ctx, { patientId }: Of): Promise<void> {
  if (!canAsk(ctx.actor)) throw new DomainError('forbidden', 'referrals.askingNotAllowed')
  await ctx.write(async ({ tx }) => {
    await lockDraft(tx, ctx, patientId)
    await tx
      .delete(referrals)
      .where(
        and(
          eq(referrals.patientId, patientId),
          eq(referrals.askedBy, ctx.actor.id!),
          eq(referrals.state, 'draft'),
        ),
      )
  })
}
