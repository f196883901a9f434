import { describe, expect, test } from 'vitest'
import { aMovement } from './factories-events.ts'
import { Admission } from './intents.ts'
import { parseMessage } from './message.ts'
import { readAdmission } from './read-admission.ts'

// API-04: what an admission message says of the patient's health, and of how they came and went.

const readAs = (event: string, ...extra: string[]) => {
  const parsed = parseMessage(aMovement({ event, saidAt: '20250601100000', extra }))
  if (!parsed.ok) throw new Error(parsed.reason)
  const reading = readAdmission(parsed.message, { zone: 'Europe/Paris' })
  if (!reading.ok) throw new Error(reading.reason)
  expect(Admission.parse(reading.intent)).toEqual(reading.intent)
  return reading.intent
}
const read = (...extra: string[]) => readAs('A01', ...extra).clinical!

describe('allergies', () => {
  test('with code, reactions, how severe and since when', () => {
    expect(read('AL1|1|DA^Médicament|PENI^Pénicilline^LOCAL|SV|Œdème~^Urticaire|20190301').allergies).toEqual(
      [
        {
          uniqueId: 'hl7v2:AL1:LOCAL^PENI',
          substance: 'Pénicilline',
          substanceCode: 'PENI',
          reaction: 'Œdème, Urticaire',
          severity: 'severe',
          since: expect.objectContaining({ date: '2019-03-01' }),
        },
      ],
    )
  })

  test('in words alone, said twice, is one; an empty line is none', () => {
    const { allergies } = read('AL1|1||Latex|U', 'AL1|2||^LATEX|MO', 'AL1|3||')
    expect(allergies).toEqual([
      expect.objectContaining({ uniqueId: 'hl7v2:AL1:latex', severity: 'moderate' }),
    ])
  })

  test.each([
    ['Aucune allergie connue', true],
    ['^Pas d’allergie connue', true],
    ['716186003^No known allergy^SCT', true],
    ['NKA', true],
    ['Néant', true],
    ['Pas d’allergie médicamenteuse connue', false],
    ['409137002^No known drug allergy^SCT', false],
  ])('%s: says that there is none %s, and is no allergy', (said, isNoneKnown) => {
    const clinical = read(`AL1|1||${said}`)
    expect(clinical).toMatchObject({ allergies: [], isNoneKnown, takesBackAllergies: false })
  })

  test('of "" take back what was said', () => {
    expect(read('AL1|1|""|""|""').takesBackAllergies).toBe(true)
    expect(read('DG1|1||""').takesBackDiagnoses).toBe(true)
    expect(read()).toMatchObject({ takesBackAllergies: false, takesBackDiagnoses: false, allergies: [] })
  })
})

describe('diagnoses', () => {
  test('in CIM-10, however it is written, with who says it', () => {
    const doctor = '10099900010^MODELE^Paul^^^DR^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^L^^^RPPS'
    const dg1 = `DG1|1||C509^Tumeur maligne du sein^I10||20250510|F||||||||||${doctor}||Y`
    expect(read(dg1).diagnoses).toEqual([
      {
        uniqueId: 'hl7v2:DG1:C50.9',
        code: 'C50.9',
        codeSystem: 'cim10',
        title: 'Tumeur maligne du sein',
        category: 'cancer',
        certainty: 'confirmed',
        since: expect.objectContaining({ date: '2025-05-10' }),
        author: expect.objectContaining({ rpps: '10099900010' }),
        isConfidential: true,
        isDeleted: false,
      },
    ])
  })

  test('in the second triplet, under DG1-2, in another system, in words alone', () => {
    const [second, declared, local, words] = read(
      'DG1|1||44054006^Diabetes^SCT^E11.9^Diabète de type 2^CIM-10||||',
      'DG1|2|I10|I10|Hypertension||A',
      'DG1|3||K-12^Lymphome^LOCAL||20250101|W',
      'DG1|4|||Cancer du côlon',
    ).diagnoses
    expect(second).toMatchObject({
      code: 'E11.9',
      codeSystem: 'cim10',
      title: 'Diabète de type 2',
      category: 'other',
    })
    expect(declared).toMatchObject({ code: 'I10', title: 'Hypertension', certainty: 'suspected' })
    expect(local).toMatchObject({
      code: 'K-12',
      codeSystem: 'local',
      category: 'cancer',
      certainty: 'suspected',
    })
    expect(words).toMatchObject({
      code: null,
      codeSystem: null,
      uniqueId: 'hl7v2:DG1:^cancer du colon',
      category: 'cancer',
    })
  })

  test('a code without words, and one that is deleted under its number', () => {
    const fields = Array.from({ length: 22 }, () => '')
    fields[0] = 'DG1'
    fields[3] = 'C18.7^^I10'
    fields[20] = 'D-77^DPI'
    fields[21] = 'D'
    expect(read(fields.join('|')).diagnoses).toEqual([
      expect.objectContaining({ uniqueId: 'hl7v2:DG1:D-77^DPI', title: null, isDeleted: true }),
    ])
  })
})

test('values stand in the message as in an ORU', () => {
  const { observations } = read('OBX|1|NM|29463-7^Poids^LN||62,5|kg|||||F|||20250601093000')
  expect(observations).toEqual([
    expect.objectContaining({ code: '29463-7', codeSystem: 'loinc', valueNumber: 62.5, unit: 'kg' }),
  ])
})

test('what takes back a movement or joins files says nothing of health', () => {
  for (const event of ['A11', 'A13', 'A40', 'A47'])
    expect(readAs(event, 'AL1|1||Latex').clinical, event).toBeNull()
  for (const event of ['A04', 'A05', 'A08', 'A28', 'A31', 'A03'])
    expect(readAs(event, 'AL1|1||Latex').clinical?.allergies, event).toHaveLength(1)
})

describe('how the patient came and went', () => {
  test('modes, where from and to, and the other establishment', () => {
    expect(readAs('A01', 'ZFM|7|8|1|6', 'ZFV|310999008^20250531').passage).toEqual({
      entryMode: '7',
      exitMode: '8',
      origin: '1',
      destination: '6',
      finess: '310999008',
    })
    expect(readAs('A01').passage).toBeNull()
  })

  test('nothing tells of psychiatric care: neither the place, nor its establishment, nor its legal mode', () => {
    const intent = readAs('A03', 'ZFM|8|7|1|4', 'ZFV|310999008|||20250601|20250901', 'ZFS|1|SPDT|20250601')
    expect(intent.passage).toEqual({
      entryMode: '8',
      exitMode: '7',
      origin: '1',
      destination: null,
      finess: null,
    })
    expect(JSON.stringify(intent)).not.toContain('SPDT')
    expect(JSON.stringify(intent)).not.toContain('310999008')
    expect(readAs('A01', 'ZFM|7||4|', 'ZFV|310999008').passage).toMatchObject({ origin: null, finess: null })
  })
})
