import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { HOUR } from '#app/kernel/durations.ts'
import { appointments } from '#db/schema/clinical.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { referrals } from '#db/schema/referrals.ts'
import { moveReferral, type SentReferral } from './move.server.ts'

type Linked = 'linked' | 'moved' | 'called_off' | 'none'
const NEAR_MS = 12 * HOUR

/**
 * The agenda of a house told an appointment of a patient (HL7 SIU): the request that waits for one gets it, or follows
 * the one it has. Two that could be meant are left to people.
 */
export async function linkAppointment(ctx: Ctx, { entryId }: { entryId: string }): Promise<Linked> {
  return ctx.write(async (unit) => {
    const { tx } = unit
    const [entry] = await tx
      .select({
        patientId: recordEntries.patientId,
        establishmentId: recordEntries.establishmentId,
        status: recordEntries.status,
        startsAt: appointments.startsAt,
      })
      .from(appointments)
      .innerJoin(recordEntries, eq(recordEntries.id, appointments.entryId))
      .where(eq(appointments.entryId, entryId))
    if (!entry || entry.establishmentId !== ctx.actor.establishmentId) return 'none'
    const waiting = (await tx
      .select()
      .from(referrals)
      .where(
        and(
          sql`${referrals.id} = any (app.referrals_of(${entry.patientId}::uuid))`,
          eq(referrals.establishmentId, entry.establishmentId),
          sql`${referrals.state} in ('accepted', 'scheduled')`,
        ),
      )
      .for('update')) as SentReferral[]
    const held = waiting.find((referral) => referral.appointmentEntryId === entryId)
    const isOff = entry.status !== 'current'
    if (held && isOff) {
      // Waits again, and its time with it.
      const back = { scheduledFor: null, appointmentEntryId: null, settledAt: null }
      await moveReferral(ctx, unit, held, 'unschedule', back)
      return 'called_off'
    }
    const { startsAt } = entry
    if (isOff || startsAt <= ctx.now()) return 'none'
    if (held && held.scheduledFor?.getTime() === startsAt.getTime()) return 'none'
    const referral = held ?? meant(waiting, startsAt)
    if (!referral) return 'none'
    await moveReferral(ctx, unit, referral, 'schedule', {
      scheduledFor: startsAt,
      appointmentEntryId: entryId,
    })
    return held ? 'moved' : 'linked'
  })
}

/** The one that somebody gave this very date already, else the only one without an appointment. */
function meant(waiting: SentReferral[], startsAt: Date): SentReferral | undefined {
  const free = waiting.filter((referral) => referral.appointmentEntryId === null)
  const near = free.filter(
    ({ scheduledFor }) => scheduledFor && Math.abs(scheduledFor.getTime() - startsAt.getTime()) < NEAR_MS,
  )
  if (near.length === 1) return near[0]
  const undated = free.filter(({ scheduledFor }) => scheduledFor === null)
  return near.length === 0 && undated.length === 1 ? undated[0] : undefined
}
