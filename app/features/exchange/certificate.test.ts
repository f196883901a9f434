import { expect, test } from 'vitest'
import { certificateState } from './certificate.server.ts'

// API-04: the technician is told in time to have another one issued.
const now = new Date('2026-03-03T09:00:00Z')

test.each([
  ['Jun  3 09:00:00 2027 GMT', 'valid', '2027-06-03T09:00:00.000Z'],
  ['Apr  2 09:00:00 2026 GMT', 'valid', '2026-04-02T09:00:00.000Z'],
  ['Apr  2 08:59:59 2026 GMT', 'expiring', '2026-04-02T08:59:59.000Z'],
  ['Mar  3 09:00:01 2026 GMT', 'expiring', '2026-03-03T09:00:01.000Z'],
  ['Mar  3 09:00:00 2026 GMT', 'expired', '2026-03-03T09:00:00.000Z'],
  ['Jan  1 00:00:00 2020 GMT', 'expired', '2020-01-01T00:00:00.000Z'],
  ['not a date', 'unreadable', null],
])('good until %s, a certificate is %s', (validTo, state, validUntil) => {
  expect(certificateState({ validTo }, now)).toEqual({ state, validUntil })
})
