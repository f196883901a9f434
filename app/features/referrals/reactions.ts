import { EntryFiled, EntryWithdrawn } from '#app/features/record/contract.ts'
import type { EventDef, EventPayload } from '#app/kernel/events.ts'
import { defineReaction, request } from '#app/kernel/reactions.ts'
import {
  ReferralAccepted,
  ReferralAnswered,
  ReferralCancelled,
  ReferralInfoAsked,
  ReferralInfoGiven,
  ReferralReceived,
  ReferralRefused,
  ReferralScheduled,
  ReferralSent,
} from './contract.ts'
import { LinkAppointment } from './jobs.ts'
import { askerRoom, REFERRALS_CHANGED, referralRoom, serviceRoom } from './realtime.ts'

const moves = [
  ReferralSent,
  ReferralReceived,
  ReferralInfoAsked,
  ReferralInfoGiven,
  ReferralAccepted,
  ReferralScheduled,
  ReferralAnswered,
  ReferralRefused,
  ReferralCancelled,
] as const

/** Both sides' open pages move: the request's own, the asker's list, the queue of the service. */
export const reactions = [
  ...moves.map((event) =>
    defineReaction(event as EventDef, {
      hints: (payload, { regionId }) => {
        const { referralId, askedBy, serviceId } = payload as EventPayload<typeof ReferralAccepted>
        return [
          referralRoom(regionId, referralId),
          askerRoom(regionId, askedBy),
          serviceRoom(regionId, serviceId),
        ].map((room) => ({ room, name: REFERRALS_CHANGED, ids: { referralId } }))
      },
    }),
  ),
  defineReaction(EntryFiled, {
    jobs: ({ entryId, kind }) => (kind === 'appointment' ? [request(LinkAppointment, { entryId })] : []),
  }),
  defineReaction(EntryWithdrawn, { jobs: ({ entryId }) => [request(LinkAppointment, { entryId })] }),
]
