import { expect, test } from 'vitest'
import { withTheirCodes } from './condition-rules.ts'

const said = (id: string, code: string | null, stage: string | null = null) => ({
  id,
  of: { code, topographyCode: null, tumour: null, nodes: null, metastases: null, stage, morphology: null },
})

// UXS-04: one disease is one card.
test('a code alone stands under the disease of the same site that somebody staged', () => {
  const all = [
    said('coded', 'C50.9'),
    said('staged', 'C50.4', 'IIB'),
    said('colon', 'C18.7'),
    said('none', null),
  ]
  const ids = withTheirCodes(all).map(({ condition, alsoCoded }) => [
    condition.id,
    alsoCoded.map(({ id }) => id),
  ])
  expect(ids).toEqual([
    ['staged', ['coded']],
    ['colon', []],
    ['none', []],
  ])
})

test('two staged tumours of one site are two, and codes alone stay what they are', () => {
  const both = [said('left', 'C50.4', 'I'), said('right', 'C50.9', 'IIA')]
  expect(withTheirCodes(both)).toHaveLength(2)
  expect(withTheirCodes([said('a', 'C61'), said('b', 'C61')])).toHaveLength(2)
})
