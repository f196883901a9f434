import { Anchor } from '@mantine/core'
import { Link } from '@remix-run/react'
import { Fragment } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { Sparkline } from '#app/ui/trend-plot.tsx'
import { isOutOfRange } from '../observation-rules.ts'
import type { EntryFacts, ReportLine } from '../queries/get-entry-facts.server.ts'
import { FlagMark, sideOf } from './flag-mark.tsx'
import classes from './report-table.module.css'
import { useValues } from './use-values.ts'

type Report = Extract<EntryFacts, { kind: 'report' }>

/** A report as a laboratory prints it, with what came before each value. */
export function ReportTable({ report, patientId }: { report: Report; patientId: string }) {
  const t = useTexts('record')
  const out = report.lines.filter((line) => isOutOfRange(line.flag)).length
  const { reportStatus } = report
  return (
    <div className={classes.report}>
      <p className={classes.lead}>
        {reportStatus === 'preliminary' && (
          <SeverityBadge severity="watch" label={t('report.status.preliminary')} />
        )}
        {reportStatus === 'corrected' && (
          <SeverityBadge severity="information" label={t('report.status.corrected')} />
        )}
        <strong>{out > 0 ? t('report.outOfRange', { count: out }) : t('report.allInRange')}</strong>
        {reportStatus === 'preliminary' && <span>{t('report.preliminaryText')}</span>}
        {reportStatus === 'corrected' && <span>{t('report.correctedText')}</span>}
      </p>
      <table className={classes.table}>
        <caption className="visually-hidden">{t('report.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('report.analysis')}</th>
            <th scope="col">{t('report.value')}</th>
            <th scope="col" className={classes.wide}>
              {t('report.range')}
            </th>
            <th scope="col">{t('report.previous')}</th>
            <th scope="col" className={classes.wide}>
              {t('report.trend')}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.lines.map((line, i) => (
            <Fragment key={line.position}>
              {line.section && line.section !== report.lines[i - 1]?.section && (
                <tr className={classes.section}>
                  <th scope="colgroup" colSpan={5}>
                    {line.section}
                  </th>
                </tr>
              )}
              <Line line={line} patientId={patientId} />
            </Fragment>
          ))}
        </tbody>
      </table>
      {report.comment && (
        <section className={classes.comment} aria-label={t('report.comment')}>
          <h2>{t('report.comment')}</h2>
          <p>{report.comment}</p>
        </section>
      )}
    </div>
  )
}

function Line({ line, patientId }: { line: ReportLine; patientId: string }) {
  const t = useTexts('record')
  const values = useValues()
  const range = values.range(line)
  const isText = line.valueNumber === null
  return (
    <tr data-out={isOutOfRange(line.flag) || undefined} data-status={line.status}>
      <th scope="row">
        {isText ? (
          line.label
        ) : (
          <Anchor
            component={Link}
            to={`/patients/${patientId}/trends/${encodeURIComponent(line.code)}`}
            aria-label={t('report.trendOf', { label: line.label })}
          >
            {line.label}
          </Anchor>
        )}
        {line.status !== 'final' && (
          <span className={classes.state}> ({t(`report.lineStatus.${line.status}`)})</span>
        )}
        {line.comment && <span className={classes.remark}>{line.comment}</span>}
      </th>
      <td colSpan={isText && line.valueText.length > 40 ? 4 : undefined} className={classes.cell}>
        <span className={isText ? classes.words : classes.value}>{values.value(line)}</span>{' '}
        {line.unit && <span className={classes.unit}>{line.unit}</span>} <FlagMark flag={line.flag} />
        {range && <span className={classes.narrow}>{t('report.rangeOf', { range })}</span>}
      </td>
      {!(isText && line.valueText.length > 40) && (
        <>
          <td className={classes.wide}>{range}</td>
          <Previous line={line} />
          <td className={classes.wide}>
            <TrendOf line={line} />
          </td>
        </>
      )}
    </tr>
  )
}

function Previous({ line }: { line: ReportLine }) {
  const t = useTexts('record')
  const formats = useFormats()
  const values = useValues()
  const last = line.earlier.at(-1)
  if (!last) {
    return (
      <td className={classes.unit}>{line.valueNumber === null ? null : <span>{t('report.none')}</span>}</td>
    )
  }
  return (
    <td>
      {values.value(last)} {last.unit !== line.unit && last.unit}{' '}
      <span className={classes.when}>{formats.date(last.observedAt)}</span>
    </td>
  )
}

function TrendOf({ line }: { line: ReportLine }) {
  const points = [...line.earlier, line].flatMap((o) =>
    o.valueNumber === null || o.unit !== line.unit
      ? []
      : [{ at: o.observedAt, value: o.valueNumber, side: sideOf(o.flag), label: '' }],
  )
  return <Sparkline points={points} band={{ low: line.rangeLow, high: line.rangeHigh }} />
}
