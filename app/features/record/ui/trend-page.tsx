import { Anchor } from '@mantine/core'
import { Link, useParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { TrendPlot } from '#app/ui/trend-plot.tsx'
import { TREND_RANGES, type TrendRange } from '../observation-rules.ts'
import type { Trend } from '../queries/get-trend.server.ts'
import { FlagMark, sideOf } from './flag-mark.tsx'
import classes from './trend-page.module.css'
import { useValues } from './use-values.ts'

type Props = { trend: Trend; range: TrendRange }

/** One analysis through time: the curve over its normal range, and the same values as a table. */
export function TrendPage({ trend, range }: Props) {
  const t = useTexts('record')
  const formats = useFormats()
  const { patientId = '' } = useParams()
  const unit = trend.values.at(-1)?.unit ?? null
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>
          {trend.label} {unit && <span className={classes.unit}>({unit})</span>}
        </h1>
        <nav aria-label={t('trends.range')} className={classes.ranges} data-print="no">
          {TREND_RANGES.map((option) => (
            <Link
              key={option}
              to={`?range=${option}`}
              replace
              preventScrollReset
              aria-current={option === range ? 'true' : undefined}
              className={classes.range}
            >
              {t(`trends.ranges.${option}`)}
            </Link>
          ))}
        </nav>
      </header>
      {trend.values.length === 0 ? (
        <EmptyState title={t('trends.none')}>
          {t('trends.noneText', { date: formats.date(trend.lastAt) })}
        </EmptyState>
      ) : (
        <>
          <Plot trend={trend} unit={unit} />
          <Values trend={trend} patientId={patientId} />
        </>
      )}
      {trend.isCut && <p className={classes.unit}>{t('trends.cut')}</p>}
    </div>
  )
}

function Plot({ trend, unit }: { trend: Trend; unit: string | null }) {
  const t = useTexts('record')
  const formats = useFormats()
  const values = useValues()
  const numbers = trend.values.filter((v) => v.valueNumber !== null)
  const same = numbers.filter((v) => v.unit === unit)
  const last = same.at(-1)
  if (!last) return <p className={classes.unit}>{t('trends.noPlot')}</p>
  const others = numbers.length - same.length
  return (
    <section className={classes.card} data-print="together">
      <TrendPlot
        label={t('trends.plot', { label: trend.label, count: same.length })}
        points={same.map((v) => ({
          at: v.observedAt,
          value: v.valueNumber!,
          side: sideOf(v.flag),
          label: `${formats.date(v.observedAt)} : ${values.value(v)} ${v.unit ?? ''}`,
        }))}
        band={{ low: last.rangeLow, high: last.rangeHigh }}
        bandLabel={t('trends.band')}
        number={(value) => values.number(value)}
        date={formats.date}
      />
      {others > 0 && <p className={classes.unit}>{t('trends.otherUnits', { count: others })}</p>}
    </section>
  )
}

function Values({ trend, patientId }: { trend: Trend; patientId: string }) {
  const t = useTexts('record')
  const formats = useFormats()
  const values = useValues()
  return (
    <div className={classes.card}>
      <table className={classes.table}>
        <caption>{t('trends.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('trends.date')}</th>
            <th scope="col">{t('report.value')}</th>
            <th scope="col" className={classes.wide}>
              {t('report.range')}
            </th>
            <th scope="col">{t('trends.source')}</th>
          </tr>
        </thead>
        <tbody>
          {trend.values.toReversed().map((v) => (
            <tr key={`${v.entryId} ${v.position}`}>
              <th scope="row">
                <Anchor
                  component={Link}
                  to={`/patients/${patientId}/entries/${v.entryId}`}
                  aria-label={t('trends.open', { date: formats.dateTime(v.observedAt) })}
                >
                  {formats.dateTime(v.observedAt)}
                </Anchor>
              </th>
              <td>
                <strong>{values.value(v)}</strong> <span className={classes.unit}>{v.unit}</span>{' '}
                <FlagMark flag={v.flag} />
              </td>
              <td className={classes.wide}>{values.range(v)}</td>
              <td className={classes.unit}>{v.establishmentName}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
