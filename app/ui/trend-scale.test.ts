import { describe, expect, test } from 'vitest'
import { niceScale, percent } from './trend-scale.ts'

describe('niceScale', () => {
  test.each([
    [
      [11.2, 14.1, 12, 16],
      [10, 12, 14, 16],
    ],
    [
      [0.1, 0.34],
      [0.1, 0.2, 0.3, 0.4],
    ],
    [
      [140, 400],
      [100, 200, 300, 400],
    ],
  ])('%j stands between %j', (values, ticks) => {
    const scale = niceScale(values)
    expect(scale.min).toBeLessThanOrEqual(Math.min(...values))
    expect(scale.max).toBeGreaterThanOrEqual(Math.max(...values))
    expect(scale.ticks[0]).toBe(ticks[0])
    expect(scale.ticks.length).toBeLessThan(8)
  })

  test('one value, and nought, have a scale of their own', () => {
    for (const values of [[7], [0], [-3], [0, 0]]) {
      const scale = niceScale(values)
      expect(scale.max).toBeGreaterThan(scale.min)
      expect(percent(values[0]!, scale)).toBeGreaterThanOrEqual(0)
      expect(percent(values[0]!, scale)).toBeLessThanOrEqual(100)
    }
  })
})
