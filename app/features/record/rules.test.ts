import { describe, expect, test } from 'vitest'
import {
  fold,
  type HeldDocument,
  isSearchable,
  mergeStay,
  parsePatientQuery,
  planFiling,
  wordsOf,
} from './rules.ts'

describe('fold', () => {
  test.each([
    ['Éloïse', 'eloise'],
    ['ŒUVRARD', 'oeuvrard'],
    ['Ægidius', 'aegidius'],
    ['Strauß', 'strauss'],
    ['Ça', 'ca'],
  ])('%s', (name, folded) => expect(fold(name)).toBe(folded))

  test('words are parted by hyphens, apostrophes and blanks, each once', () => {
    expect(wordsOf("Jean-Pierre  D’ÉTÉ d'été")).toEqual(['jean', 'pierre', 'd', 'ete'])
  })
})

// UXS-01
describe('parsePatientQuery', () => {
  const none = { words: [], birthDate: null, insMatricule: null, localId: null }
  test.each([
    ['Dupont Éloïse', { ...none, words: ['dupont', 'eloise'] }],
    ['  jean-pierre   ', { ...none, words: ['jean', 'pierre'] }],
    ['14/07/1945', { ...none, birthDate: '1945-07-14' }],
    ['4.7.1945', { ...none, birthDate: '1945-07-04' }],
    ['1945-07-14', { ...none, birthDate: '1945-07-14' }],
    ['Durand 14/07/1945', { ...none, words: ['durand'], birthDate: '1945-07-14' }],
    ['31/02/1945', { ...none, localId: '31/02/1945' }],
    ['2 79 03 51 215 189 89', { ...none, insMatricule: '279035121518989' }],
    ['279035121518989', { ...none, insMatricule: '279035121518989', localId: '279035121518989' }],
    ['2 79 03 51 215 189', { ...none, insMatricule: '279035121518989' }],
    ['2 60 12 2a 004 017', { ...none, insMatricule: '260122A00401791' }],
    ['8000123', { ...none, localId: '8000123' }],
    ['IPP0042 martin', { ...none, words: ['martin'], localId: 'IPP0042' }],
    ['', none],
  ])('%s', (typed, query) => expect(parsePatientQuery(typed)).toEqual(query))

  test('one letter alone is too little', () => {
    expect(isSearchable(parsePatientQuery('d'))).toBe(false)
    expect(isSearchable(parsePatientQuery('du'))).toBe(true)
    expect(isSearchable(parsePatientQuery('d 14/07/1945'))).toBe(true)
    expect(isSearchable(parsePatientQuery(' '))).toBe(false)
  })

  test('a pasted page of text becomes a few words', () => {
    expect(parsePatientQuery(`${'mot '.repeat(3)}a b c d e f g h`).words.length).toBeLessThanOrEqual(5)
  })
})

describe('planFiling', () => {
  const held = (more: Partial<HeldDocument>): HeldDocument => ({
    entryId: 'held',
    uniqueId: 'A',
    replacesUniqueId: null,
    sha256: '1',
    isCurrent: true,
    hasReplaced: false,
    ...more,
  })
  const incoming = { uniqueId: 'A', replacesUniqueId: null, sha256: '2' }

  test('same id and bytes is known, even when replaced or withdrawn since', () => {
    expect(planFiling({ ...incoming, sha256: '1' }, [held({ isCurrent: false })])).toEqual({
      outcome: 'known',
      entryId: 'held',
      bringsId: false,
    })
  })

  // UXS-08
  test.each([
    ['an upload, then its producer', { uniqueId: null }, 'A', true],
    ['a contribution, then its producer', { uniqueId: 'held' }, 'A', true],
    ['an import, then its producer', { uniqueId: 'fhir:DocumentReference/1' }, 'A', true],
    ['an upload, then an import', { uniqueId: null }, 'fhir:DocumentReference/1', true],
    ['its producer, then an import', {}, 'fhir:DocumentReference/1', false],
    ['its producer, then an upload', {}, null, false],
    ['its producer, then what we had sent to it', {}, 'held', false],
  ])('the same bytes by another way are known: %s', (_, there, uniqueId, bringsId) => {
    const plan = planFiling({ uniqueId, replacesUniqueId: null, sha256: '1' }, [held(there)])
    expect(plan).toEqual({ outcome: 'known', entryId: 'held', bringsId })
  })

  // UXS-08
  test.each([
    ['two ids of producers', {}, 'B'],
    ['two ids of one export', { uniqueId: 'fhir:DocumentReference/1' }, 'fhir:DocumentReference/2'],
    ['an upload withdrawn since', { uniqueId: null, isCurrent: false }, 'A'],
    ['other bytes', { uniqueId: null, sha256: '3' }, 'A'],
  ])('stays a document of its own: %s', (_, there, uniqueId) => {
    const plan = planFiling({ uniqueId, replacesUniqueId: null, sha256: '1' }, [held(there)])
    expect(plan).toMatchObject({ outcome: 'filed' })
  })

  // UXS-08: the older version is left, and the same bytes are shown once.
  test('a replacement whose bytes were uploaded before replaces, and stands for the upload too', () => {
    const v1 = held({ entryId: 'v1', sha256: '0' })
    const upload = held({ entryId: 'upload', uniqueId: null })
    const plan = planFiling({ uniqueId: 'B', replacesUniqueId: 'A', sha256: '1' }, [v1, upload])
    expect(plan).toMatchObject({ outcome: 'replaced', takesPlaceOf: ['v1', 'upload'] })
  })

  test('an upload of what turns out to be an older version is no more shown as current', () => {
    const v2 = held({ entryId: 'v2', uniqueId: 'C', replacesUniqueId: 'B', sha256: '2' })
    const upload = held({ entryId: 'upload', uniqueId: null })
    expect(planFiling({ uniqueId: 'B', replacesUniqueId: null, sha256: '1' }, [v2, upload])).toEqual({
      outcome: 'superseded',
      takesPlaceOf: ['upload'],
      supersededBy: 'v2',
    })
  })

  test('a newer version under the same id does not mistake an older one for its successor', () => {
    const v2 = held({ replacesUniqueId: 'A' })
    expect(planFiling({ ...incoming, replacesUniqueId: 'A' }, [v2])).toMatchObject({
      outcome: 'replaced',
      takesPlaceOf: ['held'],
      supersededBy: null,
    })
  })

  test('the middle of three versions, last to come, stands between the two', () => {
    const v1 = held({ entryId: 'v1', uniqueId: 'A' })
    const v3 = held({ entryId: 'v3', uniqueId: 'C', replacesUniqueId: 'B', sha256: '3' })
    expect(planFiling({ uniqueId: 'B', replacesUniqueId: 'A', sha256: '2' }, [v1, v3])).toEqual({
      outcome: 'superseded',
      takesPlaceOf: ['v1'],
      supersededBy: 'v3',
    })
  })

  test('another document under an id whose versions have settled stands beside', () => {
    const v1 = held({ entryId: 'v1', isCurrent: false })
    const v2 = held({ entryId: 'v2', replacesUniqueId: 'A', sha256: '3', hasReplaced: true })
    expect(planFiling(incoming, [v1, v2])).toMatchObject({ outcome: 'beside' })
    expect(planFiling(incoming, [{ ...v2, hasReplaced: false }])).toMatchObject({ outcome: 'superseded' })
  })

  test('a replacement of something unknown is filed', () => {
    expect(planFiling({ ...incoming, replacesUniqueId: 'Z' }, [])).toMatchObject({ outcome: 'filed' })
  })

  test('a withdrawn document under the same id does not flag the next one', () => {
    expect(planFiling(incoming, [held({ isCurrent: false })])).toMatchObject({ outcome: 'filed' })
    expect(planFiling(incoming, [held({})])).toMatchObject({ outcome: 'beside' })
  })
})

describe('mergeStay', () => {
  const receivedAt = new Date('2026-03-02T08:00:00Z')
  const known = mergeStay(null, { receivedAt, patientClass: 'I', unit: 'A' }).facts

  test('left out stays, null is no more', () => {
    expect(mergeStay(known, { receivedAt, unit: undefined })).toMatchObject({ isChanged: false })
    expect(mergeStay(known, { receivedAt, unit: null }).facts.unit).toBe(null)
  })

  test('cancelled twice keeps the first moment, taken back it stands again', () => {
    const cancelled = mergeStay(known, { receivedAt, isCancelled: true }).facts
    const later = new Date('2026-03-03T08:00:00Z')
    expect(mergeStay(cancelled, { receivedAt: later, isCancelled: true })).toMatchObject({ isChanged: false })
    expect(mergeStay(cancelled, { receivedAt: later, isCancelled: false }).facts.cancelledAt).toBe(null)
  })
})
