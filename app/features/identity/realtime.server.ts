import { z } from 'zod'
import { defineChannel } from '#app/kernel/channels.server.ts'
import { supportRoom } from './realtime.ts'

/** Whether the support sees one's screens: everybody hears of their own. */
export const supportChannel = defineChannel('support', z.object({}), async ({ actor, regionId }) =>
  actor.kind === 'person' && actor.id ? supportRoom(regionId, actor.id) : null,
)
