import { describe, expect, test } from 'vitest'
import { contradictionsOf } from './staging-rules.ts'
import { CANCERS } from './terms/cancers.ts'
import { codeSystemOf, findTerms, isCancerCode, normaliseCode } from './terms/codes.ts'
import { MORPHOLOGIES } from './terms/morphologies.ts'

// UXS-04: what a stage says against itself is pointed out; what is right is left alone.
describe('contradictions of a stage', () => {
  test.each([
    ['M1 below IV', { metastases: 'M1', stage: 'IIIB' }, ['metastasesBelowIV']],
    ['cM1b, stage 2 in figures', { metastases: 'cM1b', stage: '2' }, ['metastasesBelowIV']],
    ['testis: there is no IV', { topographyCode: 'C62.9', metastases: 'M1a', stage: 'IIIC' }, []],
    [
      'breast IV with M0',
      { topographyCode: 'C50.4', metastases: 'M0', stage: 'IV' },
      ['stageIVWithoutMetastases'],
    ],
    [
      'larynx IVA with M0 is so',
      { topographyCode: 'C32.0', tumour: 'T4a', metastases: 'M0', stage: 'IVA' },
      [],
    ],
    ['colon N1 is III', { code: 'C18.7', nodes: 'pN1a', metastases: 'M0', stage: 'IIA' }, ['nodesBelowIII']],
    [
      'breast IB with micrometastases is so',
      { code: 'C50.9', nodes: 'pN1mi', metastases: 'M0', stage: 'IB' },
      [],
    ],
    ['in situ', { tumour: 'pTis', nodes: 'N0', stage: 'IA' }, ['inSituBeyondZero']],
    ['stage 0 of a T2', { tumour: 'cT2', stage: '0' }, ['stageZeroBeyondInSitu']],
    ['pT of a clinical staging', { tumour: 'pT2', stagingKind: 'clinical' }, ['prefixAgainstKind']],
    ['ypT of a pathological one is so', { tumour: 'ypT1', nodes: 'ypN0', stagingKind: 'pathological' }, []],
    ['cM beside pT is so', { tumour: 'pT2', metastases: 'cM0', stagingKind: 'pathological' }, []],
    ['a left prostate', { topographyCode: 'C61', laterality: 'left' }, ['sideOfUnpaired']],
    [
      'staged before it was found',
      { stagedOn: '2026-01-01', diagnosedOn: '2026-02-01' },
      ['stagedBeforeDiagnosed'],
    ],
    ['nothing said', {}, []],
    ['a stage of another kind', { metastases: 'M1', stage: 'Ann Arbor II' }, []],
  ] as const)('%s', (_, said, expected) => {
    expect(contradictionsOf(said)).toEqual(expected)
  })
})

describe('the starter set', () => {
  test('is found by the beginnings of words, without accents, and by its code', () => {
    const words = (typed: string) => findTerms(CANCERS, typed).map(({ code }) => code)
    expect(words('oesophage inf')).toEqual(['C15.5'])
    expect(words('CŒUR')).toEqual([])
    expect(words('sein supero externe')).toEqual(['C50.4'])
    expect(words('c504')).toEqual(['C50.4'])
    expect(words('hemat')).toEqual([])
    expect(words('lymphoedeme')).toContain('I97.2')
    expect(findTerms(MORPHOLOGIES, 'epidermoide').map(({ code }) => code)).toContain('8070/3')
    expect(words(' ')).toEqual([])
  })

  test('has each code and each diagnosis once, and cancers that are some', () => {
    expect(new Set(CANCERS.map(({ code }) => code)).size).toBe(CANCERS.length)
    expect(new Set(CANCERS.map(({ words }) => words)).size).toBe(CANCERS.length)
    expect(new Set(MORPHOLOGIES.map(({ code }) => code)).size).toBe(MORPHOLOGIES.length)
    expect(CANCERS.every(({ code }) => codeSystemOf(code) === 'cim10')).toBe(true)
    expect(CANCERS.filter(({ code }) => /^[EFIJKN]/.test(code)).some(({ code }) => isCancerCode(code))).toBe(
      false,
    )
  })

  test('codes are read however they are typed; others stay as they are', () => {
    expect(['c504', ' C50.4', 'C61'].map(normaliseCode)).toEqual(['C50.4', 'C50.4', 'C61'])
    expect(codeSystemOf('254837009')).toBe('local')
    expect(['C50.4', 'D05.1', 'D46.9', 'D50', 'Z85.3', 'D12.6'].map(isCancerCode)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
