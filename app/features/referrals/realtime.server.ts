import { and, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { defineChannel } from '#app/kernel/channels.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { referrals } from '#db/schema/referrals.ts'
import { canSeeRequests } from './policy.ts'
import { ownServiceIds } from './queries/own-services.server.ts'
import { askerRoom, referralRoom, serviceRoom } from './realtime.ts'

/** May listen to a request whoever may read it: the database answers. */
export const referralChannel = defineChannel(
  'referral',
  z.object({ referralId: z.uuid() }),
  async (ctx, { referralId }) => {
    const [seen] = await ctx.read((tx) =>
      tx.select({ id: referrals.id }).from(referrals).where(eq(referrals.id, referralId)),
    )
    return seen ? referralRoom(ctx.regionId, referralId) : null
  },
  async (ctx, { referralId }, since) => {
    const [changed] = await ctx.read((tx) =>
      tx
        .select({ id: referrals.id })
        .from(referrals)
        .where(and(eq(referrals.id, referralId), gt(referrals.updatedAt, since))),
    )
    return changed !== undefined
  },
)

/** One's own requests and the queues of one's services. */
export const referralsChannel = defineChannel('referrals', z.object({}), async (ctx: Ctx) => {
  const { actor, regionId } = ctx
  if (!canSeeRequests(actor)) return null
  const askers = [actor.id!, ...(actor.standsInFor ?? [])]
  const services = await ctx.read((tx) => ownServiceIds(tx))
  return [
    ...askers.map((personId) => askerRoom(regionId, personId)),
    ...services.map((serviceId) => serviceRoom(regionId, serviceId)),
  ]
})
