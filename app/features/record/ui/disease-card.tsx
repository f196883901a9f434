import { Link } from '@remix-run/react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { withTheirCodes } from '../condition-rules.ts'
import type { BiomarkerFact, ConditionFact } from '../queries/core-facts.server.ts'
import classes from './disease-card.module.css'
import { entryPath } from './entry-path.ts'

type Props<T> = { facts: T[]; patientId: string; none: string }

const OTHERS_SHOWN = 6

/** Each cancer with where it is, what it is and how far it went; other conditions in one line. */
export function Diseases({ facts, patientId, none }: Props<ConditionFact>) {
  const t = useTexts('record')
  if (facts.length === 0) return <p className={classes.none}>{none}</p>
  const isOther = (c: ConditionFact) => c.of?.category === 'other'
  const others = facts.filter(isOther).filter((c) => c.of?.clinicalStatus !== 'resolved')
  return (
    <>
      {withTheirCodes(facts.filter((c) => !isOther(c)))
        .slice(0, 3)
        .map(({ condition, alsoCoded }) => (
          <Cancer key={condition.id} condition={condition} alsoCoded={alsoCoded} patientId={patientId} />
        ))}
      {others.length > 0 && (
        <div className={classes.others}>
          <h3>{t('summary.otherConditions')}</h3>
          <ul>
            {others.slice(0, OTHERS_SHOWN).map((c) => (
              <li key={c.id}>
                <Link to={entryPath(patientId, c)!}>{c.title}</Link>
                {c.of?.certainty === 'suspected' && ` · ${t('writing.certainties.suspected')}`}
              </li>
            ))}
            {others.length > OTHERS_SHOWN && (
              <li>{t('summary.andMore', { count: others.length - OTHERS_SHOWN })}</li>
            )}
          </ul>
        </div>
      )}
    </>
  )
}

type CancerProps = { condition: ConditionFact; alsoCoded: ConditionFact[]; patientId: string }

function Cancer({ condition, alsoCoded, patientId }: CancerProps) {
  const t = useTexts('record')
  const formats = useFormats()
  const c = condition.of
  const tnm = [c?.tumour, c?.nodes, c?.metastases].filter(Boolean).join(' ')
  const site = [c?.topography, c?.laterality && t(`facts.lateralities.${c.laterality}`)]
    .filter(Boolean)
    .join(', ')
  return (
    <article className={classes.cancer}>
      <div className={classes.first}>
        <Link to={entryPath(patientId, condition)!} className={classes.title}>
          {condition.title}
        </Link>
        {c?.stage && <span className={classes.stage}>{t('facts.stageOf', { stage: c.stage })}</span>}
      </div>
      {(tnm || c?.clinicalStatus) && (
        <p className={classes.line}>
          {tnm && <strong className={classes.tnm}>{tnm}</strong>}
          {c?.stagingSystem && <span>{c.stagingSystem}</span>}
          {c?.clinicalStatus && <span>{t(`facts.clinicalStatuses.${c.clinicalStatus}`)}</span>}
          {c?.certainty === 'suspected' && <strong>{t('writing.certainties.suspected')}</strong>}
        </p>
      )}
      <p className={classes.source}>{[site, c?.morphology].filter(Boolean).join(' · ')}</p>
      <p className={classes.source}>
        {[
          t('facts.diagnosedShort', {
            date: c?.diagnosedOn ? formatDay(c.diagnosedOn) : formats.date(condition.occurredAt),
          }),
          condition.establishmentName,
        ].join(' · ')}
      </p>
      {alsoCoded.map((coded) => (
        <p key={coded.id} className={classes.source}>
          {t('writing.alsoCoded')}{' '}
          <Link to={entryPath(patientId, coded)!}>
            {[coded.of?.code, coded.title].filter(Boolean).join(' ')}
          </Link>
          {` · ${coded.establishmentName}`}
        </p>
      ))}
    </article>
  )
}

/** Receptors, markers and genes, always at this place, each with the report that says so. (UXS-05) */
export function Biomarkers({ facts, patientId, none }: Props<BiomarkerFact>) {
  const t = useTexts('record')
  const formats = useFormats()
  if (facts.length === 0) return <p className={classes.none}>{none}</p>
  return (
    <table className={classes.markers}>
      <caption className="visually-hidden">{t('summary.biomarkers')}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('facts.marker')}</th>
          <th scope="col">{t('facts.result')}</th>
          <th scope="col">{t('facts.source')}</th>
        </tr>
      </thead>
      <tbody>
        {facts.slice(0, 12).map((fact) => (
          <tr key={fact.id}>
            <th scope="row">
              <Link to={entryPath(patientId, fact)!}>{fact.of?.marker ?? fact.title}</Link>
            </th>
            <td data-result={fact.of?.result}>
              {fact.of && [t(`facts.results.${fact.of.result}`), fact.of.value].filter(Boolean).join(' · ')}
            </td>
            <td className={classes.when}>
              {fact.of?.sourceEntryId ? (
                <Link
                  to={`/patients/${patientId}/entries/${fact.of.sourceEntryId}`}
                  aria-label={t('summary.sourceOf', {
                    marker: fact.of.marker,
                    date: formats.date(fact.occurredAt),
                  })}
                >
                  {formats.date(fact.occurredAt)}
                </Link>
              ) : (
                formats.date(fact.occurredAt)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
