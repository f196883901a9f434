import { DAY } from '#app/kernel/durations.ts'
import { type Act, type ReferralKind, type ReferralState, URGENCY_DAYS, type Urgency } from './contract.ts'

// How a request moves, by when it is due, how long it took. Pure: `now` is given.

/** From which states an act leads where. Whoever asked gives information and calls off; the service does the rest. */
const MOVES: Record<Act, { from: readonly ReferralState[]; to: ReferralState; by: 'asker' | 'receiver' }> = {
  receive: { from: ['sent'], to: 'received', by: 'receiver' },
  ask_info: { from: ['sent', 'received'], to: 'info_asked', by: 'receiver' },
  give_info: { from: ['info_asked'], to: 'received', by: 'asker' },
  accept: { from: ['sent', 'received', 'info_asked'], to: 'accepted', by: 'receiver' },
  schedule: { from: ['accepted', 'scheduled'], to: 'scheduled', by: 'receiver' },
  unschedule: { from: ['scheduled'], to: 'accepted', by: 'receiver' },
  answer: { from: ['accepted', 'scheduled'], to: 'answered', by: 'receiver' },
  refuse: { from: ['sent', 'received', 'info_asked'], to: 'refused', by: 'receiver' },
  cancel: { from: ['sent', 'received', 'info_asked', 'accepted', 'scheduled'], to: 'cancelled', by: 'asker' },
}

/** Where an act leads from a state; null when it does not. */
export const moveOf = (state: ReferralState, act: Act): ReferralState | null =>
  MOVES[act].from.includes(state) ? MOVES[act].to : null

export const sideOf = (act: Act) => MOVES[act].by

/** Which acts a state leaves to a side. */
export const actsOf = (state: ReferralState, by: 'asker' | 'receiver'): Act[] =>
  (Object.keys(MOVES) as Act[]).filter((act) => MOVES[act].by === by && moveOf(state, act) !== null)

export const isClosed = (state: ReferralState): boolean =>
  state === 'answered' || state === 'refused' || state === 'cancelled'

/** Waits for the service's first word. */
export const isNew = (state: ReferralState): boolean => state === 'sent' || state === 'received'

export const dueAtOf = (sentAt: Date, urgency: Urgency): Date =>
  new Date(sentAt.getTime() + URGENCY_DAYS[urgency] * DAY)

export type Times = {
  kind: ReferralKind
  state: ReferralState
  sentAt: Date | string | null
  dueAt: Date | string | null
  reactedAt: Date | string | null
  settledAt: Date | string | null
}

/** Neither opinion nor date, and the time that the urgency gives is over. */
export const isLate = ({ state, dueAt, settledAt }: Times, now: Date): boolean =>
  state !== 'draft' && !isClosed(state) && !settledAt && dueAt !== null && new Date(dueAt) < now

/** What settles a request: the opinion, or for who is to be taken into care the first date. */
export const settles = (kind: ReferralKind, act: Act): boolean =>
  act === 'answer' || (act === 'schedule' && kind === 'referral')

/** The first word of the service, whatever it is; opening a request is none. */
export const isReaction = (act: Act): boolean =>
  sideOf(act) === 'receiver' && act !== 'receive' && act !== 'unschedule'

/** How long asker and patient waited, in milliseconds; null while they still do. */
export function waitsOf({ sentAt, reactedAt, settledAt }: Times): {
  reaction: number | null
  answer: number | null
} {
  const since = (at: Date | string | null) =>
    sentAt && at ? new Date(at).getTime() - new Date(sentAt).getTime() : null
  return { reaction: since(reactedAt), answer: since(settledAt) }
}
