import { defineReaction } from '#app/kernel/reactions.ts'
import { SupportChanged } from './contract-support.ts'
import { SUPPORT_CHANGED, supportRoom } from './realtime.ts'

/** What this feature does when something happened; the outbox relay reads this list. */
export const reactions = [
  defineReaction(SupportChanged, {
    hints: ({ personId }, { regionId }) => [
      { room: supportRoom(regionId, personId), name: SUPPORT_CHANGED, ids: {} },
    ],
  }),
]
