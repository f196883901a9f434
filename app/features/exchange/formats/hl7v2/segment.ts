import type { Encoding } from './charsets.ts'
import { type Delimiters, unescapeText } from './escapes.ts'

/** One repetition of a field. Components and subcomponents count from 1, as in the standard. */
export type Repetition = {
  raw: string
  /** Escapes resolved; '' when absent, empty, or the delete mark. */
  text: (component?: number, subcomponent?: number) => string
}

export type Segment = {
  name: string
  /** The field as it was sent. */
  rawField: (field: number) => string
  /** Text within the field's first repetition. */
  field: (field: number, component?: number, subcomponent?: number) => string
  repetitions: (field: number) => Repetition[]
  /** The sender asks to delete what we hold: the field is `""`. An empty field says nothing. */
  isDeleted: (field: number) => boolean
}

export const DELETE_MARK = '""'

/** A segment over its line. Splits each field once, when first asked for: most fields are never read. */
export function createSegment(line: string, delimiters: Delimiters, encoding: Encoding): Segment {
  const fields = line.split(delimiters.field)
  const name = fields[0] ?? ''
  // MSH-1 is the field separator itself, so the split is one short.
  if (name === 'MSH') fields.splice(1, 0, delimiters.field)
  const read = new Map<number, Repetition[]>()

  const rawField = (field: number) => fields[field] ?? ''
  const repetitions = (field: number): Repetition[] => {
    const known = read.get(field)
    if (known) return known
    const raw = rawField(field)
    const isDelimiters = name === 'MSH' && field <= 2
    const parts = raw === '' ? [] : isDelimiters ? [raw] : raw.split(delimiters.repetition)
    const split = parts.map((part) => createRepetition(part, delimiters, encoding))
    read.set(field, split)
    return split
  }
  return {
    name,
    rawField,
    repetitions,
    field: (field, component, subcomponent) => repetitions(field)[0]?.text(component, subcomponent) ?? '',
    isDeleted: (field) => rawField(field) === DELETE_MARK,
  }
}

function createRepetition(raw: string, delimiters: Delimiters, encoding: Encoding): Repetition {
  let components: string[] | null = null
  return {
    raw,
    text: (component = 1, subcomponent = 1) => {
      components ??= raw.split(delimiters.component)
      const value = components[component - 1]?.split(delimiters.subcomponent)[subcomponent - 1] ?? ''
      return value === DELETE_MARK ? '' : unescapeText(value, delimiters, encoding)
    },
  }
}
