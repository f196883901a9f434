import { eq, sql } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { parseTimestamp } from '#app/kernel/zoned-time.ts'
import { referralServices } from '#db/schema/referrals.ts'
import { regions } from '#db/schema/regions.ts'
import type { Act, ReferralAct } from '../contract.ts'
import { canDecide, canSeeRequests } from '../policy.ts'
import { requestNote } from '../record-note.ts'
import { answerReferral } from './answer-referral.server.ts'
import { lockReferral, moveReferral, type SentReferral } from './move.server.ts'

type Input = Exclude<ReferralAct, { intent: 'printed' | 'send_on' }>

/** One act of one side on a request that was sent; what it begins or ends is begun or ended in the same step. */
export async function actOnReferral(ctx: Ctx, referralId: string, input: Input): Promise<void> {
  const isAskers = input.intent === 'give_info' || input.intent === 'cancel'
  if (!(isAskers ? canSeeRequests : canDecide)(ctx.actor))
    throw new DomainError('forbidden', 'referrals.decidingNotAllowed')
  if (input.intent === 'answer') return answerReferral(ctx, referralId, input)
  return ctx.write(async (unit) => {
    const act: Act = input.intent
    const of = { referralId, expectedVersion: input.expectedVersion }
    const referral = await lockReferral(unit, ctx, of, act)
    await moveReferral(ctx, unit, referral, act, await changesOf(ctx, unit, referral, input))
  })
}

async function changesOf(ctx: Ctx, unit: Unit, referral: SentReferral, input: Input) {
  const { tx } = unit
  switch (input.intent) {
    case 'accept':
      await accept(ctx, unit, referral)
      return {}
    case 'schedule':
      // A date by hand takes the place of the agenda's: it was moved, and the agenda has not said so yet.
      return { scheduledFor: await momentOf(ctx, unit, input), appointmentEntryId: null }
    case 'refuse': {
      const { reason, note, redirectServiceId } = input
      if (redirectServiceId) {
        const [onwards] = await tx
          .select({ id: referralServices.id })
          .from(referralServices)
          .where(eq(referralServices.id, redirectServiceId))
        if (!onwards || onwards.id === referral.serviceId)
          throw new DomainError('conflict', 'referrals.serviceClosed')
      }
      return { refusalReason: reason, note, redirectServiceId: redirectServiceId ?? null }
    }
    case 'cancel':
      if (referral.requestEntryId) await tx.execute(sql`select app.call_off_referral(${referral.id}::uuid)`)
      return { note: input.note }
    case 'ask_info':
    case 'give_info':
      return { note: input.note }
    default:
      return {}
  }
}

/** The house gets its file and both sides their right: the condition and the rows are the function's own. */
async function accept(ctx: Ctx, { tx }: Unit, referral: SentReferral): Promise<void> {
  const [service] = await tx
    .select({ name: referralServices.name })
    .from(referralServices)
    .where(eq(referralServices.id, referral.serviceId))
  const said = { at: ctx.now(), ...requestNote(referral, service!.name) }
  await tx.execute(sql`select app.accept_referral(${referral.id}::uuid, ${JSON.stringify(said)}::jsonb)`)
}

/** Day and hour as the clock of the region says them. */
async function momentOf(ctx: Ctx, { tx }: Unit, { day, time }: { day: string; time: string }): Promise<Date> {
  const [region] = await tx
    .select({ timeZone: regions.timeZone })
    .from(regions)
    .where(eq(regions.id, ctx.regionId))
  const moment = parseTimestamp(`${day}${time}`.replaceAll(/[-:]/g, ''), region!.timeZone)?.at
  if (!moment || moment <= ctx.now()) throw new DomainError('invalid', 'referrals.datePast')
  return moment
}
