import { fold } from '../rules.ts'

// Codes and words of the starter set: how they are written, told apart and found. Pure.

const CIM10 = /^[A-Z]\d{2}(?:\.[\dX+-]{1,4})?$/

/** CIM-10 as it is read: c504 is C50.4. What is no such code stays as typed. */
export function normaliseCode(typed: string): string {
  const bare = typed.trim().toUpperCase().replace(/\s+/g, '')
  const dotted = /^[A-Z]\d{3,5}$/.test(bare) ? `${bare.slice(0, 3)}.${bare.slice(3)}` : bare
  return CIM10.test(dotted) ? dotted : typed.trim()
}

export const codeSystemOf = (code: string) =>
  CIM10.test(normaliseCode(code)) ? ('cim10' as const) : ('local' as const)

/** Malignant and in situ tumours, and the diseases of the blood that are cancers by what they are made of. */
export const isCancerCode = (code: string): boolean => /^(C\d\d|D0\d|D4[5-7])(\D|$)/.test(normaliseCode(code))

type Term = { code: string; words: string }
const foldedOf = new WeakMap<Term, string>()
const foldTerm = (term: Term) => {
  const known = foldedOf.get(term) ?? fold(`${term.words} ${term.code} ${term.code.replace('.', '')}`)
  foldedOf.set(term, known)
  return known
}

/** Every word typed must begin a word of the term, or its code: "oeso inf" finds the lower œsophagus. */
export function findTerms<T extends Term>(terms: readonly T[], typed: string, limit = 8): T[] {
  const words = fold(typed)
    .split(/[^a-z0-9./]+/)
    .filter(Boolean)
  if (words.length === 0) return []
  const begins = (term: Term, word: string) =>
    ` ${foldTerm(term).replace(/[^a-z0-9./]+/g, ' ')}`.includes(` ${word}`)
  return terms.filter((term) => words.every((word) => begins(term, word))).slice(0, limit)
}
