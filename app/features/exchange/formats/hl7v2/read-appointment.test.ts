import { expect, test } from 'vitest'
import { aSiu, type SampleAppointment } from './factories-events.ts'
import { parseMessage } from './message.ts'
import type { IncomingAppointment } from './read-appointment.ts'
import { readIntent } from './read-intent.ts'

// API-04

const reading = (sample: Partial<SampleAppointment>) => {
  const parsed = parseMessage(aSiu({ event: 'S12', number: 'R1', saidAt: '20250601100000', ...sample }))
  if (!parsed.ok) throw new Error(parsed.reason)
  return readIntent(parsed.message, { zone: 'Europe/Paris' })
}
const read = (sample: Partial<SampleAppointment> = {}) => {
  const it = reading(sample)
  if (!it.ok) throw new Error(it.reason)
  return it.intent as IncomingAppointment
}

test('an appointment in full', () => {
  expect(read()).toMatchObject({
    number: 'R1',
    state: 'booked',
    startsAt: { at: new Date('2025-06-20T12:00:00Z') },
    endsAt: new Date('2025-06-20T12:30:00Z'),
    reason: 'Consultation d’annonce',
    place: 'CONS-3',
    practitioner: { rpps: '10099900010', familyName: 'MODELE' },
  })
})

test.each([
  ['S12', '', 'booked'],
  ['S13', '', 'booked'],
  ['S14', 'COMPLETE', 'done'],
  ['S14', 'Cancelled', 'cancelled'],
  ['S15', '', 'cancelled'],
  ['S17', '', 'deleted'],
  ['S26', '', 'no_show'],
])('%s with SCH-25 "%s": %s', (event, status, state) => {
  expect(read({ event, status }).state).toBe(state)
})

test('the night the clocks change', () => {
  expect(read({ starts: '20251026023000' }).startsAt!.at).toEqual(new Date('2025-10-26T00:30:00Z'))
  expect(read({ starts: '20250330023000' }).startsAt!.at).toEqual(new Date('2025-03-30T01:30:00Z'))
})

test('calling off needs no time, putting down does', () => {
  expect(read({ event: 'S15', starts: null }).startsAt).toBeNull()
  expect(reading({ starts: null })).toMatchObject({ ok: false, reason: 'noAppointment' })
  expect(reading({ event: 'S18' })).toMatchObject({ ok: false, reason: 'unsupportedEvent' })
})
