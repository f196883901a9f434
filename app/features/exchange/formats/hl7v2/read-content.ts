import { type MediaType, sniff } from '#app/features/record/contract.ts'
import { decodeBase64 } from '#app/kernel/base64.ts'
import type { CdaHeader } from '#app/kernel/cda/document.ts'
import { readCda } from '#app/kernel/cda/read-cda.ts'
import { decode } from './charsets.ts'
import { unescapeText } from './escapes.ts'
import type { ReadOptions, Refusal, Warning } from './intents.ts'
import type { Envelope } from './message.ts'
import { DELETE_MARK, type Repetition, type Segment } from './segment.ts'

export type Content = {
  mime: MediaType
  bytes: Uint8Array
  /** The header of a CDA, which knows more of the document than the message around it. */
  cda: CdaHeader | null
}

type ReadContent = { ok: true; content: Content } | Refusal

/**
 * The file in an OBX-5 of type ED. What it is, is seen from its bytes: senders write the declared type
 * (AP, APPLICATION, TEXT...) in too many ways to rely on.
 */
export function readContent(
  obx: Segment,
  { encoding }: Pick<Envelope, 'encoding'>,
  { zone }: ReadOptions,
  warnings: Warning[],
): ReadContent {
  const encapsulated = obx.repetitions(5)[0]
  const bytes = encapsulated ? decodeData(encapsulated) : null
  if (!bytes) return refuse('badBase64')

  if (startsAsXml(bytes)) {
    const read = readCda(bytes, { zone })
    if (read.ok) return { ok: true, content: { mime: 'text/xml', bytes, cda: read.document.header } }
    return refuse(read.reason === 'notCda' ? 'unsupportedContent' : 'badXml')
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!buffer.subarray(0, 1024).includes('%PDF-')) return imageOrText(bytes, encapsulated!, encoding)
  if (!buffer.subarray(-2048).includes('%%EOF')) warnings.push('pdfWithoutEnd')
  return { ok: true, content: { mime: 'application/pdf', bytes, cda: null } }
}

const refuse = (reason: Refusal['reason']): Refusal => ({ ok: false, reason, segment: 'OBX', field: 5 })

/** What an upload may be, a message may bring: by the same look at its bytes. */
function imageOrText(bytes: Uint8Array, { text }: Repetition, encoding: Envelope['encoding']): ReadContent {
  const sniffed = sniff(bytes)
  if (sniffed.ok) return { ok: true, content: { mime: sniffed.mediaType, bytes, cda: null } }
  // Text that is no UTF-8 is in the message's own character set.
  const isText = text(2).trim().toUpperCase() === 'TEXT' && encoding !== 'utf-8'
  const decoded = isText && sniffed.looksLike === 'other' ? decode(bytes, encoding) : null
  return decoded ? textContent(decoded, false) : refuse('unsupportedContent')
}

/** The lines of a report as OBX of type TX, FT or ST: one text, a line for each OBX and each repetition. */
export function readLines(
  lines: Segment[],
  { delimiters, encoding }: Pick<Envelope, 'delimiters' | 'encoding'>,
): ReadContent {
  // By the raw field: text has no components, what looks like one is a mark the sender did not escape.
  const text = lines
    .map((obx) => obx.repetitions(5).map(({ raw }) => (raw === DELETE_MARK ? '' : raw)))
    .map((parts) => parts.map((raw) => unescapeText(raw, delimiters, encoding)).join('\n'))
    .join('\n')
    .replace(/\r\n?/g, '\n')
    .replace(/^\n+|\s+$/g, '')
  return text ? textContent(text, true) : { ...refuse('noDocument') }
}

/** Lines may begin with `<5`: they are declared as text and shown as nothing else. */
function textContent(text: string, areLines: boolean): ReadContent {
  const bytes = Buffer.from(text, 'utf8')
  const sniffed = sniff(bytes)
  const isText = sniffed.ok ? sniffed.mediaType === 'text/plain' : areLines && sniffed.looksLike === 'webpage'
  return isText
    ? { ok: true, content: { mime: 'text/plain', bytes, cda: null } }
    : refuse('unsupportedContent')
}

/**
 * ED-5 by ED-4. Base64 is taken strictly, but for line breaks: encoders that wrap lines write them as
 * `\.br\` or `\X0D0A\`. Blanks, another alphabet, missing padding: refused.
 */
function decodeData(encapsulated: Repetition): Uint8Array | null {
  const encoding = encapsulated.text(4).trim().toLowerCase()
  const data = encapsulated.text(5)
  if (encoding === 'a') return data ? Buffer.from(data, 'utf8') : null
  if (encoding !== 'base64' && encoding !== '') return null
  return decodeBase64(data.includes('\n') || data.includes('\r') ? data.replace(/[\r\n]+/g, '') : data)
}

/** `<` behind a byte order mark or blanks, in UTF-8 or UTF-16. */
function startsAsXml(bytes: Uint8Array): boolean {
  const skipped = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00, 0x09, 0x0a, 0x0d, 0x20])
  let at = 0
  while (at < Math.min(bytes.length, 64) && skipped.has(bytes[at]!)) at++
  return bytes[at] === 0x3c
}
