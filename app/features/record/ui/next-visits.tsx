import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { AppointmentFact } from '../queries/core-facts.server.ts'
import classes from './entry-list.module.css'
import { entryPath } from './entry-path.ts'

/** What comes next: when, what for, where and with whom. */
export function NextVisits({
  appointments,
  patientId,
}: {
  appointments: AppointmentFact[]
  patientId: string
}) {
  const t = useTexts('record')
  const formats = useFormats()
  if (appointments.length === 0) return <p className={classes.none}>{t('summary.appointmentsNone')}</p>
  return (
    <ul className={classes.list}>
      {appointments.map((a) => (
        <li key={a.id} className={classes.item}>
          <div className={classes.first}>
            <Link to={entryPath(patientId, a)!} className={classes.title}>
              {a.title || t('summary.appointment')}
            </Link>
            <time className={classes.when} dateTime={a.occurredAt}>
              {formats.dateTime(a.occurredAt)}
            </time>
          </div>
          <div className={classes.second}>
            {[a.establishmentName, a.of?.place, a.of?.practitionerName].filter(Boolean).join(' · ')}
          </div>
        </li>
      ))}
    </ul>
  )
}
