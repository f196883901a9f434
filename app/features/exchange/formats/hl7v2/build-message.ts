import { type Encoding, encode } from './charsets.ts'
import { type Delimiters, escapeText, STANDARD_DELIMITERS } from './escapes.ts'
import { DELETE_MARK } from './segment.ts'

/** A component, or its subcomponents. */
export type Component = string | string[]
/** One text, the components of one value, several values, or what is already written with its delimiters. */
export type FieldValue = string | null | Component[] | { repetitions: Component[][] } | { raw: string }
export type SegmentValue = [name: string, ...fields: FieldValue[]]

export const repeated = (...repetitions: Component[][]): FieldValue => ({ repetitions })
export const raw = (value: string): FieldValue => ({ raw: value })
/** Asks the receiver to delete what it holds. */
export const DELETED: FieldValue = raw(DELETE_MARK)

type BuildOptions = { encoding?: Encoding; delimiters?: Delimiters }

/** A message as bytes. MSH is given from MSH-3 on: the first two fields are the delimiters. */
export function buildMessage(segments: SegmentValue[], options: BuildOptions = {}): Uint8Array {
  const { encoding = 'utf-8', delimiters = STANDARD_DELIMITERS } = options
  const lines = segments.map(([name, ...fields]) => {
    const written = fields.map((field) => writeField(field, delimiters))
    while (written.length > 0 && written.at(-1) === '') written.pop()
    if (name === 'MSH') written.unshift(encodingCharacters(delimiters))
    return [name, ...written].join(delimiters.field)
  })
  return encode(`${lines.join('\r')}\r`, encoding)
}

const encodingCharacters = (d: Delimiters) => d.component + d.repetition + d.escape + d.subcomponent

function writeField(field: FieldValue, delimiters: Delimiters): string {
  if (field === null) return ''
  if (typeof field === 'string') return escapeText(field, delimiters)
  if (Array.isArray(field)) return writeComponents(field, delimiters)
  if ('raw' in field) return field.raw
  return field.repetitions
    .map((components) => writeComponents(components, delimiters))
    .join(delimiters.repetition)
}

function writeComponents(components: Component[], delimiters: Delimiters): string {
  const written = components.map((component) => {
    const parts = typeof component === 'string' ? [component] : component
    return parts.map((part) => escapeText(part, delimiters)).join(delimiters.subcomponent)
  })
  while (written.length > 0 && written.at(-1) === '') written.pop()
  return written.join(delimiters.component)
}
