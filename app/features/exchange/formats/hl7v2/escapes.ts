import { decodeLoosely, type Encoding } from './charsets.ts'

export type Delimiters = {
  field: string
  component: string
  repetition: string
  escape: string
  subcomponent: string
}

export const STANDARD_DELIMITERS: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
}

const LINE_BREAKS = /^\.(br|sp)(\+?\d{0,3})$/
// Highlighting and other formatting of old terminals: nothing to show of it.
const WITHOUT_TEXT = /^(H|N|\.(in|ti|fi|nf|ce|sk)[+-]?\d{0,3}|C[0-9A-F]{4}|M[0-9A-F]{4,6})$/

/** Text of a value, its escape sequences resolved. A sequence that the standard does not know stays as it is. */
export function unescapeText(raw: string, delimiters: Delimiters, encoding: Encoding): string {
  const mark = delimiters.escape
  if (!raw.includes(mark)) return raw
  const parts: string[] = []
  let hexadecimal: Uint8Array[] = []
  // A character of two bytes may come as two sequences, so bytes are collected before they are read.
  const flush = () => {
    if (hexadecimal.length > 0) parts.push(decodeLoosely(Buffer.concat(hexadecimal), encoding))
    hexadecimal = []
  }
  let at = 0
  while (at < raw.length) {
    const from = raw.indexOf(mark, at)
    if (from !== at) {
      flush()
      parts.push(raw.slice(at, from < 0 ? undefined : from))
    }
    if (from < 0) break
    const to = raw.indexOf(mark, from + 1)
    const sequence = to < 0 ? null : raw.slice(from + 1, to)
    const bytes = sequence === null ? null : bytesOf(sequence)
    if (bytes) {
      hexadecimal.push(bytes)
      at = to + 1
      continue
    }
    flush()
    const text = sequence === null ? null : textOf(sequence, delimiters)
    // Not a sequence: the mark is text, and the next mark may begin a true one.
    parts.push(text ?? mark)
    at = text === null ? from + 1 : to + 1
  }
  flush()
  return parts.join('')
}

function bytesOf(sequence: string): Uint8Array | null {
  const digits = sequence.slice(1)
  if (sequence[0] !== 'X' || digits.length === 0 || digits.length % 2 === 1) return null
  return /[^0-9A-F]/i.test(digits) ? null : Buffer.from(digits, 'hex')
}

function textOf(sequence: string, delimiters: Delimiters): string | null {
  if (sequence === 'F') return delimiters.field
  if (sequence === 'S') return delimiters.component
  if (sequence === 'T') return delimiters.subcomponent
  if (sequence === 'R') return delimiters.repetition
  if (sequence === 'E') return delimiters.escape
  const lineBreak = LINE_BREAKS.exec(sequence)
  if (lineBreak) return '\n'.repeat(Math.max(1, Number(lineBreak[2] || 1)))
  return WITHOUT_TEXT.test(sequence) ? '' : null
}

/** A value as it may stand in a message: delimiters and line ends escaped. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const { field, component, repetition, escape: mark, subcomponent } = delimiters
  const names = new Map([
    [field, 'F'],
    [component, 'S'],
    [subcomponent, 'T'],
    [repetition, 'R'],
    [mark, 'E'],
  ])
  let escaped = ''
  let plainFrom = 0
  for (let at = 0; at < text.length; at++) {
    const name = names.get(text[at]!) ?? controlName(text, at)
    if (!name) continue
    escaped += text.slice(plainFrom, at) + mark + name + mark
    if (name === '.br' && text[at] === '\r' && text[at + 1] === '\n') at++
    plainFrom = at + 1
  }
  return escaped + text.slice(plainFrom)
}

function controlName(text: string, at: number): string | null {
  const code = text.charCodeAt(at)
  if (code === 10 || code === 13) return '.br'
  return code < 32 && code !== 9 ? `X${code.toString(16).padStart(2, '0').toUpperCase()}` : null
}
