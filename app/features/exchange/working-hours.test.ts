import { expect, test } from 'vitest'
import { workingMinutes } from './working-hours.ts'

// API-04: a silence counts in working time only.
const HOURS = { days: '12345', from: '08:00', until: '18:00', zone: 'Europe/Paris' }

test.each([
  ['within a day', '2026-03-03T09:00:00Z', '2026-03-03T09:45:00Z', 45],
  ['a night between', '2026-03-03T16:50:00Z', '2026-03-04T07:10:00Z', 20],
  ['a week-end between', '2026-03-06T16:50:00Z', '2026-03-09T07:10:00Z', 20],
  ['nobody there', '2026-03-07T09:00:00Z', '2026-03-08T20:00:00Z', 0],
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
