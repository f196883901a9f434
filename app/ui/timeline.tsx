import { Button } from '@mantine/core'
import { Link } from '@remix-run/react'
import { Fragment, type ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { entryIcons, type TimelineKind } from './entry-icons.ts'
import { IconExternalLink } from './icons.ts'
import classes from './timeline.module.css'

export type TimelineEntry = {
  id: string
  kind: TimelineKind
  title: string
  occurredAt: Date | string
  establishmentName: string
  authorName: string | null
  /** From outside the establishment in which one works. */
  isExternal: boolean
  /** Recorded since this person last opened this record. */
  isNew: boolean
  to?: string
  /** A line of content, a severity, a state. */
  children?: ReactNode
  /** What else can be done with it, beside opening. */
  action?: ReactNode
}

type Props = {
  entries: TimelineEntry[]
  /** Address of the next, older page; null when there is none. */
  olderTo: string | null
  isLoading?: boolean
  selectedId?: string
  empty: ReactNode
}

/** What happened, newest day first: when, what, where, by whom, and what is new to this reader. */
export function Timeline({ entries, olderTo, isLoading = false, selectedId, empty }: Props) {
  const t = useTexts('ui')
  const formats = useFormats()
  if (entries.length === 0) return empty
  const days = byDay(entries, formats.dayOf)

  return (
    <section aria-label={t('timeline.label')} className={classes.timeline}>
      {days.map(([day, ofDay]) => (
        <Fragment key={day}>
          <h3 className={classes.day}>
            <time dateTime={day}>{formats.date(ofDay[0]?.occurredAt ?? day)}</time>
          </h3>
          <ul className={classes.entries}>
            {ofDay.map((entry) => (
              <Entry key={entry.id} entry={entry} isSelected={entry.id === selectedId} />
            ))}
          </ul>
        </Fragment>
      ))}
      {olderTo && (
        <Button
          component={Link}
          to={olderTo}
          variant="default"
          preventScrollReset
          loading={isLoading}
          data-print="no"
          className={classes.more}
        >
          {t('timeline.more')}
        </Button>
      )}
    </section>
  )
}

function Entry({ entry, isSelected }: { entry: TimelineEntry; isSelected: boolean }) {
  const t = useTexts('ui')
  const formats = useFormats()
  const Icon = entryIcons[entry.kind]
  return (
    <li
      className={classes.entry}
      data-new={entry.isNew || undefined}
      data-selected={isSelected || undefined}
      data-print="together"
    >
      <time className={classes.time} dateTime={new Date(entry.occurredAt).toISOString()}>
        {formats.time(entry.occurredAt)}
      </time>
      <span className={classes.icon}>
        <Icon size={16} aria-hidden />
      </span>
      <div className={classes.body}>
        <div className={classes.heading}>
          <span className={classes.kind}>{t(`timeline.kinds.${entry.kind}`)}</span>
          {entry.to ? (
            <Link to={entry.to} className={classes.title} aria-current={isSelected || undefined}>
              {entry.title}
            </Link>
          ) : (
            <span className={classes.title}>{entry.title}</span>
          )}
          {entry.isNew && (
            <span className={classes.new} title={t('timeline.newSince')}>
              {t('timeline.isNew')}
            </span>
          )}
        </div>
        {entry.children}
      </div>
      <div className={classes.source}>
        {entry.isExternal && (
          <span className={classes.external}>
            <IconExternalLink size={13} aria-hidden /> {t('timeline.external')}
          </span>
        )}
        <span>{entry.establishmentName}</span>
        {entry.authorName && <span>{t('timeline.by', { author: entry.authorName })}</span>}
        {entry.action && <span data-print="no">{entry.action}</span>}
      </div>
    </li>
  )
}

/** The days in the order of the entries. (Node 20 has no Map.groupBy.) */
function byDay(entries: TimelineEntry[], dayOf: (at: Date | string) => string) {
  const days = new Map<string, TimelineEntry[]>()
  for (const entry of entries) {
    const day = dayOf(entry.occurredAt)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days]
}
