import { describe, expect, test } from 'vitest'
import {
  insKey,
  isFinessValid,
  isInsMatriculeValid,
  isLuhnValid,
  isRppsValid,
  isSiretValid,
} from './check-digits.ts'

describe('the key of an INS', () => {
  test.each([
    ['2790351215189', '89'], // the official test patient
    ['2840531555123', '79'],
    ['1551299341007', '57'],
    ['260122A004017', '91'], // Corsica
    ['2680933063052', '87'],
  ])('of %s is %s', (thirteen, key) => {
    expect(insKey(thirteen)).toBe(key)
    expect(isInsMatriculeValid(thirteen + key)).toBe(true)
  })

  test('reads the letters of Corsica in any case, and only as the department', () => {
    expect(insKey('260122a004017')).toBe('91')
    expect(insKey('260122B004017')).toBe(String(97 - (2601218004017 % 97)).padStart(2, '0'))
    expect(insKey('2A01231004017')).toBeNull()
    expect(insKey('260122C004017')).toBeNull()
  })

  test.each([
    '276037510669380',
    '180126978912536',
    '288091234567823',
    '27903512151898',
    '2790351215189 89',
    '',
  ])('%s is refused', (matricule) => expect(isInsMatriculeValid(matricule)).toBe(false))

  test('changing any one digit is noticed', () => {
    const good = '279035121518989'
    for (let at = 0; at < good.length; at++) {
      const changed = good.slice(0, at) + ((Number(good[at]) + 1) % 10) + good.slice(at + 1)
      expect(isInsMatriculeValid(changed), changed).toBe(false)
    }
  })
})

describe('Luhn', () => {
  test.each(['750712184', '690000880', '140000555', '310782347', '310999008'])('FINESS %s', (finess) => {
    expect(isFinessValid(finess)).toBe(true)
  })

  test.each(['2B0000020', '2B0005342', '2b0004246'])('FINESS of Corsica %s', (finess) => {
    expect(isFinessValid(finess)).toBe(true)
  })

  test.each(['750712185', '2B0000021', '2C0000020', '75071218', '7507121840', 'ABCDEFGHI'])(
    'FINESS %s is refused',
    (finess) => expect(isFinessValid(finess)).toBe(false),
  )

  test('RPPS has eleven digits and its key', () => {
    expect(isRppsValid('10099900010')).toBe(true)
    expect(isRppsValid('10099900028')).toBe(true)
    expect(isRppsValid('10099900011')).toBe(false)
    expect(isRppsValid('810099900010')).toBe(false)
    expect(isRppsValid('ANS20231122')).toBe(false)
  })

  test('says no to what is not digits', () => {
    expect(isLuhnValid('')).toBe(false)
    expect(isLuhnValid('0')).toBe(false)
    expect(isLuhnValid('79927398713')).toBe(true)
    expect(isLuhnValid('7992739871A')).toBe(false)
  })
})

test.each([
  ['73282932000074', true],
  ['73282932000075', false],
  ['7328293200007', false],
  ['35600000049837', true], // La Poste: its digits add up to a multiple of five
  ['35600000049838', false],
])('the SIRET %s is valid: %s', (siret, isValid) => expect(isSiretValid(siret)).toBe(isValid))
