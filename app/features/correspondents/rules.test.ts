import { describe, expect, test } from 'vitest'
import type { UrgentLine } from './contract.ts'
import { isAnswered, momentIn, rowOfDays } from './rules.ts'

const line = (days: string, from: string, until: string): UrgentLine => ({
  label: 'Ligne',
  phone: '05 00 00 00 00',
  days,
  from,
  until,
})

// EXT-12: the line that is answered now, by day and hour.
describe('a line', () => {
  test.each([
    ['in its hours', line('12345', '08:00', '18:30'), 1, '08:00', true],
    ['at its end', line('12345', '08:00', '18:30'), 1, '18:30', false],
    ['on another day', line('12345', '08:00', '18:30'), 6, '12:00', false],
    ['over midnight, in the evening', line('5', '18:30', '08:00'), 5, '23:00', true],
    ['over midnight, in the morning after', line('5', '18:30', '08:00'), 6, '07:59', true],
    ['over midnight, in the morning before', line('5', '18:30', '08:00'), 5, '07:59', false],
    ['from Sunday into Monday', line('7', '20:00', '07:00'), 1, '06:00', true],
    ['all day', line('67', '00:00', '00:00'), 7, '00:00', true],
  ])('%s', (_, said, day, time, expected) => {
    expect(isAnswered(said, { day, time })).toBe(expected)
  })

  test('is asked by the clock of the establishment', () => {
    const at = new Date('2026-03-01T22:30:00Z') // a Sunday in Paris, already Monday in Réunion
    expect(momentIn(at, 'Europe/Paris')).toEqual({ day: 7, time: '23:30' })
    expect(momentIn(at, 'Indian/Reunion')).toEqual({ day: 1, time: '02:30' })
  })

  test('says its days as a row where they are one', () => {
    expect(rowOfDays('12345')).toEqual({ first: 1, last: 5 })
    expect(rowOfDays('7')).toEqual({ first: 7, last: 7 })
    expect(rowOfDays('135')).toBeNull()
  })
})
