import { describe, expect, test } from 'vitest'
import { comesFromHere, isReadable } from './security.server.ts'

const origin = 'https://cordee.example'
const post = (headers: Record<string, string>) =>
  comesFromHere({ method: 'POST', headers: { host: 'cordee.example', ...headers } }, origin)

describe('a request that changes something', () => {
  test.each([
    ['our page, old browser', { origin, cookie: 'a=1' }],
    ['our page', { origin, cookie: 'a=1', 'sec-fetch-site': 'same-origin' }],
    ['the address people typed, not the public one', { origin: 'http://cordee.example', cookie: 'a=1' }],
    ['a program with a token', { authorization: 'Bearer x' }],
  ])('passes: %s', (_name, headers) => expect(post(headers as Record<string, string>)).toBe(true))

  test.each([
    ['another site', { origin: 'https://evil.example', cookie: 'a=1' }],
    ['another site, nobody signed in', { origin: 'https://evil.example' }],
    ['a sibling host', { origin, cookie: 'a=1', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', cookie: 'a=1' }],
    ['a cookie and no word of where from', { cookie: 'a=1' }],
    ['our host as a prefix', { origin: 'https://cordee.example.evil.example', cookie: 'a=1' }],
  ])('is refused: %s', (_name, headers) => expect(post(headers as Record<string, string>)).toBe(false))

  test('reading needs none of this', () =>
    expect(comesFromHere({ method: 'GET', headers: { origin: 'https://evil.example' } }, origin)).toBe(true))
})

test.each([
  ['/patients', true],
  ['/patients?q=%E9t%E9&scope=', true],
  ['/patients?q=100%', true],
  ['/patients/%C3%A9t%C3%A9', true],
  ['/patients?q=%2500', true],
  ["/patients%'%20AND%201=1", false],
  ['/people?q=a%00', false],
  ['/patients/%00', false],
])('an address that cannot be read is refused before anybody logs or asks it: %s', (url, readable) =>
  expect(isReadable(url)).toBe(readable),
)
