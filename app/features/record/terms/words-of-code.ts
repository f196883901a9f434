import { CANCERS } from './cancers.ts'

/** What the starter set calls it, for a code that came without words. */
export const wordsOfCode = (code: string): string | null =>
  CANCERS.find((term) => term.code === code)?.words ?? null
