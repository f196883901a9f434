import { expect, test } from 'vitest'
import { isLookalike } from './lookalikes.ts'

const claire = {
  birthName: 'Le Quéré',
  firstGivenName: 'Claire',
  birthDate: '1984-05-12',
  insMatricule: null,
}

// UXS-02: whom the desk is warned of before it creates one more file
test.each([
  ['the same, otherwise written', { birthName: 'LE-QUERE', firstGivenName: 'CLAIRE' }, true],
  ['another first name on the same day', { firstGivenName: 'Marie' }, true],
  ['day and month exchanged', { birthDate: '1984-12-05' }, true],
  ['one part of the day mistaken', { birthDate: '1985-05-12' }, true],
  ['the day is not known', { birthDate: null }, true],
  ['another day', { birthDate: '1979-03-30' }, false],
  ['a sister with a day that is nearly hers', { firstGivenName: 'Marie', birthDate: '1984-05-13' }, false],
  ['another name', { birthName: 'Le Guen' }, false],
])('%s: %j', (_, differs, answer) => expect(isLookalike(claire, { ...claire, ...differs })).toBe(answer))

test('one number is one person, whatever the names', () => {
  const ins = '284053155512379'
  const other = { birthName: 'Morvan', firstGivenName: 'Anne', birthDate: '1950-01-01', insMatricule: ins }
  expect(isLookalike({ ...claire, insMatricule: ins }, other)).toBe(true)
  expect(isLookalike(claire, { ...other, insMatricule: null })).toBe(false)
})
