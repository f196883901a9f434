import { describe, expect, test } from 'vitest'
import { codesOf, isLate, judgePair, judgeVolume, kindOf, periodOf } from './rules.ts'

test.each([
  ['record.patient.read', 'opening'],
  ['record.document.read', 'document'],
  ['record.document.file', 'writing'],
  ['record.search', 'search'],
  ['record.timeline.print', 'print'],
  ['oversight.glass.break', 'glass'],
  ['oversight.log.export', 'export'],
  ['oversight.trail.read', 'oversight'],
  ['record.relation.begin', 'rights'],
  ['record.file.open', 'identity'],
  ['identity.person.join', 'sign_in'],
  ['exchange.token.create', 'other'],
] as const)('%s is a %s', (action, kind) => expect(kindOf(action)).toBe(kind))

test('a list of one kind leaves out what an earlier kind took', () => {
  const { prefixes, without } = codesOf('writing')
  expect(prefixes).toEqual(['record.'])
  expect(without).toEqual(expect.arrayContaining(['record.patient.read', 'record.relation.']))
  expect(codesOf('glass')).toEqual({ exact: [], prefixes: ['oversight.glass.'], without: [] })
})

describe('periodOf', () => {
  const now = new Date('2026-06-30T12:00:00Z')
  test('is the last thirty days unless said otherwise', () => {
    expect(periodOf({}, now)).toEqual({ from: '2026-05-31', to: '2026-06-30' })
  })
  test('stands in order, and never reaches back for ever', () => {
    expect(periodOf({ from: '2026-02-01', to: '2026-01-01' }, now)).toEqual({
      from: '2026-01-01',
      to: '2026-02-01',
    })
    expect(periodOf({ from: '1900-01-01' }, now).from).toBe('2023-06-28')
  })
})

test('a review is late after its day, until a verdict that stands', () => {
  const now = new Date('2026-06-30T12:00:00Z')
  const dueAt = '2026-06-29T12:00:00Z'
  expect(isLate({ verdict: null, dueAt }, now)).toBe(true)
  expect(isLate({ verdict: 'follow_up', dueAt }, now)).toBe(true)
  expect(isLate({ verdict: 'justified', dueAt }, now)).toBe(false)
  expect(isLate({ verdict: null, dueAt: '2026-07-01T00:00:00Z' }, now)).toBe(false)
})

describe('judgePair', () => {
  const nothing = {
    sameSurname: false,
    namesakes: 0,
    sameStreet: false,
    isColleague: false,
    ownBasis: null,
  }
  test.each([
    [{}, []],
    [{ sameSurname: true }, ['same_surname']],
    [{ sameSurname: true, namesakes: 60 }, []],
    [{ sameSurname: true, ownBasis: 'declared_gp' }, []],
    [{ isColleague: true, ownBasis: 'stay' }, ['colleague']],
    [{ isColleague: true, ownBasis: 'declared_gp' }, []],
    [{ sameSurname: true, sameStreet: true }, ['same_surname', 'neighbour']],
  ])('%j gives %j', (facts, rules) =>
    expect(judgePair({ ...nothing, ...facts }).map((found) => found.rule)).toEqual(rules),
  )
})

test.each([
  ['doctor', 60, 5, false],
  ['doctor', 61, 5, true],
  ['doctor', 90, 30, false],
  ['doctor', 91, 30, true],
  ['secretary', 100, 10, false],
] as const)('a %s who opens %i patients where %i are usual is unusual: %s', (role, patients, usual, isSo) =>
  expect(judgeVolume({ role, patients, usual }) > 0).toBe(isSo),
)
