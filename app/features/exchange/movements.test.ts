import { describe, expect, test } from 'vitest'
import { aMovement, type SampleMovement } from './formats/hl7v2/factories-events.ts'
import type { Admission } from './formats/hl7v2/intents.ts'
import { parseMessage } from './formats/hl7v2/message.ts'
import { readIntent } from './formats/hl7v2/read-intent.ts'
import { movementOf, type SaidMovement, stayFrom } from './movements.ts'
import { unitOf } from './rules.ts'

// API-04

const said = (sample: SampleMovement): SaidMovement => {
  const parsed = parseMessage(aMovement(sample))
  if (!parsed.ok) throw new Error(parsed.reason)
  const reading = readIntent(parsed.message, { zone: 'Europe/Paris' })
  if (!reading.ok) throw new Error(reading.reason)
  const admission = reading.intent as Admission
  const { label, code } = unitOf(admission.visit!)
  return movementOf(admission, { receivedAt: new Date(), unit: label ?? code })!.movement
}

/** As the table does it: under one number the later said counts, and the earlier fills what it left out. */
function kept(messages: SaidMovement[]): SaidMovement[] {
  const byId = new Map<string, SaidMovement>()
  for (const message of messages) {
    const known = byId.get(message.movementId)
    const [later, earlier] = known && message.saidAt < known.saidAt ? [known, message] : [message, known]
    const filled = Object.entries(later).map(([key, value]) => [
      key,
      value ?? earlier?.[key as 'unit'] ?? null,
    ])
    const telling = [later, earlier].find((m) => m && !m.isCancelled) ?? later
    byId.set(message.movementId, {
      ...(Object.fromEntries(filled) as SaidMovement),
      happensAt: telling.happensAt,
    })
  }
  return [...byId.values()]
}

const everyOrder = <T>(items: T[]): T[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) => everyOrder(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))

const day = (d: number, hour = 10) =>
  `202506${String(d).padStart(2, '0')}${String(hour).padStart(2, '0')}0000`
const A01 = said({ event: 'A01', saidAt: day(1), unit: ['CHIR', 'Chirurgie'] })
const A02 = said({ event: 'A02', saidAt: day(2), unit: ['REA', 'Réanimation'] })
const A03 = said({ event: 'A03', saidAt: day(5), unit: ['REA', 'Réanimation'] })
const at = (d: number, hour = 10) => new Date(Date.UTC(2025, 5, d, hour - 2))
const REMOVED = { isCancelled: true }

describe('a stay read from its movements', () => {
  test.each([
    ['an admission', [A01], { unit: 'Chirurgie', admittedAt: at(1), dischargedAt: null, isCancelled: false }],
    ['with a transfer', [A01, A02], { unit: 'Réanimation', admittedAt: at(1), dischargedAt: null }],
    ['to its end', [A01, A02, A03], { unit: 'Réanimation', admittedAt: at(1), dischargedAt: at(5) }],
    [
      'a transfer taken back by its number',
      [
        A01,
        A02,
        said({
          event: 'A12',
          saidAt: day(2, 12),
          at: day(2),
          id: 'A0220250602100000',
          action: 'CANCEL',
          original: 'A02',
        }),
      ],
      { unit: 'Chirurgie', dischargedAt: null },
    ],
    [
      'an outpatient from then on',
      [A01, said({ event: 'A07', saidAt: day(2), patientClass: 'O', unit: ['HDJ', 'Hôpital de jour'] })],
      { unit: 'Hôpital de jour', admittedAt: at(1), dischargedAt: null, isCancelled: false },
    ],
    [
      'a transfer taken back without a number',
      [A01, A02, said({ event: 'A12', saidAt: day(2, 12), id: null })],
      { unit: 'Chirurgie' },
    ],
    [
      'a discharge taken back',
      [A01, A03, said({ event: 'A13', saidAt: day(5, 12), id: null })],
      { dischargedAt: null, isCancelled: false },
    ],
    [
      'a discharge taken back and said again',
      [
        A01,
        A03,
        said({ event: 'A13', saidAt: day(5, 12), id: null }),
        said({ event: 'A03', saidAt: day(6) }),
      ],
      { dischargedAt: at(6) },
    ],
    [
      'an admission taken back',
      [
        A01,
        said({
          event: 'A11',
          saidAt: day(1, 12),
          at: day(1),
          id: 'A0120250601100000',
          action: 'CANCEL',
          original: 'A01',
        }),
      ],
      { ...REMOVED, unit: 'Chirurgie' },
    ],
    [
      'an admission taken back without a number',
      [A01, said({ event: 'A11', saidAt: day(1, 12), id: null })],
      REMOVED,
    ],
    [
      'planned, and not there yet',
      [said({ event: 'A05', saidAt: day(1), at: day(20), unit: ['CHIR', 'Chirurgie'] })],
      { patientClass: 'P', admittedAt: at(20), isCancelled: false },
    ],
    [
      'planned, then there earlier',
      [
        said({ event: 'A05', saidAt: day(1), at: day(20) }),
        said({ event: 'A01', saidAt: day(19), unit: ['A', 'A'] }),
      ],
      { patientClass: 'I', admittedAt: at(19) },
    ],
    [
      'planned, then called off',
      [said({ event: 'A05', saidAt: day(1), at: day(20) }), said({ event: 'A38', saidAt: day(2), id: null })],
      REMOVED,
    ],
    [
      'an outpatient who is kept',
      [
        said({ event: 'A04', saidAt: day(1), patientClass: 'E' }),
        said({ event: 'A06', saidAt: day(2), patientClass: 'I' }),
      ],
      { patientClass: 'I', admittedAt: at(1) },
    ],
    [
      'a movement corrected later (Z99)',
      [
        A01,
        A02,
        said({
          event: 'Z99',
          saidAt: day(3),
          at: day(2),
          id: 'A0220250602100000',
          action: 'UPDATE',
          original: 'A02',
          unit: ['ONCO', 'Oncologie'],
        }),
      ],
      { unit: 'Oncologie' },
    ],
    [
      'a movement cancelled by Z99',
      [
        A01,
        A02,
        said({
          event: 'Z99',
          saidAt: day(3),
          at: day(2),
          id: 'A0220250602100000',
          action: 'CANCEL',
          original: 'A02',
        }),
      ],
      { unit: 'Chirurgie' },
    ],
    [
      'away on leave and back',
      [A01, said({ event: 'A21', saidAt: day(2) }), said({ event: 'A22', saidAt: day(3) })],
      { unit: 'Chirurgie', dischargedAt: null },
    ],
    [
      'an update that moves the admission',
      [A01, said({ event: 'A08', saidAt: day(2), admitted: day(1, 8), id: null })],
      { admittedAt: at(1, 8), unit: 'Chirurgie' },
    ],
    [
      'a discharge before anything else was heard',
      [A03],
      { dischargedAt: at(5), admittedAt: at(5), isCancelled: false },
    ],
  ] as const)('%s, in whatever order it came', (_, movements, expected) => {
    for (const order of everyOrder([...movements]))
      expect(stayFrom(kept([...order, ...order]))).toMatchObject(expected)
  })

  test('a message on the person alone has no movement', () => {
    const parsed = parseMessage(aMovement({ event: 'A31', saidAt: day(1) }))
    const reading = parsed.ok ? readIntent(parsed.message, { zone: 'Europe/Paris' }) : null
    if (!reading?.ok) throw new Error('not read')
    expect(movementOf(reading.intent as Admission, { receivedAt: new Date(), unit: null })).toBeNull()
  })
})
