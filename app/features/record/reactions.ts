import type { EventDef, EventPayload } from '#app/kernel/events.ts'
import type { Origin } from '#app/kernel/jobs.ts'
import { defineReaction, type Hint, request } from '#app/kernel/reactions.ts'
import { granteeRoom } from '#app/kernel/rooms.ts'
import {
  CircleChanged,
  DelegationEnded,
  EntryFiled,
  EntryMoved,
  EntrySent,
  EntryTransmitted,
  EntryWithdrawn,
  FileChanged,
  IdentityDecided,
  NoticesChanged,
  PastEntryFiled,
  RelationBegan,
  RelationEnded,
  ReviewChanged,
  WRITTEN_KINDS,
} from './contract.ts'
import { ReadWords, TellReaders } from './jobs.ts'
import {
  CIRCLE_CHANGED,
  circleRoom,
  IDENTITIES_CHANGED,
  identitiesRoom,
  NOTICES_CHANGED,
  noticesRoom,
  patientRoom,
  RECORD_CHANGED,
} from './realtime.ts'

const tellPatientsReaders = (event: { patientId: string }, { regionId }: Origin): Hint[] => [
  { room: patientRoom(regionId, event.patientId), name: RECORD_CHANGED, ids: { patientId: event.patientId } },
]
const tellBoth = (event: { fromPatientId: string; toPatientId: string }, origin: Origin): Hint[] =>
  [event.fromPatientId, event.toPatientId].flatMap((patientId) => tellPatientsReaders({ patientId }, origin))
const tellVigilance = ({ regionId, establishmentId }: Origin): Hint[] =>
  establishmentId
    ? [{ room: identitiesRoom(regionId, establishmentId), name: IDENTITIES_CHANGED, ids: {} }]
    : []
const aboutPatient = [
  FileChanged,
  EntryFiled,
  EntryWithdrawn,
  EntrySent,
  EntryTransmitted,
  RelationBegan,
] as const

/** What this feature does when something happened; the outbox relay reads this list. */
export const reactions = [
  ...aboutPatient.map((event) =>
    defineReaction(event as EventDef, {
      hints: (payload, origin) =>
        tellPatientsReaders(payload as EventPayload<(typeof aboutPatient)[number]>, origin),
    }),
  ),
  defineReaction(EntryFiled, {
    jobs: ({ entryId, kind, replaced = [] }, { actorId }) => [
      ...replaced.map((held) => request(TellReaders, { entryId: held, butNot: actorId }, held)),
      ...(WRITTEN_KINDS.includes(kind) ? [request(ReadWords, { entryId })] : []),
    ],
  }),
  defineReaction(PastEntryFiled, { jobs: ({ entryId }) => [request(ReadWords, { entryId })] }),
  defineReaction(EntryWithdrawn, {
    jobs: ({ entryId }, { actorId }) => [request(TellReaders, { entryId, butNot: actorId })],
  }),
  defineReaction(NoticesChanged, {
    hints: ({ personId }, { regionId }) => [
      { room: noticesRoom(regionId, personId), name: NOTICES_CHANGED, ids: {} },
    ],
  }),
  defineReaction(IdentityDecided, {
    hints: (event, origin) => [...tellBoth(event, origin), ...tellVigilance(origin)],
  }),
  defineReaction(ReviewChanged, { hints: (_, origin) => tellVigilance(origin) }),
  defineReaction(EntryMoved, {
    hints: (event, origin) => [
      ...tellBoth(event, origin),
      ...event.readerIds.map((personId) => ({
        room: noticesRoom(origin.regionId, personId),
        name: NOTICES_CHANGED,
        ids: {},
      })),
    ],
  }),
  defineReaction(CircleChanged, {
    hints: (event, origin) => [
      ...tellPatientsReaders(event, origin),
      { room: circleRoom(origin.regionId, event.establishmentId), name: CIRCLE_CHANGED, ids: {} },
    ],
  }),
  // Whichever patients the deputy has open: the pages ask again, and the sockets come back as who they are now.
  defineReaction(DelegationEnded, {
    hints: ({ deputyId }, { regionId }) => [
      { room: granteeRoom(regionId, deputyId), name: RECORD_CHANGED, ids: {} },
    ],
    evictions: ({ deputyId }, { regionId }) => [{ room: null, who: granteeRoom(regionId, deputyId) }],
  }),
  // The open page asks again and is told "not found", and hears no more. The grantee is told in a room of
  // their own: nothing keeps a hint to the patient's room ahead of the leaving.
  defineReaction(RelationEnded, {
    hints: (event, origin) => [
      ...tellPatientsReaders(event, origin),
      {
        room: granteeRoom(origin.regionId, event.granteeId),
        name: RECORD_CHANGED,
        ids: { patientId: event.patientId },
      },
    ],
    evictions: ({ patientId, granteeId }, { regionId }) => [
      { room: patientRoom(regionId, patientId), who: granteeRoom(regionId, granteeId) },
    ],
  }),
]
