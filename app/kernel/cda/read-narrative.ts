import type { Element, Node } from '@xmldom/xmldom'
import type { CdaBlock, CdaCell, CdaInline } from './document.ts'
import { attribute, childNodes, children, isElement, isText, textOf } from './xml.ts'

/** Sections with their titles as headings, nested ones a level deeper. */
export function readSections(sections: Element[], level = 2): CdaBlock[] {
  return sections.flatMap((section) => {
    const title = textOf(children(section, 'title')[0])
    const text = children(section, 'text')[0]
    const nested = children(section, 'component').flatMap((component) => children(component, 'section'))
    return [
      ...(title ? [{ kind: 'heading' as const, level: Math.min(level, 6), text: title }] : []),
      ...(text ? readBlocks(text) : []),
      ...readSections(nested, level + 1),
    ]
  })
}

/** Block by block; text that stands between blocks becomes a paragraph of its own. */
function readBlocks(parent: Node): CdaBlock[] {
  const blocks: CdaBlock[] = []
  let inlines: CdaInline[] = []
  const flush = () => {
    const paragraph = tidy(inlines)
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', inlines: paragraph })
    inlines = []
  }
  const walk = (node: Node) => {
    if (isText(node)) inlines.push({ kind: 'text', text: node.nodeValue ?? '' })
    if (!isElement(node) || isStruckOut(node)) return
    if (node.localName === 'br') inlines.push({ kind: 'lineBreak' })
    else if (node.localName === 'paragraph' || node.localName === 'caption') {
      flush()
      for (const child of childNodes(node)) walk(child)
      flush()
    } else if (node.localName === 'list') {
      flush()
      blocks.push(...readList(node))
    } else if (node.localName === 'table') {
      flush()
      blocks.push(...readTable(node))
    } else {
      // content, sub, sup, footnote, links and whatever else: its text, nothing of its markup.
      for (const child of childNodes(node)) walk(child)
    }
  }
  for (const child of childNodes(parent)) walk(child)
  flush()
  return blocks
}

/** Text that a later version withdrew stays in the source; shown as plain text it would say the contrary. */
const isStruckOut = (element: Element) => attribute(element, 'revised') === 'delete'

function readList(list: Element): CdaBlock[] {
  const items = children(list, 'item')
    .filter((item) => !isStruckOut(item))
    .map(readBlocks)
    .filter((item) => item.length > 0)
  const caption = children(list, 'caption')[0]
  return [
    ...(caption ? readBlocks(caption) : []),
    ...(items.length > 0
      ? [{ kind: 'list' as const, isOrdered: attribute(list, 'listType') === 'ordered', items }]
      : []),
  ]
}

function readTable(table: Element): CdaBlock[] {
  const groups = children(table).filter(({ localName }) =>
    ['thead', 'tbody', 'tfoot'].includes(localName ?? ''),
  )
  // The standard lets the foot stand before the body.
  const ordered = [...groups.filter((group) => group.localName !== 'tfoot'), ...children(table, 'tfoot')]
  const rows = [...ordered.flatMap((group) => children(group, 'tr')), ...children(table, 'tr')]
    .filter((row) => !isStruckOut(row))
    .map((row) => children(row).filter(isCell).map(readCell))
    .filter((row) => row.length > 0)
  if (rows.length === 0) return []
  return [{ kind: 'table', caption: textOf(children(table, 'caption')[0]), rows }]
}

const isCell = (element: Element) => element.localName === 'td' || element.localName === 'th'

function readCell(cell: Element): CdaCell {
  return {
    isHeader: cell.localName === 'th',
    columnSpan: spanOf(cell, 'colspan'),
    rowSpan: spanOf(cell, 'rowspan'),
    blocks: isStruckOut(cell) ? [] : readBlocks(cell),
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
    if (inline.kind === 'text' && last?.kind === 'text') last.text += inline.text
    else merged.push({ ...inline })
  }
  const texts = merged
    .map((inline, i) => {
      if (inline.kind === 'lineBreak') return inline
      let text = inline.text.replace(/[ \t\r\n]+/g, ' ')
      if (merged[i - 1]?.kind !== 'text') text = text.trimStart()
      if (merged[i + 1]?.kind !== 'text') text = text.trimEnd()
      return { kind: 'text' as const, text }
    })
    .filter((inline) => inline.kind === 'lineBreak' || inline.text !== '')
  while (texts[0]?.kind === 'lineBreak') texts.shift()
  while (texts.at(-1)?.kind === 'lineBreak') texts.pop()
  return texts
}
