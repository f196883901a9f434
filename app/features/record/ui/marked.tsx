// biome-ignore-all lint/suspicious/noArrayIndexKey: a text does not change while it is shown, so places serve as keys
import { Fragment } from 'react'
import { markWords, type Segment } from '../search-words.ts'

/** A text with what was found in it set apart. */
export const Segments = ({ segments }: { segments: Segment[] }) =>
  segments.map(({ text, isFound }, place) =>
    isFound ? <mark key={place}>{text}</mark> : <Fragment key={place}>{text}</Fragment>,
  )

/** The same, for words that a search found elsewhere. */
export const Marked = ({ text, words }: { text: string; words: readonly string[] }) =>
  words.length === 0 ? text : <Segments segments={markWords(text, words)} />
