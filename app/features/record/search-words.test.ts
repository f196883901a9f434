import { describe, expect, test } from 'vitest'
import { isSearchableText, markWords, parseSearchTerms, readExtracts } from './search-words.ts'

// UXS-02
const shortly = (typed: string) =>
  parseSearchTerms(typed).map(
    (t) => `${t.isExcluded ? '-' : ''}${t.kind === 'word' ? t.text : `[${t.text}]`}`,
  )

describe('what is typed', () => {
  test.each([
    ['mastectomie HER2', ['mastectomie', 'HER2']],
    ['"carcinome  canalaire" infiltrant', ['[carcinome canalaire]', 'infiltrant']],
    ['« récidive locale »', ['[récidive locale]']],
    ['CA 15-3', ['CA', '[15-3]']],
    ['l’hormonothérapie -"en cours" -bilan', ['[l’hormonothérapie]', '-[en cours]', '-bilan']],
    ['"jamais fermé', ['[jamais fermé]']],
    ['& | ! ( ) : * "" -', []],
    ["'); drop table x; --", ['drop', 'table', '[x;]']],
  ])('%s', (typed, terms) => expect(shortly(typed)).toEqual(terms))

  test('only what to leave out is no search, nor is a letter', () => {
    expect(['-bilan', 'a', '', 'le'].map((t) => isSearchableText(parseSearchTerms(t)))).toEqual([
      false,
      false,
      false,
      true,
    ])
  })
})

test('extracts are cut where the words are; one without a word is left out', () => {
  const headline = 'une \u0002récidive\u0003  locale\u0004rien ici\u0004\u0002Récidives\u0003'
  expect(readExtracts(headline)).toEqual([
    [
      { text: 'une ', isFound: false },
      { text: 'récidive', isFound: true },
      { text: ' locale', isFound: false },
    ],
    [{ text: 'Récidives', isFound: true }],
  ])
  expect(readExtracts(null)).toEqual([])
})

test('words are marked where they stand alone, whatever signs they hold', () => {
  expect(markWords('Tumeur HER2+, tumeurs', ['Tumeur', 'HER2'])).toEqual([
    { text: 'Tumeur', isFound: true },
    { text: ' ', isFound: false },
    { text: 'HER2', isFound: true },
    { text: '+, tumeurs', isFound: false },
  ])
  expect(markWords('a(b', ['(b'])).toEqual([{ text: 'a(b', isFound: false }])
  expect(markWords('rien', [])).toEqual([{ text: 'rien', isFound: false }])
})
