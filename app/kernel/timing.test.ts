import { expect, test } from 'vitest'
import { addDbTime, covered, type RequestTiming, withTiming } from './timing.server.ts'

test.each([
  [[], 0],
  [[[0, 10]], 10],
  // One after the other, side by side, one inside the other, in any order.
  [
    [
      [20, 30],
      [0, 10],
    ],
    20,
  ],
  [
    [
      [0, 10],
      [5, 15],
    ],
    15,
  ],
  [
    [
      [10, 20],
      [0, 30],
    ],
    30,
  ],
] as [[number, number][], number][])('%j cover %d ms', (spans, ms) => {
  expect(covered(spans)).toBe(ms)
})

test('a request counts its transactions, and what ran side by side once', () => {
  const timing: RequestTiming = { requestId: 'test', dbMs: 0, queries: 0 }
  withTiming(timing, () => {
    addDbTime(50)
    addDbTime(40)
  })
  expect(timing.queries).toBe(2)
  expect(timing.dbMs).toBeGreaterThanOrEqual(50)
  expect(timing.dbMs).toBeLessThan(60)
})
