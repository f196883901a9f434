import { useEffect, useRef } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import type { DocumentView } from '../queries/open-document.server.ts'
import { CdaText } from './cda-text.tsx'
import classes from './document-content.module.css'
import { Marked } from './marked.tsx'

type Props = { patientId: string; entryId: string; view: DocumentView | null }

/** The document itself: a file in a frame, a picture, or a text of our own drawing. */
export function DocumentContent({ patientId, entryId, view }: Props) {
  const t = useTexts('record')
  const content = `/patients/${patientId}/entries/${entryId}/content`
  if (view?.kind === 'text' || view?.kind === 'plain')
    return <Words key={entryId} view={view} content={content} />
  if (view?.kind === 'file' && view.mediaType.startsWith('image/')) {
    return (
      <a href={content} target="_blank" rel="noopener" className={classes.picture}>
        <img src={content} alt={t('document.frame')} className={classes.image} />
      </a>
    )
  }
  if (view?.kind === 'file') {
    return (
      <iframe
        key={entryId}
        src={`${content}#navpanes=0&view=FitH`}
        title={t('document.frame')}
        className={classes.paper}
      />
    )
  }
  return (
    <EmptyState title={view ? t('document.unreadable') : t('document.none')}>
      {view ? t('document.unreadableText') : t('document.noneText')}
    </EmptyState>
  )
}

/** A text; opened from a search, it begins where the first word was found. */
function Words({ view, content }: { view: Extract<DocumentView, { marks: string[] }>; content: string }) {
  const text = useRef<HTMLDivElement>(null)
  const isMarked = view.marks.length > 0
  useEffect(() => {
    if (isMarked) text.current?.querySelector('mark')?.scrollIntoView({ block: 'center' })
  }, [isMarked])
  return (
    <div ref={text}>
      {view.kind === 'text' ? (
        <CdaText blocks={view.blocks} marks={view.marks} content={content} />
      ) : (
        <article className={classes.plain} data-print-surface>
          <Marked text={view.text} words={view.marks} />
        </article>
      )}
    </div>
  )
}
