import { decode, type Encoding, encodingOf } from './charsets.ts'
import { type Delimiters, STANDARD_DELIMITERS } from './escapes.ts'
import { createSegment, type Segment } from './segment.ts'

/** What the header says of the message and its way; also what an acknowledgment mirrors. */
export type Envelope = {
  sendingApplication: string
  sendingFacility: string
  receivingApplication: string
  receivingFacility: string
  /** MSH-7 as sent: a time without offset needs the establishment's zone to mean an instant. */
  sentAt: string
  messageCode: string
  trigger: string
  structure: string
  controlId: string
  /** P production, T training, D debugging. */
  processingId: string
  version: string
  profiles: string[]
  encoding: Encoding
  delimiters: Delimiters
  header: Segment
}

export type Message = {
  envelope: Envelope
  segments: Segment[]
  first: (name: string) => Segment | undefined
  all: (name: string) => Segment[]
}

export type ParseFailureReason =
  | 'noMsh'
  | 'badDelimiters'
  | 'unsupportedCharset'
  | 'malformedCharacters'
  | 'badSegment'
  | 'noMessageType'
  | 'noControlId'

export type ParseResult =
  | { ok: true; message: Message }
  // The envelope, as far as it could be read, so that the refusal still reaches the sender's log.
  | { ok: false; reason: ParseFailureReason; envelope: Envelope | null; line?: number }

/** `defaultCharset` holds for messages with an empty MSH-18. UTF-8 fails loudly where 8859/1 would garble. */
export function parseMessage(bytes: Uint8Array, defaultCharset = 'UNICODE UTF-8'): ParseResult {
  const start = startOfHeader(bytes)
  if (start === null) return { ok: false, reason: 'noMsh', envelope: null }
  // The header is read byte by byte first: it names the character set of everything, itself included.
  const headerLine = latin1(bytes.subarray(start, endOfLine(bytes, start)))
  const delimiters = delimitersOf(headerLine)
  if (!delimiters) return { ok: false, reason: 'badDelimiters', envelope: null }

  const provisional = envelopeOf(createSegment(headerLine, delimiters, 'windows-1252'), delimiters)
  const encoding = encodingOf(provisional.header.field(18) || defaultCharset)
  if (!encoding) return { ok: false, reason: 'unsupportedCharset', envelope: provisional }
  const text = decode(bytes.subarray(start), encoding)
  if (text === null)
    return { ok: false, reason: 'malformedCharacters', envelope: { ...provisional, encoding } }

  const segments: Segment[] = []
  const lines = text.split(/\r\n|\r|\n/)
  for (const [index, line] of lines.entries()) {
    if (isBlank(line)) continue
    // NUL is in no character set of HL7, and no database keeps it in a text.
    if (line.includes('\0'))
      return {
        ok: false,
        reason: 'malformedCharacters',
        envelope: { ...provisional, encoding },
        line: index + 1,
      }
    if (!isSegment(line, delimiters)) {
      return { ok: false, reason: 'badSegment', envelope: { ...provisional, encoding }, line: index + 1 }
    }
    segments.push(createSegment(line, delimiters, encoding))
  }
  const envelope = envelopeOf(segments[0]!, delimiters, encoding)
  if (!envelope.messageCode) return { ok: false, reason: 'noMessageType', envelope }
  if (!envelope.controlId) return { ok: false, reason: 'noControlId', envelope }
  const message: Message = {
    envelope,
    segments,
    first: (name) => segments.find((segment) => segment.name === name),
    all: (name) => segments.filter((segment) => segment.name === name),
  }
  return { ok: true, message }
}

const CR = 13
const LF = 10

/** Past a byte order mark, blank lines and a stray frame start; null unless `MSH` and a separator follow. */
function startOfHeader(bytes: Uint8Array): number | null {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length && bytes[at]! <= 32) at++
  return latin1(bytes.subarray(at, at + 3)) === 'MSH' && bytes.length > at + 8 ? at : null
}

function endOfLine(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== CR && bytes[at] !== LF) at++
  return at
}

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

function delimitersOf(header: string): Delimiters | null {
  const field = header[3]!
  const [component, repetition, mark, subcomponent] = header.slice(4).split(field)[0] ?? ''
  if (!component || !repetition) return null
  const delimiters = {
    field,
    component,
    repetition,
    escape: mark ?? STANDARD_DELIMITERS.escape,
    subcomponent: subcomponent ?? STANDARD_DELIMITERS.subcomponent,
  }
  const marks = Object.values(delimiters)
  const isDistinct = new Set(marks).size === marks.length
  return isDistinct && marks.every((mark) => /^[!-/:-@[-`{-~]$/.test(mark)) ? delimiters : null
}

/** Nothing in it but spaces and control characters: what some senders leave before and after a message. */
function isBlank(line: string): boolean {
  for (let at = 0; at < line.length; at++) if (line.charCodeAt(at) > 32) return false
  return true
}

function isSegment(line: string, delimiters: Delimiters): boolean {
  return /^[A-Z][A-Z0-9]{2}/.test(line) && (line.length === 3 || line[3] === delimiters.field)
}

function envelopeOf(header: Segment, delimiters: Delimiters, encoding: Encoding = 'utf-8'): Envelope {
  return {
    // HD: the namespace, or the universal id when that is all there is.
    sendingApplication: header.field(3) || header.field(3, 2),
    sendingFacility: header.field(4) || header.field(4, 2),
    receivingApplication: header.field(5) || header.field(5, 2),
    receivingFacility: header.field(6) || header.field(6, 2),
    sentAt: header.field(7),
    messageCode: header.field(9),
    trigger: header.field(9, 2),
    structure: header.field(9, 3),
    controlId: header.field(10),
    processingId: header.field(11),
    version: header.field(12),
    profiles: header.repetitions(21).map((profile) => profile.text(2) || profile.text(1)),
    encoding,
    delimiters,
    header,
  }
}
