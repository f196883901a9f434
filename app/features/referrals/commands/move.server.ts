import { eq } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { EventDef } from '#app/kernel/events.ts'
import { referralActs, referrals } from '#db/schema/referrals.ts'
import type { Act } from '../contract.ts'
import {
  ReferralAccepted,
  ReferralAnswered,
  ReferralCancelled,
  ReferralInfoAsked,
  ReferralInfoGiven,
  ReferralReceived,
  ReferralRefused,
  ReferralScheduled,
} from '../contract.ts'
import { isClosed, isReaction, moveOf, settles, sideOf } from '../rules.ts'

export type Referral = typeof referrals.$inferSelect
export type SentReferral = Referral & { serviceId: string; establishmentId: string; sentAt: Date }
type Changes = Partial<typeof referrals.$inferInsert>

/** Who is told of what. */
const EVENTS: Record<Act, EventDef> = {
  receive: ReferralReceived,
  ask_info: ReferralInfoAsked,
  give_info: ReferralInfoGiven,
  accept: ReferralAccepted,
  schedule: ReferralScheduled,
  unschedule: ReferralAccepted,
  answer: ReferralAnswered,
  refuse: ReferralRefused,
  cancel: ReferralCancelled,
}

/** Of the two sides of a request: whoever asked, or stands in for them, never decides on it as well. */
export const isAskerOf = (ctx: Ctx, { askedBy }: Pick<Referral, 'askedBy'>): boolean =>
  ctx.actor.grantees.includes(askedBy)

/** Locks a request for an act of this side, if it is where the page saw it. Two at once: the second sees the first. */
export async function lockReferral(
  { tx }: Pick<Unit, 'tx'>,
  ctx: Ctx,
  of: { referralId: string; expectedVersion?: number },
  act: Act,
): Promise<SentReferral> {
  const [row] = await tx.select().from(referrals).where(eq(referrals.id, of.referralId)).for('update')
  if (!row?.sentAt) throw new DomainError('not_found', 'referrals.notFound')
  const side = ctx.actor.kind === 'person' && isAskerOf(ctx, row) ? 'asker' : 'receiver'
  if (side !== sideOf(act)) throw new DomainError('forbidden', 'referrals.otherSide')
  if (of.expectedVersion !== undefined && row.version !== of.expectedVersion)
    throw new DomainError('stale', 'referrals.changed')
  if (!moveOf(row.state, act)) throw new DomainError('conflict', 'referrals.changed')
  return row as SentReferral
}

/** Writes where a request is now, who brought it there, and tells. */
export async function moveReferral(
  ctx: Ctx,
  unit: Unit,
  referral: SentReferral,
  act: Act,
  { note, ...changes }: Changes & { note?: string } = {},
): Promise<void> {
  const { tx, audit, emit } = unit
  const now = ctx.now()
  const state = moveOf(referral.state, act)!
  await tx
    .update(referrals)
    .set({
      state,
      version: referral.version + 1,
      updatedAt: now,
      ...(isReaction(act) && { reactedAt: referral.reactedAt ?? now }),
      ...(settles(referral.kind, act) && { settledAt: referral.settledAt ?? now }),
      ...(isClosed(state) && { closedAt: now }),
      ...changes,
    })
    .where(eq(referrals.id, referral.id))
  await writeAct(ctx, unit, referral.id, act, { note, scheduledFor: changes.scheduledFor })
  await audit(`referrals.referral.${act}`, `referral/${referral.id}`, { patientId: referral.patientId })
  const { id: referralId, patientId, askedBy, serviceId, establishmentId, kind } = referral
  await emit(EVENTS[act], { referralId, patientId, askedBy, serviceId, establishmentId, kind })
}

export const writeAct = (
  ctx: Ctx,
  { tx }: Pick<Unit, 'tx'>,
  referralId: string,
  act: Act | 'send',
  more: { note?: string; scheduledFor?: Date | null } = {},
) =>
  tx.insert(referralActs).values({
    referralId,
    act,
    at: ctx.now(),
    personId: ctx.actor.id,
    personName: ctx.actor.kind === 'person' ? ctx.actor.displayName : null,
    establishmentId: ctx.actor.establishmentId!,
    note: more.note ?? '',
    scheduledFor: more.scheduledFor ?? null,
  })
