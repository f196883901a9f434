import { z } from 'zod'
import { defineChannel } from '#app/kernel/channels.server.ts'
import { canOversee } from './policy.ts'
import { overseersRoom } from './realtime.ts'

/** Whether something waits for a verdict, for those who give it. */
export const oversightChannel = defineChannel('oversight', z.object({}), async ({ actor, regionId }) =>
  canOversee(actor) ? overseersRoom(regionId) : null,
)
