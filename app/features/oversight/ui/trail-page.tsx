import { Button, NativeSelect, TextInput } from '@mantine/core'
import { Form, useSearchParams } from '@remix-run/react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { type ActiveFilter, FilterChips } from '#app/ui/filter-chips.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { TrendPlot } from '#app/ui/trend-plot.tsx'
import type { DayCount, TrailPage as TrailView } from '../queries/list-trail.server.ts'
import { ACCESS_KINDS } from '../rules.ts'
import classes from './oversight.module.css'
import { OversightTabs } from './oversight-tabs.tsx'
import { TrailTable } from './trail-table.tsx'
import { useOversightWords } from './use-oversight-words.ts'

/** Who did what to whom, when and for what: what this officer watches over. */
export function TrailPage({ trail }: { trail: TrailView }) {
  const t = useTexts('oversight')
  const words = useOversightWords()
  const { chosen } = trail
  const filters: ActiveFilter[] = [
    ...(chosen.person ? [{ param: 'person', label: t('trail.onlyPerson'), value: chosen.person }] : []),
    ...(chosen.patient
      ? [{ param: 'patient', label: t('trail.onlyPatient'), value: words.patient(chosen.patient) }]
      : []),
    ...(chosen.establishment && trail.watchesRegion
      ? [{ param: 'establishment', label: t('trail.onlyEstablishment'), value: chosen.establishment }]
      : []),
  ]
  return (
    <Page>
      <PageHeader
        title={t('trail.title')}
        hint={`${t('trail.hint')} ${t(trail.watchesRegion ? 'trail.scopeAll' : 'trail.scopeOwn')}`}
      />
      <OversightTabs />
      <div className={classes.stack}>
        <TrailFilters from={trail.from} to={trail.to} />
        <FilterChips filters={filters} />
        <Days days={trail.days} from={trail.from} to={trail.to} />
        <TrailTable
          caption={t('trail.table')}
          rows={trail.rows}
          patients={trail.patients}
          page={{ next: trail.next, previous: null }}
          empty={<EmptyState title={t('trail.none')}>{t('trail.noneText')}</EmptyState>}
        />
      </div>
    </Page>
  )
}

type OwnView = Pick<TrailView, 'rows' | 'patients' | 'next' | 'from' | 'to' | 'days'>

/** One's own rows, for whoever opens patients. */
export function OwnAccessesPage({ trail }: { trail: OwnView }) {
  const t = useTexts('oversight')
  return (
    <Page>
      <PageHeader title={t('mine.title')} hint={t('mine.hint')} />
      <div className={classes.stack}>
        <TrailFilters from={trail.from} to={trail.to} />
        <Days days={trail.days} from={trail.from} to={trail.to} />
        <TrailTable
          caption={t('mine.title')}
          rows={trail.rows}
          patients={trail.patients}
          patientPath={recordPath}
          withPerson={false}
          closed={t('mine.closed')}
          page={{ next: trail.next, previous: null }}
          empty={<EmptyState title={t('mine.none')}>{t('mine.noneText')}</EmptyState>}
        />
      </div>
    </Page>
  )
}
const recordPath = (id: string) => `/patients/${id}`

/** Period, kind and outcome, as the address says them. */
function TrailFilters({ from, to }: { from: string; to: string }) {
  const t = useTexts('oversight')
  const [params] = useSearchParams()
  const kept = [...params].filter(
    ([name]) => !['from', 'to', 'after', 'kind', 'outcome', '_data'].includes(name),
  )
  return (
    <Form className={classes.period} role="search" aria-label={t('trail.filters')} data-print="no">
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextInput type="date" name="from" label={t('trail.from')} defaultValue={from} key={`from ${from}`} />
      <TextInput type="date" name="to" label={t('trail.to')} defaultValue={to} key={`to ${to}`} />
      <KindSelect current={params.get('kind') ?? ''} />
      <OutcomeSelect current={params.get('outcome') ?? ''} />
      <Button type="submit" variant="default">
        {t('trail.apply')}
      </Button>
    </Form>
  )
}

function KindSelect({ current }: { current: string }) {
  const t = useTexts('oversight')
  return (
    <NativeSelect
      key={current}
      name="kind"
      label={t('trail.action')}
      defaultValue={current}
      data={[
        { value: '', label: t('trail.anyAction') },
        ...ACCESS_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
      ]}
    />
  )
}

function OutcomeSelect({ current }: { current: string }) {
  const t = useTexts('oversight')
  return (
    <NativeSelect
      key={current}
      name="outcome"
      label={t('trail.outcome')}
      defaultValue={current}
      data={[
        { value: '', label: t('trail.anyOutcome') },
        { value: 'refused', label: t('trail.onlyRefused') },
      ]}
    />
  )
}

/** Where people would rather look than read. One day is no plot. */
function Days({ days, from, to }: { days: DayCount[]; from: string; to: string }) {
  const t = useTexts('oversight')
  const formats = useFormats()
  if (days.length < 2) return null
  return (
    <section aria-label={t('trail.byDay')} className={classes.plot}>
      <TrendPlot
        label={t('trail.byDayLabel', { from: formatDay(from), to: formatDay(to) })}
        points={days.map(({ day, count }) => ({
          at: `${day}T12:00:00Z`,
          value: count,
          label: t('trail.perDay', { date: formatDay(day), count }),
        }))}
        band={{ low: null, high: null }}
        bandLabel={null}
        number={formats.number}
        date={formats.date}
      />
    </section>
  )
}
