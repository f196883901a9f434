import type { Repetition, Segment } from './segment.ts'
import { orNull } from './values.ts'

/** A value as it was written, and what of it is a number. */
export type Value = {
  text: string
  number: number | null
  comparator: Comparator | null
}
export type Range = { text: string | null; low: number | null; high: number | null }
const COMPARATORS = ['<', '<=', '>=', '>'] as const
type Comparator = (typeof COMPARATORS)[number]

const NUMBER = String.raw`[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d{1,3})?`
const COMPARED = new RegExp(`^(<=|>=|≤|≥|<|>)?\\s*(${NUMBER})$`)
const BETWEEN = new RegExp(`^[[(]?\\s*(${NUMBER})\\s*(?:-|–|à|;|\\.\\.)\\s*(${NUMBER})\\s*[\\])]?$`)

/** French senders write a comma where the standard has a point. */
const toNumber = (text: string): number | null => {
  const number = Number(text.replace(',', '.'))
  return Number.isFinite(number) ? number : null
}
const comparatorOf = (sign: string | undefined): Comparator | null => {
  const plain = sign === '≤' ? '<=' : sign === '≥' ? '>=' : sign
  return COMPARATORS.find((known) => known === plain) ?? null
}

/** OBX-5 by OBX-2. Text that is nothing but a number, `<5` or `> 1,2` counts as one whatever its type. */
export function readValue(obx: Segment): Value {
  const type = obx.field(2).toUpperCase()
  const repetitions = obx.repetitions(5)
  if (type === 'SN') return structured(repetitions[0])
  if (['CE', 'CWE', 'CNE', 'CF'].includes(type))
    return words(repetitions.map((r) => orNull(r.text(2)) ?? orNull(r.text(1)) ?? orNull(r.text(9)) ?? ''))
  if (['TX', 'FT'].includes(type)) return words(repetitions.map(plainText), '\n')
  return words(repetitions.map(plainText))
}

/** Text types have no components: what looks like one is text with an unescaped mark in it. */
const plainText = (repetition: Repetition) => {
  const parts: string[] = []
  for (let at = 1; at <= 50; at++) {
    const part = repetition.text(at)
    if (part) parts.push(part)
    else if (at > 8) break
  }
  return parts.join(' ').trim()
}

function words(texts: string[], separator = ', '): Value {
  const text = texts.filter(Boolean).join(separator)
  const match = COMPARED.exec(text.trim())
  if (!match) return { text, number: null, comparator: null }
  return { text, number: toNumber(match[2]!), comparator: comparatorOf(match[1]) }
}

/** SN: comparator, number, separator, number. A ratio or a range is kept as written. */
function structured(sn: Repetition | undefined): Value {
  const [sign, first, separator, second] = [1, 2, 3, 4].map((at) => sn?.text(at).trim() ?? '')
  const text = [sign === '=' ? '' : sign, first, separator, second].filter(Boolean).join(' ')
  if (separator || second || !first) return { text, number: null, comparator: null }
  const comparator = comparatorOf(sign)
  const isPlain = !sign || sign === '=' || comparator !== null
  return { text, number: isPlain ? toNumber(first) : null, comparator }
}

/** OBX-7: `10-20`, `4,5 à 11`, `[3;5]`, `<5`, `> 1`, or words. */
export function readRange(said: string): Range {
  const text = orNull(said)
  if (!text) return { text: null, low: null, high: null }
  const between = BETWEEN.exec(text.trim())
  if (between) return { text, low: toNumber(between[1]!), high: toNumber(between[2]!) }
  const compared = COMPARED.exec(text.trim())
  const bound = compared?.[1] ? toNumber(compared[2]!) : null
  if (bound === null) return { text, low: null, high: null }
  return ['<', '<=', '≤'].includes(compared![1]!)
    ? { text, low: null, high: bound }
    : { text, low: bound, high: null }
}
