import { Stack } from '@mantine/core'
import { Link, useNavigation, useParams, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { withParams } from '#app/ui/sort-link.tsx'
import { Timeline } from '#app/ui/timeline.tsx'
import { ENTRY_KINDS, MAX_TIMELINE_PAGES } from '../contract.ts'
import type { EntryLine } from '../queries/entry-rows.server.ts'
import type { TimelinePage as Page } from '../queries/get-timeline.server.ts'
import { entryPath } from './entry-path.ts'
import { FilterLinks } from './filter-links.tsx'
import classes from './timeline-page.module.css'
import { TimelineStrip } from './timeline-strip.tsx'
import { useEntryWords } from './use-entry-words.ts'

/** What happened, across establishments, moving by itself; older pages come below the newest. */
export function TimelinePage({ timeline }: { timeline: Page }) {
  const t = useTexts('record')
  const ui = useTexts('ui')
  const words = useEntryWords()
  const { patientId = '' } = useParams()
  const [params] = useSearchParams()
  const isLoading = useNavigation().state === 'loading'
  const isFiltered = ['kind', 'establishment', 'zoom', 'at'].some((name) => params.has(name))
  return (
    <Stack gap="sm">
      <h1 className="visually-hidden">{t('timeline.title')}</h1>
      <TimelineStrip stretch={timeline.stretch} />
      <FilterLinks
        label={t('timeline.kinds')}
        param="kind"
        isMultiple
        options={withChosen(timeline.kinds, params.get('kind')?.split(',') ?? []).map(({ kind, count }) => ({
          value: kind,
          label: ui(`timeline.kinds.${kind}`),
          count,
        }))}
      />
      {(timeline.establishments.length > 1 || params.has('establishment')) && (
        <FilterLinks
          label={t('timeline.establishments')}
          param="establishment"
          isMultiple
          options={timeline.establishments.map(({ id, name, count }) => ({ value: id, label: name, count }))}
        />
      )}
      <div className={classes.frame}>
        <Timeline
          entries={timeline.entries.map((entry) => ({
            ...entry,
            title: words(entry),
            authorName: entry.stay?.attendingName ?? entry.authorName,
            to: entryPath(patientId, entry),
            children: <Marks entry={entry} />,
            action: entry.mediaType && (
              <Link
                to={`/patients/${patientId}/compare?left=${entry.id}`}
                className={classes.compare}
                aria-label={t('compare.this', { title: words(entry) })}
              >
                {t('compare.compare')}
              </Link>
            ),
          }))}
          olderTo={olderThan(params, timeline.older)}
          isLoading={isLoading}
          empty={
            <EmptyState isPlain title={t('timeline.none')}>
              {isFiltered ? t('timeline.noneFiltered') : t('timeline.noneText')}
            </EmptyState>
          }
        />
      </div>
    </Stack>
  )
}

/** A filter that is on can be taken off, also where nothing answers to it. */
const withChosen = (kinds: Page['kinds'], chosen: string[]): Page['kinds'] => [
  ...kinds,
  ...ENTRY_KINDS.filter((kind) => chosen.includes(kind) && !kinds.some((shown) => shown.kind === kind)).map(
    (kind) => ({ kind, count: 0 }),
  ),
]

/** One page more; at some length a page of its own, from where this one ends. */
function olderThan(params: URLSearchParams, cursor: string | null): string | null {
  if (!cursor) return null
  const pages = Number(params.get('pages') ?? 1)
  if (pages < MAX_TIMELINE_PAGES) return withParams(params, { pages: String(pages + 1) })
  return withParams(params, { pages: null, before: cursor })
}

function Marks({ entry }: { entry: EntryLine }) {
  const t = useTexts('record')
  const marks = [
    entry.status === 'withdrawn' && t('entry.withdrawn'),
    entry.status === 'entered_in_error' && t('note.marked'),
    entry.isRestricted && t('entry.restricted'),
    ...entry.hiddenFrom.map((whom) => t(`entry.hiddenFrom.${whom}`)),
    entry.stay && !entry.occurredUntil && entry.status === 'current' && t('stay.running'),
  ].filter(Boolean)
  return marks.length > 0 ? <div className={classes.marks}>{marks.join(' · ')}</div> : null
}
