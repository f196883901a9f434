import type { Element, Node } from '@xmldom/xmldom'
import type { CdaBlock, CdaCell, CdaInline, CdaLook } from './document.ts'
import { attribute, childNodes, children, isElement, isText, textOf } from './xml.ts'

/** Media types of what stands within the document, by id. */
export type MediaTypes = ReadonlyMap<string, string>

/** Sections with their titles as headings, nested ones a level deeper. */
export function readSections(sections: Element[], media: MediaTypes, level = 2): CdaBlock[] {
  return sections.flatMap((section) => {
    const title = textOf(children(section, 'title')[0])
    const text = children(section, 'text')[0]
    const nested = children(section, 'component').flatMap((component) => children(component, 'section'))
    return [
      ...(title ? [{ kind: 'heading' as const, level: Math.min(level, 6), text: title }] : []),
      ...(text ? readBlocks(text, media) : []),
      ...readSections(nested, media, level + 1),
    ]
  })
}

/** Block by block; text that stands between blocks becomes a paragraph of its own. */
function readBlocks(parent: Node, media: MediaTypes): CdaBlock[] {
  const blocks: CdaBlock[] = []
  let inlines: CdaInline[] = []
  const flush = () => {
    const paragraph = tidy(inlines)
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', inlines: paragraph })
    inlines = []
  }
  const block = (...read: CdaBlock[]) => {
    if (read.length > 0) flush()
    blocks.push(...read)
  }
  const walk = (node: Node, look: CdaLook | undefined) => {
    if (isText(node)) inlines.push({ kind: 'text', text: node.nodeValue ?? '', ...(look && { look }) })
    if (!isElement(node) || isStruckOut(node) || isNoText(node)) return
    const inner = (as = look) => {
      for (const child of childNodes(node)) walk(child, as)
    }
    if (node.localName === 'br') inlines.push({ kind: 'lineBreak' })
    else if (node.localName === 'paragraph' || node.localName === 'caption') {
      flush()
      inner()
      flush()
    } else if (node.localName === 'list' || node.localName === 'table') {
      flush()
      blocks.push(...(node.localName === 'list' ? readList(node, media) : readTable(node, media)))
    } else if (node.localName === 'renderMultiMedia') block(...readMedia(node, media))
    else if (node.localName === 'linkHtml') readLink(node, inlines, inner)
    // content, footnote and whatever else: its text and how it looks, nothing of its markup.
    else inner(lookOf(node, look))
  }
  for (const child of childNodes(parent)) walk(child, undefined)
  flush()
  return blocks
}

function lookOf(element: Element, outer: CdaLook | undefined): CdaLook | undefined {
  if (element.localName === 'sup') return 'super'
  if (element.localName === 'sub') return 'sub'
  const style = attribute(element, 'styleCode') ?? ''
  const isBold = /\bBold/.test(style) || outer === 'bold' || outer === 'boldItalic'
  const isItalic = /Italics/.test(style) || outer === 'italic' || outer === 'boldItalic'
  if (isBold && isItalic) return 'boldItalic'
  if (isBold) return 'bold'
  if (isItalic) return 'italic'
  return /\bUnderline\b/.test(style) ? 'underline' : outer
}

/** A link to the web says where it leads; one to a place in the document, or to a script, is its words. */
function readLink(link: Element, inlines: CdaInline[], inner: () => void) {
  const href = (attribute(link, 'href') ?? '').replace(/\s+/g, '')
  const text = textOf(link)
  if (!text || !/^https?:\/\//i.test(href) || !URL.canParse(href)) return inner()
  inlines.push({ kind: 'link', text, href: new URL(href).href })
}

/** Several may be named at once. What is not in the document cannot be shown. */
const readMedia = (element: Element, media: MediaTypes): CdaBlock[] =>
  (attribute(element, 'referencedObject') ?? '').split(/\s+/).flatMap((id) => {
    const mediaType = media.get(id)
    return mediaType ? [{ kind: 'media' as const, id, mediaType }] : []
  })

/** Text that a later version withdrew stays in the source; shown as plain text it would say the contrary. */
const isStruckOut = (element: Element) => attribute(element, 'revised') === 'delete'

/** What no narrative has and a browser would run or draw with: its words are nobody's. */
const isNoText = (element: Element) => element.localName === 'script' || element.localName === 'style'

function readList(list: Element, media: MediaTypes): CdaBlock[] {
  const items = children(list, 'item')
    .filter((item) => !isStruckOut(item))
    .map((item) => readBlocks(item, media))
    .filter((item) => item.length > 0)
  const caption = children(list, 'caption')[0]
  return [
    ...(caption ? readBlocks(caption, media) : []),
    ...(items.length > 0
      ? [{ kind: 'list' as const, isOrdered: attribute(list, 'listType') === 'ordered', items }]
      : []),
  ]
}

function readTable(table: Element, media: MediaTypes): CdaBlock[] {
  const groups = children(table).filter(({ localName }) =>
    ['thead', 'tbody', 'tfoot'].includes(localName ?? ''),
  )
  // The standard lets the foot stand before the body.
  const ordered = [...groups.filter((group) => group.localName !== 'tfoot'), ...children(table, 'tfoot')]
  const rows = [...ordered.flatMap((group) => children(group, 'tr')), ...children(table, 'tr')]
    .filter((row) => !isStruckOut(row))
    .map((row) =>
      children(row)
        .filter(isCell)
        .map((cell) => readCell(cell, media)),
    )
    .filter((row) => row.length > 0)
  if (rows.length === 0) return []
  return [{ kind: 'table', caption: textOf(children(table, 'caption')[0]), rows }]
}

const isCell = (element: Element) => element.localName === 'td' || element.localName === 'th'

function readCell(cell: Element, media: MediaTypes): CdaCell {
  return {
    isHeader: cell.localName === 'th',
    columnSpan: spanOf(cell, 'colspan'),
    rowSpan: spanOf(cell, 'rowspan'),
    blocks: isStruckOut(cell) ? [] : readBlocks(cell, media),
  }
}

/** Without its spans a table reads wrong; as a small number an attribute is safe. */
function spanOf(cell: Element, name: 'colspan' | 'rowspan'): number {
  const span = Number(attribute(cell, name) ?? 1)
  return Number.isInteger(span) && span >= 1 && span <= 100 ? span : 1
}

/** Blanks made one as a browser would, none at the edges and around line breaks. */
function tidy(inlines: CdaInline[]): CdaInline[] {
  const merged: CdaInline[] = []
  for (const inline of inlines) {
    const last = merged.at(-1)
    if (inline.kind === 'text' && last?.kind === 'text' && last.look === inline.look) last.text += inline.text
    else merged.push({ ...inline })
  }
  const isEdge = (place: number) => !merged[place] || merged[place].kind === 'lineBreak'
  const texts: CdaInline[] = []
  for (const [i, inline] of merged.entries()) {
    if (inline.kind !== 'text') {
      texts.push(inline)
      continue
    }
    let text = inline.text.replace(/[ \t\r\n]+/g, ' ')
    const before = texts.at(-1)
    // One blank between words, however they look.
    if (isEdge(i - 1) || (before?.kind === 'text' && before.text.endsWith(' '))) text = text.trimStart()
    if (isEdge(i + 1)) text = text.trimEnd()
    if (text !== '') texts.push({ ...inline, text })
  }
  while (texts[0]?.kind === 'lineBreak') texts.shift()
  while (texts.at(-1)?.kind === 'lineBreak') texts.pop()
  const last = texts.at(-1)
  if (last?.kind === 'text') last.text = last.text.trimEnd()
  return texts.filter((inline) => inline.kind !== 'text' || inline.text !== '')
}
