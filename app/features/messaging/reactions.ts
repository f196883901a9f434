import {
  EntryFiled,
  type EntryKind,
  EntryMoved,
  NoticesChanged,
  PatientDied,
} from '#app/features/record/contract.ts'
import { defineReaction, request } from '#app/kernel/reactions.ts'
import { RouteChange, TellCircle, TellDeath } from './jobs.ts'

/** Facts that a record is made of are no news by themselves: the paper they come with is. */
const NEVER_NEWS: readonly EntryKind[] = ['measure', 'condition', 'treatment', 'allergy', 'message', 'task']

/** What this feature does when something happened; the outbox relay reads this list. */
export const reactions = [
  defineReaction(EntryFiled, {
    jobs: ({ entryId, patientId, kind }, { actorId }) =>
      NEVER_NEWS.includes(kind) ? [] : [request(TellCircle, { entryId, patientId, butNot: actorId })],
  }),
  defineReaction(PatientDied, {
    jobs: ({ patientId }, { actorId }) => [request(TellDeath, { patientId, butNot: actorId })],
  }),
  defineReaction(NoticesChanged, {
    jobs: ({ personId, changedEntryId }) =>
      changedEntryId ? [request(RouteChange, { personId, entryId: changedEntryId })] : [],
  }),
  defineReaction(EntryMoved, {
    jobs: ({ entryId, readerIds }) =>
      readerIds.map((personId) => request(RouteChange, { personId, entryId }, personId)),
  }),
]
