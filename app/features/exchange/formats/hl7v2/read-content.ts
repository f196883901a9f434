import { decodeBase64 } from '#app/kernel/base64.ts'
import type { CdaHeader } from '#app/kernel/cda/document.ts'
import { readCda } from '#app/kernel/cda/read-cda.ts'
import type { DOCUMENT_MIMES, ReadOptions, Refusal, Warning } from './intents.ts'
import type { Repetition, Segment } from './segment.ts'

export type Content = {
  mime: (typeof DOCUMENT_MIMES)[number]
  bytes: Uint8Array
  /** The header of a CDA, which knows more of the document than the message around it. */
  cda: CdaHeader | null
}

/**
 * The file in an OBX-5 of type ED. What it is, is seen from its bytes: senders write the declared type
 * (AP, APPLICATION, TEXT...) in too many ways to rely on.
 */
export function readContent(
  obx: Segment,
  { zone }: ReadOptions,
  warnings: Warning[],
): { ok: true; content: Content } | Refusal {
  const refuse = (reason: Refusal['reason']): Refusal => ({ ok: false, reason, segment: 'OBX', field: 5 })
  const encapsulated = obx.repetitions(5)[0]
  const bytes = encapsulated ? decodeData(encapsulated) : null
  if (!bytes) return refuse('badBase64')

  if (startsAsXml(bytes)) {
    const read = readCda(bytes, { zone })
    if (read.ok) return { ok: true, content: { mime: 'text/xml', bytes, cda: read.document.header } }
    return refuse(read.reason === 'notCda' ? 'unsupportedContent' : 'badXml')
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!buffer.subarray(0, 1024).includes('%PDF-')) return refuse('unsupportedContent')
  if (!buffer.subarray(-2048).includes('%%EOF')) warnings.push('pdfWithoutEnd')
  return { ok: true, content: { mime: 'application/pdf', bytes, cda: null } }
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
