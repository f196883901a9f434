import { Button, TextInput } from '@mantine/core'
import { Form, Link, useSearchParams } from '@remix-run/react'
import { formatDay } from '#app/kernel/formats.ts'
import { useLocale, useTexts } from '#app/kernel/i18n.ts'
import { entryIcons } from '#app/ui/entry-icons.ts'
import { IconChevronLeft, IconChevronRight } from '#app/ui/icons.ts'
import { withParams } from '#app/ui/sort-link.tsx'
import { type EntryKind, TIMELINE_ZOOMS } from '../contract.ts'
import type { TimelinePage } from '../queries/get-timeline.server.ts'
import type { Column } from '../timeline-rules.ts'
import { FilterLinks } from './filter-links.tsx'
import { PrintButton } from './print-button.tsx'
import classes from './timeline-strip.module.css'

type Stretch = TimelinePage['stretch']
const MAX_KINDS = 6

/** How much of time is shown and what happened when in it: one row a kind, each column a step closer. */
export function TimelineStrip({ stretch }: { stretch: Stretch }) {
  const t = useTexts('record')
  const [params] = useSearchParams()
  const { zoom, columns } = stretch
  const kinds = frequentKinds(columns)
  const most = Math.max(1, ...columns.flatMap((c) => Object.values(c.counts)))
  return (
    <section aria-label={t('stretch.label')} className={classes.strip} data-print="no">
      <div className={classes.tools}>
        <FilterLinks
          label={t('stretch.zoom')}
          param="zoom"
          isRequired
          current={zoom}
          options={TIMELINE_ZOOMS.map((value) => ({ value, label: t(`stretch.zooms.${value}`) }))}
        />
        <Moves stretch={stretch} />
        <Jump stretch={stretch} />
        <PrintButton what="timeline" />
      </div>
      {kinds.length > 0 && (
        <div className={classes.chart}>
          <div className={classes.names} aria-hidden>
            {kinds.map((kind) => (
              <KindName key={kind} kind={kind} />
            ))}
            <span />
          </div>
          <div className={classes.scroll}>
            <ol className={classes.columns}>
              {columns.map((column, place) => (
                <li
                  key={column.from}
                  className={classes.column}
                  data-dense={(column.unit === 'month' && columns.length <= 14) || undefined}
                >
                  <ColumnLink
                    column={column}
                    kinds={kinds}
                    most={most}
                    label={axisLabel(column, place, columns)}
                    to={withParams(params, { zoom: column.zoom, at: column.from, pages: null, before: null })}
                  />
                </li>
              ))}
            </ol>
          </div>
        </div>
      )}
    </section>
  )
}

/** The kinds there are, the most frequent first. */
function frequentKinds(columns: Column[]): EntryKind[] {
  const sums = new Map<EntryKind, number>()
  for (const { counts } of columns)
    for (const [kind, count] of Object.entries(counts) as [EntryKind, number][])
      sums.set(kind, (sums.get(kind) ?? 0) + count)
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_KINDS)
    .map(([kind]) => kind)
}

function KindName({ kind }: { kind: EntryKind }) {
  const ui = useTexts('ui')
  const Icon = entryIcons[kind]
  return (
    <span className={classes.kind}>
      <Icon size={13} aria-hidden /> <span className={classes.kindWord}>{ui(`timeline.kinds.${kind}`)}</span>
    </span>
  )
}

type ColumnProps = { column: Column; kinds: EntryKind[]; most: number; label: string; to: string }

function ColumnLink({ column, kinds, most, label, to }: ColumnProps) {
  const t = useTexts('record')
  const ui = useTexts('ui')
  const period = usePeriod()
  const details = (Object.entries(column.counts) as [EntryKind, number][])
    .sort((a, b) => b[1] - a[1])
    .map(([kind, count]) => `${ui(`timeline.kinds.${kind}`)} ${count}`)
    .join(', ')
  const words = [period(column), t('stretch.count', { count: column.total }), details]
    .filter(Boolean)
    .join(' · ')
  const cells = (
    <>
      {kinds.map((kind) => (
        <span key={kind} className={classes.cell}>
          <span className={classes.bar} style={{ height: heightOf(column.counts[kind] ?? 0, most) }} />
        </span>
      ))}
      <span className={classes.axis}>{label}</span>
    </>
  )
  if (column.total === 0 || column.unit === 'day') {
    return (
      <span className={classes.plain} title={column.total > 0 ? words : undefined}>
        <span aria-hidden className={classes.cells}>
          {cells}
        </span>
        {column.total > 0 && <span className="visually-hidden">{words}</span>}
      </span>
    )
  }
  return (
    <Link to={to} className={classes.link} aria-label={words} title={words} preventScrollReset>
      {cells}
    </Link>
  )
}

/** By its square root: one document beside forty is still seen. */
const heightOf = (count: number, most: number) =>
  count === 0 ? '0' : `${Math.max(18, Math.round(Math.sqrt(count / most) * 100))}%`

/** What a column is called in full. */
function usePeriod() {
  const locale = useLocale()
  const t = useTexts('record')
  return ({ unit, from }: Column) => {
    if (unit === 'year') return from.slice(0, 4)
    if (unit === 'quarter')
      return t('stretch.quarter', {
        quarter: Math.ceil(Number(from.slice(5, 7)) / 3),
        year: from.slice(0, 4),
      })
    if (unit === 'month') return monthName(locale, from, 'long')
    return unit === 'week' ? t('stretch.week', { day: formatDay(from) }) : formatDay(from)
  }
}

const monthName = (locale: string, day: string, month: 'long' | 'short') =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    month,
    year: 'numeric',
    timeZone: 'UTC',
  })

/** Under a column: short, and only where something begins. */
function axisLabel({ unit, from }: Column, place: number, columns: Column[]): string {
  const year = from.slice(0, 4)
  if (unit === 'day')
    return Number(from.slice(8)) % 5 === 1 || place === 0 ? String(Number(from.slice(8))) : ''
  if (unit === 'week') return place % 2 === 0 ? formatDay(from).slice(0, 5) : ''
  if (unit === 'month' && columns.length <= 14) return `${from.slice(5, 7)}/${year.slice(2)}`
  if (unit === 'year' && columns.length > 20) return Number(year) % 5 === 0 ? year : ''
  return place === 0 || columns[place - 1]!.from.slice(0, 4) !== year ? year : ''
}

/** The stretch before and the one after. */
function Moves({ stretch: { earlier, later, window, today } }: { stretch: Stretch }) {
  const t = useTexts('record')
  const [params] = useSearchParams()
  if (!window) return null
  const to = (at: string | null) => withParams(params, { at, pages: null, before: null })
  const isNow = window.until > today
  return (
    <span className={classes.moves}>
      <Button
        component={Link}
        to={to(earlier)}
        preventScrollReset
        variant="default"
        size="compact-sm"
        title={t('stretch.earlier')}
        aria-label={t('stretch.earlier')}
      >
        <IconChevronLeft size={14} aria-hidden />
      </Button>
      <span className={classes.window}>
        {formatDay(window.from).slice(3)} – {formatDay(lastDayOf(window.until)).slice(3)}
      </span>
      {!isNow && (
        <Button
          component={Link}
          to={to(later)}
          preventScrollReset
          variant="default"
          size="compact-sm"
          title={t('stretch.later')}
          aria-label={t('stretch.later')}
        >
          <IconChevronRight size={14} aria-hidden />
        </Button>
      )}
    </span>
  )
}

const lastDayOf = (until: string) =>
  new Date(Date.parse(`${until}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

/** Straight to a date: the month it is in, unless a wider view was chosen. */
function Jump({ stretch: { zoom, today } }: { stretch: Stretch }) {
  const t = useTexts('record')
  const [params] = useSearchParams()
  const kept = ['kind', 'establishment'].flatMap((name) => {
    const value = params.get(name)
    return value ? [[name, value] as const] : []
  })
  return (
    <Form method="get" className={classes.jump} preventScrollReset>
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="zoom" value={zoom === 'all' ? 'month' : zoom} />
      <TextInput
        key={params.get('at') ?? ''}
        type="date"
        name="at"
        size="xs"
        max={today}
        required
        defaultValue={params.get('at') ?? ''}
        aria-label={t('stretch.date')}
      />
      <Button type="submit" size="xs" variant="default">
        {t('stretch.go')}
      </Button>
    </Form>
  )
}
