// biome-ignore-all lint/suspicious/noArrayIndexKey: a text does not change while it is shown, so places serve as keys
import { createContext, createElement, Fragment, type ReactNode, useContext } from 'react'
import type { CdaBlock, CdaCell, CdaInline, CdaLook } from '#app/kernel/cda/document.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconExternalLink, IconFileText } from '#app/ui/icons.ts'
import classes from './cda-text.module.css'
import { Marked } from './marked.tsx'

const MarksContext = createContext<readonly string[]>([])
/** Where what stands within the document is asked for. */
const MediaContext = createContext('')

/** The text of a CDA document, drawn from a tree of our own: nothing of the source's markup reaches the page. */
export function CdaText({
  blocks,
  marks = [],
  content,
}: {
  blocks: CdaBlock[]
  marks?: readonly string[]
  content: string
}) {
  return (
    <MarksContext.Provider value={marks}>
      <MediaContext.Provider value={content}>
        <article className={classes.text} data-print-surface>
          <Blocks blocks={blocks} />
        </article>
      </MediaContext.Provider>
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
  if (block.kind === 'media') return <Media id={block.id} mediaType={block.mediaType} />
  return (
    <Table>
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
    </Table>
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
    <Fragment key={place}>
      <Inline inline={inline} />
    </Fragment>
  ))

const TAGS: Record<CdaLook, string> = {
  bold: 'strong',
  italic: 'em',
  boldItalic: 'strong',
  underline: 'u',
  super: 'sup',
  sub: 'sub',
}

function Inline({ inline }: { inline: CdaInline }) {
  if (inline.kind === 'lineBreak') return <br />
  if (inline.kind === 'link') {
    // Where it leads is said: the words of a document are its author's.
    return (
      <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
        <Text text={inline.text} /> ({new URL(inline.href).host}) <IconExternalLink size={13} aria-hidden />
      </a>
    )
  }
  const text = <Text text={inline.text} />
  if (!inline.look) return text
  return createElement(TAGS[inline.look], null, inline.look === 'boldItalic' ? <em>{text}</em> : text)
}

/** A wide table moves within itself, so that the page does not. */
function Table({ children }: { children: ReactNode }) {
  const t = useTexts('record')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.wide} tabIndex={0} aria-label={t('document.table')}>
      <table>{children}</table>
    </section>
  )
}

/** A picture is shown in its place, a file within leads to itself. */
function Media({ id, mediaType }: { id: string; mediaType: string }) {
  const t = useTexts('record')
  const href = `${useContext(MediaContext)}?part=${encodeURIComponent(id)}`
  if (mediaType.startsWith('image/')) {
    return <img src={href} alt={t('document.picture')} className={classes.picture} loading="lazy" />
  }
  return (
    <p>
      <a href={href} target="_blank" rel="noopener">
        <IconFileText size={14} aria-hidden /> {t('document.attached')}
      </a>
    </p>
  )
}
