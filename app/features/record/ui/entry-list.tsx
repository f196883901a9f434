import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { EntryLine } from '../queries/entry-rows.server.ts'
import classes from './entry-list.module.css'
import { entryPath } from './entry-path.ts'
import { useEntryWords } from './use-entry-words.ts'

type Props = {
  entries: EntryLine[]
  patientId: string
  /** Without its kind, where the card says it. */
  isPlain?: boolean
  /** Why there is none. */
  none: ReactNode
}

/** A few entries on a card: what, when, where and by whom. */
export function EntryList({ entries, patientId, isPlain = false, none }: Props) {
  const ui = useTexts('ui')
  const formats = useFormats()
  const words = useEntryWords()
  if (entries.length === 0) return <p className={classes.none}>{none}</p>
  return (
    <ul className={classes.list}>
      {entries.map((entry) => (
        <li key={entry.id} className={classes.item} data-status={entry.status}>
          <div className={classes.first}>
            {entryPath(patientId, entry) ? (
              <Link to={entryPath(patientId, entry)!} className={classes.title}>
                {words(entry)}
              </Link>
            ) : (
              <span className={classes.title}>{words(entry)}</span>
            )}
            <time className={classes.when} dateTime={entry.occurredAt}>
              {formats.date(entry.occurredAt)}
            </time>
          </div>
          <div className={classes.second}>
            {[
              isPlain ? null : ui(`timeline.kinds.${entry.kind}`),
              entry.establishmentName,
              entry.stay?.attendingName ?? entry.authorName,
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </li>
      ))}
    </ul>
  )
}
