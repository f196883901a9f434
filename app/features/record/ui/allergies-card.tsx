import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { SeverityShape } from '#app/ui/severity-badge.tsx'
import type { PatientSummary } from '../queries/get-patient-summary.server.ts'
import classes from './entry-list.module.css'
import { entryPath } from './entry-path.ts'

type Props = Pick<PatientSummary, 'allergies' | 'allergyState'> & { patientId: string }

/** Known with how severe and what happened; none known; or nobody asked, which is no answer. */
export function Allergies({ allergies, allergyState, patientId }: Props) {
  const t = useTexts('record')
  const ui = useTexts('ui')
  if (allergies.length === 0) {
    return <p className={classes.none}>{ui(`banner.allergyStates.${allergyState}`)}</p>
  }
  return (
    <ul className={classes.list}>
      {allergies.slice(0, 6).map((allergy) => (
        <li key={allergy.id} className={classes.item}>
          <div className={classes.first}>
            <SeverityShape severity={allergy.of?.severity === 'severe' ? 'critical' : 'watch'} />
            <Link to={entryPath(patientId, allergy)!} className={classes.title}>
              {allergy.title}
            </Link>
          </div>
          <div className={classes.second}>
            {[
              allergy.of?.severity &&
                `${t('facts.severity')} ${t(`facts.severities.${allergy.of.severity}`)}`,
              allergy.of?.reaction,
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </li>
      ))}
    </ul>
  )
}
