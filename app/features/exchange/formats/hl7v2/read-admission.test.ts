import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildMessage, raw, type SegmentValue } from './build-message.ts'
import { anAdt, type SampleAdmission } from './factories.ts'
import { Admission } from './intents.ts'
import { parseMessage } from './message.ts'
import { readAdmission } from './read-admission.ts'

// API-04

const zone = 'Europe/Paris'

function readBytes(bytes: Uint8Array): Admission {
  const parsed = parseMessage(bytes)
  if (!parsed.ok) throw new Error(parsed.reason)
  const reading = readAdmission(parsed.message, { zone })
  if (!reading.ok) throw new Error(reading.reason)
  expect(Admission.parse(reading.intent)).toEqual(reading.intent)
  return reading.intent
}
const read = (sample: SampleAdmission = {}) => readBytes(anAdt(sample))

const HEADER: SegmentValue = ['MSH', 'A', 'B', 'C', 'D', '2025', null, ['ADT', 'A31'], '1', 'T', '2.5']
const withPid = (fields: Record<number, string>, more: SegmentValue[] = []) => {
  const all = { 3: 'IPP1^^^CLCC&1.2.3&ISO^PI', ...fields }
  const pid = Array.from({ length: 35 }, (_, i) => raw(all[(i + 1) as keyof typeof all] ?? ''))
  return readBytes(buildMessage([HEADER, ['PID', ...pid], ...more]))
}

test('an admission in full', () => {
  expect(read()).toEqual({
    kind: 'admission',
    event: 'A01',
    meaning: 'admission',
    occurredAt: expect.objectContaining({ at: new Date('2025-06-10T06:15:00Z') }),
    saidAt: expect.objectContaining({ at: new Date('2025-06-10T06:30:00Z') }),
    exitMode: null,
    passage: null,
    clinical: {
      allergies: [],
      isNoneKnown: false,
      takesBackAllergies: false,
      diagnoses: [],
      takesBackDiagnoses: false,
      observations: [],
    },
    identity: {
      localIds: [
        {
          value: 'IPP000771',
          authority: 'CLCC',
          oid: '1.2.250.1.999.1',
          authorityId: '1.2.250.1.999.1',
          type: 'PI',
        },
      ],
      ins: { matricule: '284053155512379', oid: '1.2.250.1.213.1.4.10', kind: 'test', keyIsValid: true },
      trust: 'QUAL',
      reliabilityCodes: ['VALI'],
      birthName: 'EXEMPLE',
      birthGivenNames: 'CLAIRE MARIE',
      firstGivenName: 'CLAIRE',
      usedName: 'EXEMPLE-TEST',
      usedGivenName: 'CLAIRE',
      birthDate: '1984-05-12',
      sex: 'female',
      birthPlaceCog: '31555',
      isDeceased: false,
      deathDateTime: null,
      phones: [
        { number: '0561000000', use: 'home' },
        { number: '0600000000', use: 'mobile' },
      ],
      emails: [],
      address: { lines: ['3 rue du Test'], city: 'TOULOUSE', postalCode: '31000', country: 'FRA' },
      deleted: [],
    },
    visit: {
      visitNumber: expect.objectContaining({ value: 'VEN55001', oid: '1.2.250.1.999.1', type: 'VN' }),
      accountNumber: expect.objectContaining({ value: 'NDA55001', type: 'AN' }),
      patientClass: 'I',
      location: { unit: 'CHIR-2', room: '204', bed: '1', facility: '310999008' },
      unitLabel: 'Chirurgie',
      attending: { rpps: '10099900010', otherId: null, familyName: 'MODELE', givenName: 'Paul' },
      admittedAt: expect.objectContaining({ at: new Date('2025-06-10T06:15:00Z'), precision: 'second' }),
      dischargedAt: null,
      movement: expect.objectContaining({
        ids: [expect.objectContaining({ value: 'MVT9001', oid: '1.2.250.1.999.1' })],
        action: 'insert',
        isHistoric: false,
        medicalUnit: { label: 'Chirurgie', code: '6268' },
        nature: 'HMS',
      }),
    },
    declaredGp: {
      rpps: '10099900028',
      otherId: null,
      familyName: 'TRAITANT',
      givenName: 'Anne',
      action: 'declare',
    },
    consent: {
      dmpStatus: 'ACTIF',
      dmpStatusOn: '2025-06-01',
      isAccessAuthorised: null,
      isBreakGlassOpposed: false,
      isRegulationCentreOpposed: false,
      isFeedingOpposed: false,
      isConsultationConsented: true,
      isTextMessageConsented: null,
      identityMode: null,
      insCheckedOn: null,
      identityDocument: null,
      identityDocumentUntil: null,
    },
    formerIds: [],
    warnings: [],
  })
})

describe('how far an identity is trusted', () => {
  test.each([
    ['VALI', {}, 'QUAL', []],
    ['VALI', { ins: '' }, 'VALI', []],
    ['PROV', {}, 'PROV', ['insWithoutQualification']],
    ['PROV', { ins: '' }, 'PROV', []],
    ['', {}, 'PROV', ['insWithoutQualification']],
    // A wrong key passes with a warning under the test authority, and never under the real one.
    ['VALI', { ins: '276037510669380' }, 'QUAL', ['insKeyWrong']],
    ['VALI', { ins: '276037510669380', insOid: '1.2.250.1.213.1.4.8' }, 'VALI', ['insKeyWrong']],
    ['VALI', { insOid: '1.2.250.1.213.1.4.8' }, 'QUAL', []],
    ['VALI', { insOid: '1.2.250.1.213.1.4.9' }, 'QUAL', []],
    ['VALI', { insOid: '1.2.3.4.5' }, 'VALI', ['insAuthorityUnknown']],
    ['VALI', { birthPlaceCog: '' }, 'QUAL', ['insTraitsMissing']],
  ])('%s with %j: %s', (reliability, person, trust, warnings) => {
    const admission = read({ person: { ...person, reliability } })
    expect(admission.identity.trust).toBe(trust)
    expect(admission.warnings).toEqual(warnings)
  })

  test.each([
    ['VALI~HOMA', 'VALI'],
    ['VALI~DOUT', 'PROV'],
    ['VALI~QUELQUECHOSE', 'PROV'],
  ])('a doubt beside it, %s: %s', (codes, trust) => {
    expect(withPid({ 32: codes }).identity.trust).toBe(trust)
  })

  test('the INS is not among the local ids, nor are insurance numbers, visits and the obsolete INS-C', () => {
    const ids =
      'IPP1^^^CLCC&1.2.3&ISO^PI~284053155512379^^^X&1.2.250.1.213.1.4.8&ISO^INS~2840531555123^^^X^NH' +
      '~77^^^X&1.2.250.1.213.1.4.2&ISO^INS-C~NDA1^^^X^AN~OLD7^^^CHU-X&000897406&N'
    expect(withPid({ 3: ids }).identity.localIds).toEqual([
      { value: 'IPP1', authority: 'CLCC', oid: '1.2.3', authorityId: '1.2.3', type: 'PI' },
      { value: 'OLD7', authority: 'CHU-X', oid: null, authorityId: '000897406', type: null },
    ])
  })

  test('the definitive number comes before the temporary one, the key may stand apart', () => {
    const ids =
      '184053155512379^^^X&1.2.250.1.213.1.4.9&ISO^INS~2840531555123^79^^X&1.2.250.1.213.1.4.8&ISO^INS'
    expect(withPid({ 3: ids }).identity.ins).toMatchObject({
      matricule: '284053155512379',
      kind: 'nir',
      keyIsValid: true,
    })
  })
})

describe('traits', () => {
  test('a name in use alone is no birth name', () => {
    expect(withPid({ 5: 'USUEL^Marie^^^^^D' }).identity).toMatchObject({
      birthName: null,
      usedName: 'USUEL',
      usedGivenName: 'Marie',
    })
  })

  test('a name without type is the legal one; given names fall back to the first', () => {
    expect(withPid({ 5: 'NOM&de&X^Marie' }).identity).toMatchObject({
      birthName: 'NOM',
      firstGivenName: 'Marie',
      birthGivenNames: 'Marie',
    })
  })

  test.each([
    ['198405', null, ['birthDateIncomplete']],
    ['19841350', null, ['birthDateIncomplete']],
    ['', null, []],
    ['198405120930', '1984-05-12', []],
  ])('born on %j: %s', (sent, birthDate, warnings) => {
    const admission = withPid({ 7: sent })
    expect(admission.identity.birthDate).toBe(birthDate)
    expect(admission.warnings).toEqual(warnings)
  })

  test.each([
    ['M', 'male'],
    ['F', 'female'],
    ['U', 'unknown'],
    ['', 'unknown'],
  ])('sex %j: %s', (sent, sex) => expect(withPid({ 8: sent }).identity.sex).toBe(sex))

  test('death is known by date, or by the indicator alone', () => {
    expect(withPid({ 30: 'Y' }).identity).toMatchObject({ isDeceased: true, deathDateTime: null })
    expect(withPid({ 29: '20250101' }).identity).toMatchObject({
      isDeceased: true,
      deathDateTime: { precision: 'day', date: '2025-01-01' },
    })
    expect(withPid({ 30: 'N' }).identity.isDeceased).toBe(false)
  })

  test('phones and mail as feeds write them', () => {
    const { phones, emails } = withPid({
      13: '^PRN^PH^^^^^^^^^0561000000~^NET^Internet^claire@example.test~06 00 00 00 00^PRS^CP',
      14: '^WPN^PH^^^^0562000000',
    }).identity
    expect(phones).toEqual([
      { number: '0561000000', use: 'home' },
      { number: '06 00 00 00 00', use: 'mobile' },
      { number: '0562000000', use: 'work' },
    ])
    expect(emails).toEqual(['claire@example.test'])
  })

  test('what the sender asks to delete is not what it leaves out', () => {
    expect(withPid({ 5: 'A^B^^^^^L~""^^^^^^D', 11: '""', 13: '""', 29: '""' }).identity).toMatchObject({
      deleted: ['usedName', 'phones', 'address', 'deathDateTime'],
      usedName: null,
      address: null,
      phones: [],
    })
    expect(withPid({}).identity.deleted).toEqual([])
  })
})

describe('the stay', () => {
  test('PV1-44 and 45 say when; else the movement that is the admission or the discharge', () => {
    expect(read({ admitted: '202506091200' }).visit?.admittedAt?.at).toEqual(new Date('2025-06-09T10:00:00Z'))
    const discharge = read({ event: 'A03' }).visit
    expect(discharge?.dischargedAt?.at).toEqual(new Date('2025-06-10T06:15:00Z'))
    expect(discharge?.admittedAt).toBeNull()
    expect(read({ event: 'A02' }).visit).toMatchObject({ admittedAt: null, dischargedAt: null })
  })

  test('an identity message without a stay has none', () => {
    expect(withPid({}).visit).toBeNull()
    expect(withPid({}, [['PV1', '1', 'N']]).visit).toBeNull()
    expect(withPid({}, [['PV1', '1', 'I']]).visit).toMatchObject({ patientClass: 'I', visitNumber: null })
  })

  test('a movement that slipped by one field is read where it stands', () => {
    const zbe: SegmentValue = [
      'ZBE',
      'M1',
      '20250101',
      '20250102',
      null,
      'CANCEL',
      'Y',
      'A02',
      null,
      ['Soins'],
    ]
    const admission = withPid({}, [['PV1', '1', 'I'], zbe])
    expect(admission.visit?.movement).toMatchObject({
      action: 'cancel',
      isHistoric: true,
      originalTrigger: 'A02',
      careUnit: { label: 'Soins' },
    })
    expect(admission.visit?.unitLabel).toBe('Soins')
    expect(admission.warnings).toContain('movementShifted')
  })

  test('the doctor is known by RPPS, alone, behind the 8, or by its key', () => {
    const attending = (xcn: string) =>
      withPid({}, [['PV1', '1', 'I', null, null, null, null, raw(xcn)]]).visit?.attending
    expect(attending('810099900010^A^B^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS')?.rpps).toBe('10099900010')
    expect(attending('10099900010^A^B')?.rpps).toBe('10099900010')
    expect(attending('10099900011^A^B')).toMatchObject({ rpps: null, otherId: '10099900011' })
    expect(attending('DR42^A^B')).toMatchObject({ rpps: null, otherId: 'DR42', familyName: 'A' })
    expect(attending('')).toBeNull()
  })
})

describe('the rest', () => {
  test('a declared doctor who is declared no longer', () => {
    expect(read({ gpAction: 'DE' }).declaredGp).toMatchObject({ rpps: '10099900028', action: 'end' })
    expect(read({ gpRpps: null }).declaredGp).toBeNull()
  })

  test('consent is true, false, or not said', () => {
    expect(read({ consultation: 'INC' }).consent?.isConsultationConsented).toBe(false)
    expect(read({ consultation: 'NA' }).consent?.isConsultationConsented).toBeNull()
    expect(withPid({}).consent).toBeNull()
  })

  test('a merge names the id that ceases', () => {
    const merge = read({ event: 'A40', extra: [['MRG', raw('IPP000002^^^CLCC&1.2.250.1.999.1&ISO^PI')]] })
    expect(merge).toMatchObject({ meaning: 'merge', formerIds: [{ value: 'IPP000002', authority: 'CLCC' }] })
  })

  test.each(['A04', 'A05', 'A08', 'A11', 'A12', 'A13', 'A28', 'A31', 'Z99'])('%s is taken', (event) => {
    expect(read({ event }).event).toBe(event)
  })

  test.each([
    ['A17', 'unsupportedEvent'],
    ['toString', 'unsupportedEvent'],
  ])('%s is refused', (event, reason) => {
    const parsed = parseMessage(anAdt({ event }))
    expect(parsed.ok && readAdmission(parsed.message, { zone })).toMatchObject({ ok: false, reason })
  })

  test('without a person there is no admission', () => {
    const refusal = (segments: SegmentValue[]) => {
      const parsed = parseMessage(buildMessage([HEADER, ...segments]))
      return parsed.ok && readAdmission(parsed.message, { zone })
    }
    expect(refusal([])).toMatchObject({ ok: false, reason: 'noPatient' })
    expect(refusal([['PID', '1', null, null, null, ['NOM', 'Prénom']]])).toMatchObject({
      reason: 'noPatient',
    })
  })
})

const samples = process.env.CORDEE_SAMPLES
describe.skipIf(!samples)('national examples', () => {
  const sample = (file: string) => readBytes(readFileSync(join(samples!, 'hl7v2', file)))

  test('an admission', () => {
    expect(sample('admission.er7')).toMatchObject({
      event: 'A01',
      identity: {
        localIds: [{ value: '000003', authority: 'CHU-X' }],
        trust: 'QUAL',
        birthDate: '1979-03-28',
      },
      visit: { unitLabel: 'Chir V', movement: { action: 'insert', medicalUnit: { code: '6268' } } },
      consent: { isFeedingOpposed: false, isConsultationConsented: true },
      warnings: [],
    })
  })

  test('a discharge, its movement slipped', () => {
    expect(sample('sortie.er7')).toMatchObject({
      event: 'A03',
      visit: { unitLabel: 'Urgences', dischargedAt: { date: '2026-03-09' } },
      warnings: ['movementShifted'],
    })
  })

  test.each([
    ['ConsentementConsultation_NonOppositionAlimentation.er7', false, true],
    ['NonConsentementConsultation_OppositionAlimentation.er7', true, false],
  ])('%s', (file, isFeedingOpposed, isConsultationConsented) => {
    expect(sample(file)).toMatchObject({
      consent: { isFeedingOpposed, isConsultationConsented },
      declaredGp: { rpps: '10000023084', familyName: 'AGNES', action: 'declare' },
    })
  })
})
