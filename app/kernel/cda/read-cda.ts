import type { Element } from '@xmldom/xmldom'
import { decodeBase64 } from '../base64.ts'
import type { CdaBlock, CdaBody, CdaDocument, CdaInline } from './document.ts'
import { readHeader } from './read-header.ts'
import { readSections } from './read-narrative.ts'
import { attribute, children, descend, isElement, isV3, parseXml, type XmlFailureReason } from './xml.ts'

export type CdaFailureReason = XmlFailureReason | 'notCda' | 'noId' | 'badContent'
export type CdaResult = { ok: true; document: CdaDocument } | { ok: false; reason: CdaFailureReason }

type CdaOptions = { zone: string; maxBytes?: number }

/** A CDA R2 document from bytes of unknown origin: header, and a body that is safe to show. */
export function readCda(bytes: Uint8Array, { zone, maxBytes = 20_000_000 }: CdaOptions): CdaResult {
  const parsed = parseXml(bytes, maxBytes)
  if (!parsed.ok) return parsed
  if (!isV3(parsed.root, 'ClinicalDocument')) return { ok: false, reason: 'notCda' }
  const header = readHeader(parsed.root, zone)
  if (!header) return { ok: false, reason: 'noId' }
  const body = readBody(descend(parsed.root, 'component'))
  return body ? { ok: true, document: { header, body } } : { ok: false, reason: 'badContent' }
}

function readBody(component: Element | undefined): CdaBody | null {
  const file = descend(component, 'nonXMLBody', 'text')
  if (file) return readFile(file)
  const structured = descend(component, 'structuredBody')
  if (!structured) return { kind: 'none' }
  const sections = children(structured, 'component').flatMap((part) => children(part, 'section'))
  return { kind: 'sections', blocks: readSections(sections, mediaTypesOf(structured)) }
}

/** What `renderMultiMedia` may name: pictures and files within, by id. */
function mediaTypesOf(body: Element): Map<string, string> {
  const types = new Map<string, string>()
  for (const media of mediaOf(body)) {
    const id = attribute(media, 'ID')
    const mediaType = attribute(descend(media, 'value'), 'mediaType')?.toLowerCase()
    if (id && mediaType && (CDA_MEDIA_TYPES as readonly string[]).includes(mediaType))
      types.set(id, mediaType)
  }
  return types
}

const mediaOf = (body: Element) =>
  [...body.getElementsByTagNameNS('urn:hl7-org:v3', 'observationMedia')].filter(isElement)

/** The bytes of one picture or file within a CDA; null when there is none of that id that may be shown. */
export function readCdaMedia(
  bytes: Uint8Array,
  id: string,
  maxBytes = 20_000_000,
): { mediaType: CdaMediaType; bytes: Uint8Array } | null {
  const parsed = parseXml(bytes, maxBytes)
  if (!parsed.ok || !isV3(parsed.root, 'ClinicalDocument')) return null
  const value = descend(
    mediaOf(parsed.root).find((media) => attribute(media, 'ID') === id),
    'value',
  )
  if (!value || attribute(value, 'representation') !== 'B64') return null
  const decoded = decodeBase64((value.textContent ?? '').replace(/[ \t\r\n]+/g, ''))
  const mediaType = decoded && typeOfMedia(decoded)
  return mediaType && mediaType === attribute(value, 'mediaType')?.toLowerCase()
    ? { mediaType, bytes: decoded }
    : null
}

export const CDA_MEDIA_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const
export type CdaMediaType = (typeof CDA_MEDIA_TYPES)[number]

/** Its bytes must be what it says: nothing else is handed to a browser. */
function typeOfMedia(bytes: Uint8Array): CdaMediaType | null {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  if (start.startsWith('%PDF-')) return 'application/pdf'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  return start === '\x89PNG\r\n\x1a\n' ? 'image/png' : null
}

function readFile(text: Element): CdaBody | null {
  const mediaType = (attribute(text, 'mediaType') ?? 'text/plain').toLowerCase()
  const content = text.textContent ?? ''
  if (attribute(text, 'representation') !== 'B64') {
    return content.trim()
      ? { kind: 'file', mediaType, bytes: Buffer.from(content, 'utf8') }
      : { kind: 'none' }
  }
  // Blanks mean nothing in XML's base64, unlike in HL7 v2.
  const decoded = decodeBase64(content.replace(/[ \t\r\n]+/g, ''))
  return decoded && { kind: 'file', mediaType, bytes: decoded }
}

/** The words of a document for search and for notes: one line a block, cells apart. A file within has none here. */
export function cdaText({ header, body }: CdaDocument): string {
  const lines = header.title ? [header.title] : []
  if (body.kind === 'sections') lines.push(...body.blocks.flatMap(linesOf))
  if (body.kind === 'file' && body.mediaType === 'text/plain') {
    lines.push(Buffer.from(body.bytes).toString('utf8'))
  }
  return lines.join('\n')
}

function linesOf(block: CdaBlock): string[] {
  if (block.kind === 'heading') return [block.text]
  if (block.kind === 'paragraph') return [inlineText(block.inlines)]
  if (block.kind === 'media') return []
  if (block.kind === 'list') return block.items.map((item) => `- ${item.flatMap(linesOf).join(' ')}`)
  const rows = block.rows.map((row) => row.map((cell) => cell.blocks.flatMap(linesOf).join(' ')).join('\t'))
  return block.caption ? [block.caption, ...rows] : rows
}

/** Without markup a power keeps its sign: 10^9. */
const inlineText = (inlines: CdaInline[]) =>
  inlines
    .map((inline) => {
      if (inline.kind === 'lineBreak') return '\n'
      return inline.kind === 'text' && inline.look === 'super' ? `^${inline.text}` : inline.text
    })
    .join('')
