import { z } from 'zod'
import { defineChannel } from '#app/kernel/channels.server.ts'
import { canWatchExchange } from './policy.ts'
import { exchangeRoom } from './realtime.ts'

/** Who may listen to an establishment's feeds: whoever watches them there. */
export const exchangeChannel = defineChannel('exchange', z.object({}), async (ctx) =>
  canWatchExchange(ctx.actor) && ctx.actor.establishmentId
    ? exchangeRoom(ctx.regionId, ctx.actor.establishmentId)
    : null,
)
