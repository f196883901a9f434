import { expect, test } from 'vitest'
import { DomainError, isDomainError } from './errors.ts'

test('each code has the HTTP status a client expects', () => {
  const status = (code: ConstructorParameters<typeof DomainError>[0]) => new DomainError(code, 'x').status
  expect([
    status('unauthenticated'),
    status('forbidden'),
    status('not_found'),
    status('conflict'),
    status('stale'),
    status('invalid'),
    status('rate_limited'),
    status('unavailable'),
  ]).toEqual([401, 403, 404, 409, 409, 422, 429, 503])
})

test('a refusal from another copy of the module is still known as one', () => {
  const twin = Object.assign(new Error('x'), { [Symbol.for('cordee.domain-error')]: true })
  expect(isDomainError(twin)).toBe(true)
  expect(isDomainError(new Error('not_found: x'))).toBe(false)
  expect(isDomainError(null)).toBe(false)
})

test('details stay out of the message, which ends in logs', () => {
  expect(new DomainError('conflict', 'boards.notOpen', { count: 3 }).message).toBe('conflict: boards.notOpen')
})
