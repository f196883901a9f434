import { describe, expect, test } from 'vitest'
import { anOruOfValues } from './factories-events.ts'
import { parseMessage } from './message.ts'
import { readIntent } from './read-intent.ts'
import type { IncomingResults } from './read-results.ts'
import { readRange } from './read-value.ts'

// API-04

function read(segments: string[]): IncomingResults {
  const parsed = parseMessage(anOruOfValues({ segments }))
  if (!parsed.ok) throw new Error(parsed.reason)
  const reading = readIntent(parsed.message, { zone: 'Europe/Paris' })
  if (!reading.ok) throw new Error(reading.reason)
  return reading.intent as IncomingResults
}
const OBR = 'OBR|1||L1^LABO|NFS^Numération^L|||20250612083000|||||||||||||||||F'
const observed = (obx: string) => read([OBR, obx]).results[0]!.observations[0]!

describe('values', () => {
  test.each([
    ['NM', '12.5', { valueNumber: 12.5, comparator: null, valueText: '12.5' }],
    ['NM', '12,5', { valueNumber: 12.5, valueText: '12,5' }],
    ['NM', '-3', { valueNumber: -3 }],
    ['NM', '<5', { valueNumber: 5, comparator: '<' }],
    ['NM', 'en cours', { valueNumber: null, valueText: 'en cours' }],
    ['SN', '<^5', { valueNumber: 5, comparator: '<', valueText: '< 5' }],
    ['SN', '>=^100', { valueNumber: 100, comparator: '>=' }],
    ['SN', '=^7.4', { valueNumber: 7.4, comparator: null, valueText: '7.4' }],
    ['SN', '^1^:^128', { valueNumber: null, valueText: '1 : 128' }],
    ['SN', '^10^-^20', { valueNumber: null, valueText: '10 - 20' }],
    ['ST', '> 1,5', { valueNumber: 1.5, comparator: '>' }],
    ['ST', '≤ 3', { valueNumber: 3, comparator: '<=' }],
    ['ST', 'Négatif', { valueNumber: null, valueText: 'Négatif' }],
    ['ST', '3+', { valueNumber: null, valueText: '3+' }],
    ['CE', 'POS^Positif^L', { valueText: 'Positif', valueNumber: null }],
    ['CWE', 'O^^L~N^Non^L', { valueText: 'O, Non' }],
    ['TX', 'Ligne un~Ligne deux', { valueText: 'Ligne un\nLigne deux' }],
    ['FT', 'Un\\.br\\Deux \\T\\ trois', { valueText: 'Un\nDeux & trois' }],
    ['NM', '1e400', { valueNumber: null }],
  ])('%s %s', (type, value, expected) => {
    expect(observed(`OBX|1|${type}|718-7^Hb^LN||${value}|g/dL|||||F`)).toMatchObject(expected)
  })

  test.each([
    ['10-20', 10, 20],
    ['4,5 - 11', 4.5, 11],
    ['3 à 5', 3, 5],
    ['[1;2]', 1, 2],
    ['-2--1', -2, -1],
    ['<5', null, 5],
    ['> 1', 1, null],
    ['≥ 90', 90, null],
    ['négatif', null, null],
    ['', null, null],
  ])('a range %s', (said, low, high) => {
    expect(readRange(said)).toEqual({ text: said || null, low, high })
  })

  test.each([
    ['F', 'final'],
    ['P', 'preliminary'],
    ['C', 'corrected'],
    ['X', 'cancelled'],
    ['D', 'cancelled'],
    ['', 'final'],
  ])('OBX-11 %s: %s', (status, expected) => {
    expect(observed(`OBX|1|NM|718-7^Hb^LN||1||||||${status}`).status).toBe(expected)
  })

  test.each([
    ['718-7^Hémoglobine^LN', { code: '718-7', codeSystem: 'loinc', label: 'Hémoglobine' }],
    ['HB^Hémoglobine^L^718-7^Hb^LN', { code: '718-7', codeSystem: 'loinc', label: 'Hémoglobine' }],
    ['HB^Hémoglobine^L', { code: 'HB', codeSystem: 'local' }],
    // A number that looks like a LOINC is one only when it says so.
    ['718-7^Hb^L', { code: '718-7', codeSystem: 'local' }],
    ['HB', { code: 'HB', label: 'HB' }],
  ])('an analysis named %s', (said, expected) => {
    expect(observed(`OBX|1|NM|${said}||1|||||||F`)).toMatchObject(expected)
  })
})

describe('reports', () => {
  test('every order is a report of its own, with its comments and those of its values', () => {
    const { results } = read([
      OBR,
      'NTE|1||Prélèvement hémolysé',
      'OBX|1|NM|718-7^Hb^LN||9.1|g/dL|12-16|L|||F|||20250612084500',
      'NTE|1||Contrôlé~deux fois',
      'OBR|2||L1^LABO|IONO^Ionogramme^L|||20250612083000|||||||||||||||||P|||||||^R854&NURSE&JANET',
      'OBX|1|NM|2951-2^Na^LN||140|mmol/L|135-145|N|||P',
    ])
    expect(results.map(({ uniqueId, title, status, comment }) => [uniqueId, title, status, comment])).toEqual(
      [
        ['LABO^L1^NFS', 'Numération', 'final', 'Prélèvement hémolysé'],
        ['LABO^L1^IONO', 'Ionogramme', 'preliminary', null],
      ],
    )
    expect(results[0]!.occurredAt!.at).toEqual(new Date('2025-06-12T06:30:00Z'))
    expect(results[0]!.observations[0]).toMatchObject({
      interpretation: 'L',
      unit: 'g/dL',
      rangeLow: 12,
      comment: 'Contrôlé\ndeux fois',
      observedAt: new Date('2025-06-12T06:45:00Z'),
    })
  })

  test('one corrected value corrects the report; all cancelled, or the order, cancels it', () => {
    const two = (a: string, b: string, orc = '') =>
      read([...(orc ? [orc] : []), OBR, `OBX|1|NM|1-8^A^LN||1||||||${a}`, `OBX|2|NM|2-6^B^LN||1||||||${b}`])
        .results[0]!.status
    expect(two('F', 'C')).toBe('corrected')
    expect(two('D', 'X')).toBe('cancelled')
    expect(two('F', 'X')).toBe('final')
    expect(two('F', 'F', 'ORC|CA')).toBe('cancelled')
  })

  test('text over several lines of one code is one value', () => {
    const { observations } = read([
      OBR,
      'OBX|1|TX|CONC^Conclusion^L||Première ligne||||||F',
      'OBX|2|TX|CONC^Conclusion^L||Seconde ligne||||||F',
      'OBX|3|NM|718-7^Hb^LN||9|g/dL|||||F',
      'OBX|4|NM|718-7^Hb^LN||10|g/dL|||||F',
    ]).results[0]!
    expect(observations.map((o) => o.valueText)).toEqual(['Première ligne\nSeconde ligne', '9', '10'])
  })

  test('a report as a PDF beside its values is both', () => {
    const pdf = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64')
    const intent = read([
      OBR,
      'OBX|1|NM|718-7^Hb^LN||9|g/dL|||||F',
      `OBX|2|ED|11502-2^CR^LN||^APPLICATION^PDF^Base64^${pdf}||||||F`,
      'OBX|3|CWE|INVISIBLE_REP_LEGAUX^x^MetaDMPMSS||Y^^x||||||F',
    ])
    expect(intent.results[0]!.observations).toHaveLength(1)
    expect(intent.documents!.documents).toHaveLength(1)
    expect(intent.visibility.isHiddenFromLegalRepresentatives).toBe(true)
  })
})
