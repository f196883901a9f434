import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '#app/kernel/durations.ts'
import {
  addressBlock,
  describeDevice,
  idleEnd,
  isAct,
  isMostlyPersonal,
  minutesUntil,
  openTotpSteps,
  passwordFlaw,
  personalWords,
  sessionEnds,
} from './rules.ts'

const now = new Date('2026-03-02T09:00:00Z')

describe('the end of a sign-in session', () => {
  test('thirty minutes after the last act', () =>
    expect(idleEnd(now, sessionEnds(now))).toEqual(new Date('2026-03-02T09:30:00Z')))

  test('but never after its absolute end', () => {
    const endsAt = new Date(now.getTime() + 5 * MINUTE)
    expect(idleEnd(now, endsAt)).toEqual(endsAt)
    expect(sessionEnds(now).getTime() - now.getTime()).toBe(12 * HOUR)
  })

  test.each([
    ['a page opened', 'GET', 'text/html,application/xhtml+xml', true],
    ['a form sent', 'POST', '*/*', true],
    ['a page that refreshes itself', 'GET', '*/*', false],
    ['a socket', 'GET', undefined, false],
  ])('%s', (_name, method, accept, expected) => expect(isAct({ method, accept })).toBe(expected))
})

describe('codes', () => {
  const current = Math.floor(now.getTime() / 30_000)

  test('the step before, this one and the next are open', () =>
    expect(openTotpSteps(now, null)).toEqual([current - 1, current, current + 1]))

  test('a used step and those before it are closed', () => {
    expect(openTotpSteps(now, current)).toEqual([current + 1])
    expect(openTotpSteps(now, current + 1)).toEqual([])
  })
})

describe('one place', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [null, 'unknown'],
  ])('%s', (ip, block) => expect(addressBlock(ip)).toBe(block))
})

describe('passwords', () => {
  const claire = personalWords({
    email: 'c.moreau-lefevre@chu.test',
    givenName: 'Claire',
    familyName: 'Moreau-Lefèvre',
  })

  test('own names count without accents and by word', () =>
    expect(claire.sort()).toEqual(['claire', 'lefevre', 'moreau']))

  test.each([
    ['elevencharz', 'passwordTooShort'],
    ['x'.repeat(129), 'passwordTooLong'],
    ['claire.moreau.chu', 'passwordPersonal'],
    ['Lefèvre-Cordée-2024', 'passwordPersonal'],
    ['quatre chevaux gris', null],
    ['claire aime quatre chevaux', null],
  ])('%s', (password, flaw) => expect(passwordFlaw(password, claire)).toBe(flaw))

  test('a word that is not the person’s own is no reason', () =>
    expect(isMostlyPersonal('xk9-b!', claire)).toBe(false))

  test('length is counted in characters, not in units of UTF-16', () =>
    expect(passwordFlaw('🐴🐴🐴🐴🐴🐴🐴🐴', [])).toBe('passwordTooShort'))
})

describe('devices', () => {
  test.each([
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0',
      'Edge',
      'Windows',
    ],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1', 'Safari', 'iPhone'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Linux'],
    ['curl/8', null, null],
    [null, null, null],
  ])('%s', (userAgent, browser, system) => expect(describeDevice(userAgent)).toEqual({ browser, system }))
})

test('a wait is told in whole minutes', () => {
  expect(minutesUntil(1, 0)).toBe(1)
  expect(minutesUntil(MINUTE + 1, 0)).toBe(2)
})
