import { expect, test } from 'vitest'
import { isPublicHoliday } from './public-holidays.ts'
import { workingMinutes } from './working-hours.ts'

// API-04: a silence counts in working time only.
const HOURS = { days: '12345', from: '08:00', until: '18:00', zone: 'Europe/Paris' }

test.each([
  ['within a day', '2026-03-03T09:00:00Z', '2026-03-03T09:45:00Z', 45],
  ['a night between', '2026-03-03T16:50:00Z', '2026-03-04T07:10:00Z', 20],
  ['a week-end between', '2026-03-06T16:50:00Z', '2026-03-09T07:10:00Z', 20],
  ['nobody there', '2026-03-07T09:00:00Z', '2026-03-08T20:00:00Z', 0],
  ['1 May between', '2026-04-30T15:50:00Z', '2026-05-04T06:10:00Z', 20],
  ['Easter Monday', '2026-04-06T06:00:00Z', '2026-04-06T16:00:00Z', 0],
  ['backwards', '2026-03-03T10:00:00Z', '2026-03-03T09:00:00Z', 0],
  ['the clocks go forward', '2026-03-27T16:50:00Z', '2026-03-30T06:10:00Z', 20],
])('%s', (_, from, to, minutes) => {
  expect(workingMinutes(new Date(from), new Date(to), HOURS)).toBe(minutes)
})

test('all days and hours', () => {
  const always = { ...HOURS, days: '1234567', from: '00:00', until: '24:00' }
  expect(workingMinutes(new Date('2026-03-06T00:00:00Z'), new Date('2026-03-08T00:00:00Z'), always)).toBe(
    2880,
  )
})

test.each([
  ['2024-04-01', true],
  ['2025-04-21', true],
  ['2025-05-29', true],
  ['2025-06-09', true],
  ['2026-05-14', true],
  ['2026-05-25', true],
  ['2038-04-26', true],
  ['2026-07-14', true],
  ['2026-12-25', true],
  ['2026-04-05', false],
  ['2026-12-26', false],
  ['2026-05-04', false],
])('%s is a public holiday: %s', (day, expected) => {
  expect(isPublicHoliday(day)).toBe(expected)
})

test('where Sundays are worked, holidays are too', () => {
  const daily = { ...HOURS, days: '1234567' }
  expect(workingMinutes(new Date('2026-05-01T06:00:00Z'), new Date('2026-05-01T07:00:00Z'), daily)).toBe(60)
})
