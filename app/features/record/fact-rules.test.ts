import { describe, expect, test } from 'vitest'
import { mergeAppointment } from './appointment-rules.ts'
import { type HeldFiling, planFact, titleOfFact } from './fact-rules.ts'

// UXS-08
const held = (more: Partial<HeldFiling> = {}): HeldFiling => ({
  entryId: 'a',
  digest: '1',
  reportStatus: 'final',
  isCurrent: true,
  replacesId: null,
  ...more,
})
const report = (digest: string, reportStatus: HeldFiling['reportStatus'] = 'final') => ({
  digest,
  reportStatus,
  isWithdrawn: reportStatus === 'cancelled',
})

describe('planFact', () => {
  test('the first is filed, the same again is known', () => {
    expect(planFact(report('1'), [])).toMatchObject({ outcome: 'filed', takesPlaceOf: [] })
    expect(planFact(report('1'), [held()])).toEqual({ outcome: 'known', entryId: 'a' })
  })

  test('other values take the place of those that hold', () => {
    expect(planFact(report('2', 'corrected'), [held()])).toMatchObject({
      outcome: 'replaced',
      takesPlaceOf: ['a'],
    })
    expect(planFact(report('2', 'final'), [held({ reportStatus: 'preliminary' })])).toMatchObject({
      outcome: 'replaced',
    })
  })

  test('an old message again changes nothing, even after a correction', () => {
    const both = [held({ isCurrent: false }), held({ entryId: 'b', digest: '2', reportStatus: 'corrected' })]
    expect(planFact(report('1'), both)).toEqual({ outcome: 'known', entryId: 'a' })
  })

  test('a weaker report that comes late stands behind the stronger one', () => {
    const corrected = held({ entryId: 'b', digest: '2', reportStatus: 'corrected' })
    expect(planFact(report('1', 'preliminary'), [corrected])).toEqual({
      outcome: 'superseded',
      takesPlaceOf: [],
      supersededBy: 'b',
    })
    expect(planFact(report('1'), [{ ...corrected, replacesId: 'a' }])).toMatchObject({ supersededBy: null })
  })

  test('taken back: what is here is withdrawn once; what never came stays withdrawn when it comes', () => {
    expect(planFact(report('x', 'cancelled'), [held()])).toEqual({ outcome: 'withdrawn', entryIds: ['a'] })
    expect(planFact(report('x', 'cancelled'), [held({ isCurrent: false })])).toEqual({
      outcome: 'known',
      entryId: 'a',
    })
    expect(planFact(report('x', 'cancelled'), [])).toMatchObject({ outcome: 'withdrawn', takesPlaceOf: [] })
    const cancelled = held({ digest: 'x', reportStatus: 'cancelled', isCurrent: false })
    expect(planFact(report('1'), [cancelled])).toMatchObject({ outcome: 'withdrawn', takesPlaceOf: [] })
  })
})

test('a biomarker is called by its marker and what was found', () => {
  const marker = { kind: 'biomarker', marker: 'HER2', fileId: '', occurredAt: new Date() } as const
  const came = { channel: 'hl7v2', receivedAt: new Date() } as const
  expect(titleOfFact({ ...marker, ...came, result: 'positive', value: '3+' })).toBe('HER2 3+')
  expect(titleOfFact({ ...marker, ...came, result: 'negative' })).toBe('HER2 −')
  expect(titleOfFact({ ...marker, ...came, result: 'not_done' })).toBe('HER2')
})

describe('mergeAppointment', () => {
  const startsAt = new Date('2026-04-02T08:00:00Z')
  const booked = mergeAppointment(null, { state: 'booked', startsAt, reason: 'Scanner' })!

  test('needs to know when', () => expect(mergeAppointment(null, { state: 'cancelled' })).toBe(null))
  test('left out stays, null goes, the same changes nothing', () => {
    expect(mergeAppointment(booked.facts, { state: 'booked', startsAt })).toMatchObject({ isChanged: false })
    expect(mergeAppointment(booked.facts, { state: 'cancelled' })).toMatchObject({
      isChanged: true,
      facts: { startsAt, reason: 'Scanner', state: 'cancelled' },
    })
    expect(mergeAppointment(booked.facts, { state: 'booked', reason: null })!.facts.reason).toBe(null)
  })
})
