import { MINUTE } from '#app/kernel/durations.ts'

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
