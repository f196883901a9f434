import { describe, expect, test } from 'vitest'
import { parseDay, parseTimestamp } from './zoned-time.ts'

const PARIS = 'Europe/Paris'
const iso = (value: string, zone = PARIS) => parseTimestamp(value, zone)?.at.toISOString()

describe('a time as HL7 writes it', () => {
  test.each([
    ['2025', 'year', '2025', '2024-12-31T23:00:00.000Z'],
    ['202506', 'month', '2025-06', '2025-05-31T22:00:00.000Z'],
    ['20250610', 'day', '2025-06-10', '2025-06-09T22:00:00.000Z'],
    ['2025061008', 'hour', '2025-06-10', '2025-06-10T06:00:00.000Z'],
    ['202506100815', 'minute', '2025-06-10', '2025-06-10T06:15:00.000Z'],
    ['20250610081530', 'second', '2025-06-10', '2025-06-10T06:15:30.000Z'],
    ['20250610081530.25', 'fraction', '2025-06-10', '2025-06-10T06:15:30.250Z'],
  ])('%s is precise to the %s', (value, precision, date, at) => {
    expect(parseTimestamp(value, PARIS)).toEqual({ at: new Date(at), precision, date, hasOffset: false })
  })

  test('an offset wins over the zone, at any precision', () => {
    expect(iso('20250610081530+0400')).toBe('2025-06-10T04:15:30.000Z')
    expect(iso('202506100815-0330')).toBe('2025-06-10T11:45:00.000Z')
    expect(parseTimestamp('20250610+0000', PARIS)).toMatchObject({ precision: 'day', hasOffset: true })
    expect(iso('20250610+0000')).toBe('2025-06-10T00:00:00.000Z')
  })

  test.each([
    '',
    '""',
    '20',
    '20251',
    '20250230',
    '20251301',
    '00000000',
    '20250610250000',
    '2025061008:15',
    '20250610+2500',
  ])('%s is no time', (value) => expect(parseTimestamp(value, PARIS)).toBeNull())

  test('29 February exists in leap years only', () => {
    expect(parseTimestamp('20240229', PARIS)).not.toBeNull()
    expect(parseTimestamp('20250229', PARIS)).toBeNull()
  })
})

describe('the nights when clocks change', () => {
  test('spring: 02:30 never comes in Paris and moves on to 03:30', () => {
    expect(iso('20250330015959')).toBe('2025-03-30T00:59:59.000Z')
    expect(iso('20250330023000')).toBe('2025-03-30T01:30:00.000Z')
    expect(iso('20250330030000')).toBe('2025-03-30T01:00:00.000Z')
  })

  test('autumn: 02:30 comes twice in Paris and means the first', () => {
    expect(iso('20251026015959')).toBe('2025-10-25T23:59:59.000Z')
    expect(iso('20251026023000')).toBe('2025-10-26T00:30:00.000Z')
    expect(iso('20251026030000')).toBe('2025-10-26T02:00:00.000Z')
  })

  test('zones of other French territories, west and without summer time', () => {
    expect(iso('20250330023000', 'Indian/Reunion')).toBe('2025-03-29T22:30:00.000Z')
    expect(iso('20250309023000', 'America/Miquelon')).toBe('2025-03-09T05:30:00.000Z')
    expect(iso('20251102013000', 'America/Miquelon')).toBe('2025-11-02T03:30:00.000Z')
  })

  test('every hour of two years is shown by the zone as it was written, but for the lost ones', () => {
    const shown = new Intl.DateTimeFormat('sv-SE', {
      timeZone: PARIS,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    const lost: string[] = []
    for (let t = Date.UTC(2024, 0); t < Date.UTC(2026, 0); t += 3_600_000) {
      const wall = new Date(t).toISOString().slice(0, 19).replace('T', ' ')
      const at = parseTimestamp(wall.replace(/\D/g, ''), PARIS)!.at
      if (shown.format(at) !== wall) lost.push(wall)
    }
    expect(lost).toEqual(['2024-03-31 02:00:00', '2025-03-30 02:00:00'])
  })
})

test('a birthday is a calendar day and passes through no zone', () => {
  expect(parseDay('19840512')).toBe('1984-05-12')
  expect(parseDay('19840512000000')).toBe('1984-05-12')
  expect(parseDay('198405')).toBeNull()
  expect(parseDay('19841350')).toBeNull()
  expect(parseDay('19001231')).toBe('1900-12-31')
})
