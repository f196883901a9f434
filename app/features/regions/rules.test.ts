import { expect, test } from 'vitest'
import { flowState, nextState, STALLED_AFTER_MS } from './rules.ts'

const now = new Date('2026-03-02T09:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms).toISOString()

test.each([
  ['nothing waits', null, 0, 'fine'],
  ['events are under way', ago(2000), 0, 'fine'],
  ['one waits as long as it may', ago(STALLED_AFTER_MS), 0, 'fine'],
  ['one waits too long', ago(STALLED_AFTER_MS + 1), 0, 'stalled'],
  ['some were set aside', null, 1, 'parked'],
  ['nothing moves, and some were set aside', ago(STALLED_AFTER_MS + 1), 1, 'stalled'],
] as const)('%s: %s, %d', (_, oldestUntriedAt, parked, state) => {
  expect(flowState({ oldestUntriedAt, parked: Array(parked).fill(0) }, now)).toBe(state)
})

test('a suspended establishment is taken up again, a closed one never', () => {
  expect(nextState('open', 'suspend')).toBe('suspended')
  expect(nextState('suspended', 'resume')).toBe('open')
  expect(nextState('suspended', 'suspend')).toBeNull()
  for (const act of ['suspend', 'resume', 'close'] as const) expect(nextState('closed', act)).toBeNull()
})
