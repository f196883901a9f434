/** What someone looks for inside a record: words that begin so, words in this very order, words to leave out. */
export type SearchTerm = { kind: 'word' | 'phrase'; text: string; isExcluded: boolean }

const MAX_TERMS = 12

/**
 * `her2 "carcinome canalaire" -bilan`: each word is looked for by its beginning, what stands in quotation
 * marks (also « ») in this order, a minus leaves out. An open quotation mark runs to the end.
 */
export function parseSearchTerms(typed: string): SearchTerm[] {
  const text = typed
    .normalize('NFC')
    .replaceAll('\0', '')
    .replace(/[“”«»]/g, '"')
  const terms: SearchTerm[] = []
  for (const [, minus, phrase, word] of text.matchAll(/(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))/g)) {
    const said = (phrase ?? word ?? '').replace(/\s+/g, ' ').trim()
    if (!/[\p{L}\p{N}]/u.test(said)) continue
    // What the index parts into several words (CA 15-3, l'hormone) holds together as a phrase would.
    const isWhole = phrase === undefined && /^[\p{L}\p{N}]+$/u.test(said)
    terms.push({ kind: isWhole ? 'word' : 'phrase', text: said, isExcluded: minus === '-' })
  }
  return terms.slice(0, MAX_TERMS)
}

/** Only what to leave out would list a whole record. */
export const isSearchableText = (terms: readonly SearchTerm[]) =>
  terms.some((term) => !term.isExcluded && term.text.length >= 2)

/** A piece of text that was found, cut where the words are. */
export type Segment = { text: string; isFound: boolean }

// Signs that stand in no text (XML forbids them): Postgres puts them where a word begins and ends.
export const FOUND_BEGINS = '\u0002'
export const FOUND_ENDS = '\u0003'
export const EXTRACT_ENDS = '\u0004'

/** Postgres's headline as segments; an extract without a word in it says nothing and is left out. */
export function readExtracts(headline: string | null): Segment[][] {
  return (headline ?? '')
    .split(EXTRACT_ENDS)
    .map((extract) => readSegments(extract.replace(/\s+/g, ' ').trim()))
    .filter((segments) => segments.some((segment) => segment.isFound))
}

export function readSegments(marked: string): Segment[] {
  return marked
    .split(FOUND_BEGINS)
    .flatMap((piece, place) => {
      const [found, rest] = place === 0 ? ['', piece] : split(piece, FOUND_ENDS)
      return [
        { text: found, isFound: true },
        { text: rest, isFound: false },
      ]
    })
    .filter((segment) => segment.text !== '')
}

const split = (text: string, at: string): [string, string] => {
  const place = text.indexOf(at)
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + at.length)]
}

/** Cuts a text where one of these very words stands alone: what a document shows of a search. */
export function markWords(text: string, words: readonly string[]): Segment[] {
  if (words.length === 0) return [{ text, isFound: false }]
  const any = [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${any})(?![\\p{L}\\p{N}])`, 'gu')
  return text
    .split(pattern)
    .map((piece, place) => ({ text: piece, isFound: place % 2 === 1 }))
    .filter((segment) => segment.text !== '')
}
