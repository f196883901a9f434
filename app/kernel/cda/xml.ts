import { DOMParser, type Element, type Node } from '@xmldom/xmldom'
import iconv from 'iconv-lite'

const V3 = 'urn:hl7-org:v3'
/** Deeper than any clinical document; a tree made to exhaust the stack stops here. */
const MAX_DEPTH = 200

export type XmlFailureReason = 'tooLarge' | 'unknownEncoding' | 'doctype' | 'malformed' | 'tooDeep'
export type XmlResult = { ok: true; root: Element } | { ok: false; reason: XmlFailureReason }

/**
 * A tree from bytes that came from outside. No DOCTYPE, hence no entity of its own, no external file and
 * no expansion; the parser opens no connection. Any complaint of the parser refuses the document.
 */
export function parseXml(bytes: Uint8Array, maxBytes: number): XmlResult {
  if (bytes.length > maxBytes) return { ok: false, reason: 'tooLarge' }
  const text = decodeXml(bytes)
  if (text === null) return { ok: false, reason: 'unknownEncoding' }
  if (hasDoctype(text)) return { ok: false, reason: 'doctype' }
  let root: Element | null
  try {
    const parser = new DOMParser({
      locator: false,
      onError: (_level, message) => {
        throw new Error(message)
      },
    })
    root = parser.parseFromString(text, 'text/xml').documentElement
  } catch {
    // The parser's message quotes the document: it must not travel.
    return { ok: false, reason: 'malformed' }
  }
  if (!root) return { ok: false, reason: 'malformed' }
  return isTooDeep(root) ? { ok: false, reason: 'tooDeep' } : { ok: true, root }
}

const ENCODINGS = new Set([
  'utf-8',
  'utf8',
  'us-ascii',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1252',
  'utf-16',
])

function decodeXml(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return iconv.decode(buffer, 'utf-16le')
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return iconv.decode(buffer, 'utf-16be')
  const declaration = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["']/.exec(
    buffer.subarray(0, 200).toString('latin1'),
  )
  const encoding = declaration?.[1]?.toLowerCase() ?? 'utf-8'
  if (!ENCODINGS.has(encoding)) return null
  if (!encoding.startsWith('utf') && encoding !== 'us-ascii') return iconv.decode(buffer, encoding)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer)
  } catch {
    return null
  }
}

/** Looks at what stands before the root element only: elsewhere the words are text. */
function hasDoctype(text: string): boolean {
  let at = 0
  for (;;) {
    at = text.indexOf('<', at)
    if (at < 0) return false
    if (text.startsWith('<!--', at)) at = endAfter(text, '-->', at + 4)
    else if (text.startsWith('<?', at)) at = endAfter(text, '?>', at + 2)
    else return text.startsWith('<!', at)
  }
}

function endAfter(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at + mark.length
}

/** Walks without recursion: the depth is just what is not yet known. */
function isTooDeep(root: Element): boolean {
  let node: Node | null = root
  let depth = 0
  while (node) {
    if (node.firstChild) {
      node = node.firstChild
      if (++depth > MAX_DEPTH) return true
      continue
    }
    while (node && node !== root && !node.nextSibling) {
      node = node.parentNode
      depth--
    }
    node = !node || node === root ? null : node.nextSibling
  }
  return false
}

export const isElement = (node: Node): node is Element => node.nodeType === 1
export const isText = (node: Node): boolean => node.nodeType === 3 || node.nodeType === 4

export function childNodes(element: Node): Node[] {
  const nodes: Node[] = []
  for (let node = element.firstChild; node; node = node.nextSibling) nodes.push(node)
  return nodes
}

/** Child elements of HL7 v3, all or those of one name. */
export function children(element: Element | undefined, name?: string): Element[] {
  if (!element) return []
  return childNodes(element)
    .filter(isElement)
    .filter((child) => child.namespaceURI === V3 && (!name || child.localName === name))
}

/** The first element down a path of names. */
export function descend(element: Element | undefined, ...path: string[]): Element | undefined {
  let at = element
  for (const name of path) at = children(at, name)[0]
  return at
}

export const attribute = (element: Element | undefined, name: string): string | null =>
  element?.getAttribute(name)?.trim() || null

/** Text with its blanks made one. */
export const textOf = (element: Element | undefined): string | null =>
  element?.textContent?.replace(/\s+/g, ' ').trim() || null

export const isV3 = (element: Element, name: string) =>
  element.namespaceURI === V3 && element.localName === name
