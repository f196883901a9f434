import { defineReaction, type Hint, request } from '#app/kernel/reactions.ts'
import { GlassBroken, GlassReviewed, UnusualFound } from './contract.ts'
import { MailOfficers } from './jobs.ts'
import { OVERSIGHT_CHANGED, overseersRoom } from './realtime.ts'

const tellOfficers = (regionId: string): Hint => ({
  room: overseersRoom(regionId),
  name: OVERSIGHT_CHANGED,
  ids: {},
})

/** What this feature does when something happened; the outbox relay reads this list. */
export const reactions = [
  defineReaction(GlassBroken, {
    jobs: ({ accessId, establishmentId }) => [request(MailOfficers, { accessId, establishmentId })],
    hints: (_, { regionId }) => [tellOfficers(regionId)],
  }),
  defineReaction(UnusualFound, { hints: (_, { regionId }) => [tellOfficers(regionId)] }),
  defineReaction(GlassReviewed, { hints: (_, { regionId }) => [tellOfficers(regionId)] }),
]
