import { describe, expect, test } from 'vitest'
import { flagOf } from './observation-rules.ts'

const value = (valueNumber: number | null, more = {}) => ({
  interpretation: null,
  valueNumber,
  comparator: null,
  rangeLow: 12,
  rangeHigh: 16,
  ...more,
})

describe('flagOf', () => {
  test.each([
    [11.9, 'low'],
    [12, 'normal'],
    [16, 'normal'],
    [16.1, 'high'],
  ])('%d within 12 to 16 is %s', (number, flag) => expect(flagOf(value(number))).toBe(flag))

  test('what the laboratory says counts before its range', () => {
    expect(flagOf(value(14, { interpretation: 'HH' }))).toBe('critical_high')
    expect(flagOf(value(11, { interpretation: 'n' }))).toBe('normal')
    expect(flagOf(value(null, { interpretation: 'A' }))).toBe('abnormal')
  })

  test('nothing is said where nothing is known', () => {
    expect(flagOf(value(11, { rangeLow: null, rangeHigh: null }))).toBe(null)
    expect(flagOf(value(null))).toBe(null)
    // Less than 14 may be low or normal; less than 5 is low; more than 20 is high.
    expect(flagOf(value(14, { comparator: '<' }))).toBe(null)
    expect(flagOf(value(5, { comparator: '<' }))).toBe('low')
    expect(flagOf(value(20, { comparator: '>' }))).toBe('high')
    expect(flagOf(value(20, { comparator: '<' }))).toBe(null)
  })
})
