import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { Sparkline } from '#app/ui/trend-plot.tsx'
import type { PatientSummary } from '../queries/get-patient-summary.server.ts'
import { FlagMark, sideOf } from './flag-mark.tsx'
import classes from './key-values-card.module.css'
import { useValues } from './use-values.ts'

type Props = { found: PatientSummary['keyValues']; patientId: string }
type Named = { key: string; name: string; values: PatientSummary['keyValues'][number]['values'] }

/** The values looked at first under treatment: the last one, where it stands, and how it came there. */
export function KeyAnalyses({ found, patientId }: Props) {
  const t = useTexts('record')
  const named = found.map((one) => ({ ...one, name: t(`summary.analyses.${one.key}`) }))
  return <Values found={named} patientId={patientId} none={t('summary.labNone')} />
}

/** Weight, height, temperature and performance status, the same way. */
export function KeyMeasures({ found, patientId }: { found: PatientSummary['measures']; patientId: string }) {
  const t = useTexts('record')
  const named = found.map((one) => ({ ...one, name: t(`writing.measureNames.${one.key}`) }))
  return <Values found={named} patientId={patientId} none={t('writing.measuresNone')} />
}

function Values({ found, patientId, none }: { found: Named[]; patientId: string; none: string }) {
  const formats = useFormats()
  const values = useValues()
  if (found.length === 0) return <p className={classes.none}>{none}</p>
  return (
    <ul className={classes.list}>
      {found.map(({ key, name, values: all }) => {
        const last = all.at(-1)!
        const points = all.flatMap((v) =>
          v.valueNumber === null || v.unit !== last.unit
            ? []
            : [{ at: v.observedAt, value: v.valueNumber, side: sideOf(v.flag), label: '' }],
        )
        return (
          <li key={key}>
            <Link
              to={`/patients/${patientId}/trends/${encodeURIComponent(last.code)}`}
              className={classes.name}
            >
              {name}
            </Link>
            <span className={classes.value}>
              <strong>{values.value(last)}</strong> <span className={classes.dim}>{last.unit}</span>{' '}
              <FlagMark flag={last.flag} />
            </span>
            <Sparkline points={points} band={{ low: last.rangeLow, high: last.rangeHigh }} />
            <time className={classes.when} dateTime={last.observedAt}>
              {formats.date(last.observedAt)}
            </time>
          </li>
        )
      })}
    </ul>
  )
}
