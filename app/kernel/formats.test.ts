import { describe, expect, test } from 'vitest'
import { ageOn, createFormats, formatDay, formatIns, formatPhone, monthsOn } from './formats.ts'

const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ')

describe('French forms', () => {
  test('an INS is grouped as people read it aloud, Corsica included', () => {
    expect(plain(formatIns('284053155512379'))).toBe('2 84 05 31 555 123 79')
    expect(plain(formatIns('155022A00412345'))).toBe('1 55 02 2A 004 123 45')
  })

  test('what is not an INS stays as it is', () => expect(formatIns('IPP000771')).toBe('IPP000771'))

  test.each([
    ['0612345678', '06 12 34 56 78'],
    ['+33 1 23 45 67 89', '01 23 45 67 89'],
    ['+33 (0)1.23.45.67.89', '01 23 45 67 89'],
    ['0033123456789', '01 23 45 67 89'],
    ['+32 2 123 45 67', '+32 2 123 45 67'],
    ['15', '15'],
  ])('phone %s is written %s', (given, shown) => expect(plain(formatPhone(given))).toBe(shown))

  test('a day is JJ/MM/AAAA', () => expect(formatDay('1945-07-14')).toBe('14/07/1945'))

  test('groups never break over two lines', () => expect(formatIns('284053155512379')).not.toContain(' '))
})

describe('instants, in the region, not where the server stands', () => {
  const paris = createFormats('fr', 'Europe/Paris')

  test('winter, summer, and the day that has already begun', () => {
    expect(plain(paris.dateTime('2025-01-15T22:30:00Z'))).toBe('15/01/2025 23:30')
    expect(plain(paris.dateTime('2025-07-15T22:30:00Z'))).toBe('16/07/2025 00:30')
    expect(paris.dayOf('2025-07-15T22:30:00Z')).toBe('2025-07-16')
  })

  test('overseas', () => {
    const reunion = createFormats('fr', 'Indian/Reunion')
    expect(plain(reunion.dateTime('2025-07-15T22:30:00Z'))).toBe('16/07/2025 02:30')
  })

  test('numbers and distance in words', () => {
    expect(plain(paris.number(1234567.5))).toBe('1 234 567,5')
    expect(plain(paris.relative('2025-01-15T09:00:00Z', '2025-01-15T12:10:00Z'))).toBe('il y a 3 heures')
    expect(createFormats('en').relative('2025-01-15T12:00:00Z', '2025-01-15T12:00:20Z')).toBe('now')
  })
})

describe('age', () => {
  test.each([
    ['1964-03-01', '2025-02-28', 60],
    ['1964-03-01', '2025-03-01', 61],
    ['2004-02-29', '2025-02-28', 20],
    ['2004-02-29', '2025-03-01', 21],
  ])('born %s, on %s: %i', (birth, day, age) => expect(ageOn(birth, day)).toBe(age))

  test('months of a small child', () => {
    expect(monthsOn('2024-12-31', '2025-11-30')).toBe(10)
    expect(monthsOn('2024-12-31', '2025-12-31')).toBe(12)
  })
})
