import type { Element } from '@xmldom/xmldom'
import { decodeBase64 } from '../base64.ts'
import type { CdaBlock, CdaBody, CdaDocument, CdaInline } from './document.ts'
import { readHeader } from './read-header.ts'
import { readSections } from './read-narrative.ts'
import { attribute, children, descend, isV3, parseXml, type XmlFailureReason } from './xml.ts'

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
  return { kind: 'sections', blocks: readSections(sections) }
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
  if (block.kind === 'list') return block.items.map((item) => `- ${item.flatMap(linesOf).join(' ')}`)
  const rows = block.rows.map((row) => row.map((cell) => cell.blocks.flatMap(linesOf).join(' ')).join('\t'))
  return block.caption ? [block.caption, ...rows] : rows
}

const inlineText = (inlines: CdaInline[]) =>
  inlines.map((inline) => (inline.kind === 'text' ? inline.text : '\n')).join('')
