// biome-ignore-all lint/suspicious/noArrayIndexKey: a text does not change while it is shown, so places serve as keys
import { createContext, createElement, Fragment, useContext } from 'react'
import type { CdaBlock, CdaCell, CdaInline } from '#app/kernel/cda/document.ts'
import classes from './cda-text.module.css'
import { Marked } from './marked.tsx'

const MarksContext = createContext<readonly string[]>([])

/** The text of a CDA document, drawn from a tree of our own: nothing of the source's markup reaches the page. */
export function CdaText({ blocks, marks = [] }: { blocks: CdaBlock[]; marks?: readonly string[] }) {
  return (
    <MarksContext.Provider value={marks}>
      <article className={classes.text} data-print-surface>
        <Blocks blocks={blocks} />
      </article>
    </MarksContext.Provider>
  )
}

function Text({ text }: { text: string }) {
  return <Marked text={text} words={useContext(MarksContext)} />
}

const Blocks = ({ blocks }: { blocks: CdaBlock[] }) =>
  blocks.map((block, place) => <Block key={place} block={block} />)

function Block({ block }: { block: CdaBlock }) {
  if (block.kind === 'heading') {
    // The page has its own first and second levels.
    return createElement(`h${Math.min(block.level + 1, 5)}`, null, <Text text={block.text} />)
  }
  if (block.kind === 'paragraph') {
    return (
      <p>
        <Inlines inlines={block.inlines} />
      </p>
    )
  }
  if (block.kind === 'list') {
    return createElement(
      block.isOrdered ? 'ol' : 'ul',
      null,
      block.items.map((item, place) => (
        <li key={place}>
          <Blocks blocks={item} />
        </li>
      )),
    )
  }
  return (
    <table>
      {block.caption && <caption>{block.caption}</caption>}
      <tbody>
        {block.rows.map((row, place) => (
          <tr key={place}>
            {row.map((cell, column) => (
              <Cell key={column} cell={cell} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ cell: { isHeader, columnSpan, rowSpan, blocks } }: { cell: CdaCell }) {
  const Tag = isHeader ? 'th' : 'td'
  return (
    <Tag colSpan={columnSpan} rowSpan={rowSpan}>
      <Blocks blocks={blocks} />
    </Tag>
  )
}

const Inlines = ({ inlines }: { inlines: CdaInline[] }) =>
  inlines.map((inline, place) => (
    <Fragment key={place}>{inline.kind === 'text' ? <Text text={inline.text} /> : <br />}</Fragment>
  ))
