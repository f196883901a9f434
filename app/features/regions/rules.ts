import { MINUTE } from '#app/kernel/durations.ts'
import type { EstablishmentState } from './contract.ts'

/** An event is tried within a second as a rule; this long says that nothing takes them any more. */
export const STALLED_AFTER_MS = 5 * MINUTE

export type FlowState = 'stalled' | 'parked' | 'fine'

/** What an administrator should know first: nothing moves, something needs them, all is well. */
export function flowState(
  flow: { oldestUntriedAt: string | null; parked: readonly unknown[] },
  now: Date,
): FlowState {
  const waitedMs = flow.oldestUntriedAt ? now.getTime() - Date.parse(flow.oldestUntriedAt) : 0
  if (waitedMs > STALLED_AFTER_MS) return 'stalled'
  return flow.parked.length > 0 ? 'parked' : 'fine'
}

export const stateOf = (e: { suspendedAt: Date | null; closedAt: Date | null }): EstablishmentState =>
  e.closedAt ? 'closed' : e.suspendedAt ? 'suspended' : 'open'

/** Closed is the end of it: what was there stays readable to those it was shared with. */
const NEXT: Record<
  EstablishmentState,
  Partial<Record<'suspend' | 'resume' | 'close', EstablishmentState>>
> = {
  open: { suspend: 'suspended', close: 'closed' },
  suspended: { resume: 'open', close: 'closed' },
  closed: {},
}
export const nextState = (from: EstablishmentState, act: 'suspend' | 'resume' | 'close') =>
  NEXT[from][act] ?? null

/** Two administrators, so that a leave stops nothing; a doctor alone has the region to fall back on. (TEN-03) */
export const administratorsWanted = (kind: string) => (kind === 'practice' ? 1 : 2)
