import { eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { referrals } from '#db/schema/referrals.ts'
import { canDecide } from '../policy.ts'
import { isAskerOf, moveReferral, type SentReferral } from './move.server.ts'

/** Somebody of the service has opened it: whoever asked is told. Once, and nothing for any other state or reader. */
export async function receiveReferral(ctx: Ctx, referralId: string): Promise<void> {
  if (!canDecide(ctx.actor)) return
  const [seen] = await ctx.read((tx) =>
    tx
      .select({ state: referrals.state, askedBy: referrals.askedBy })
      .from(referrals)
      .where(eq(referrals.id, referralId)),
  )
  if (seen?.state !== 'sent' || isAskerOf(ctx, seen)) return
  await ctx.write(async (unit) => {
    const [row] = await unit.tx.select().from(referrals).where(eq(referrals.id, referralId)).for('update')
    // Opened by two at once: the first one told.
    if (row?.state !== 'sent') return
    await moveReferral(ctx, unit, row as SentReferral, 'receive', { receivedAt: ctx.now() })
  })
}
