import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconBed, IconBell, IconCalendarEvent, IconPinned, IconUsers } from '#app/ui/icons.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { MyDay as Day, NewsPatient } from '../queries/get-my-day.server.ts'
import type { PatientRow } from '../queries/patient-rows.server.ts'
import classes from './my-day.module.css'
import { useEntryWords } from './use-entry-words.ts'

/** What is new in whose record, who is in hospital, and the files that moved last. */
export function MyDay({ day }: { day: Day }) {
  const t = useTexts('record')
  const { scope, news, admitted, recent, consultations, pinned, hasUnits } = day
  const formats = useFormats()
  const isHouse = scope === 'establishment'
  const all = (search: string) => ({ to: `/patients${search}`, label: t('day.all') })
  return (
    <div className={classes.day}>
      <SummaryCard
        title={t(`day.news.${scope}`)}
        icon={IconBell}
        count={news.length > 0 ? news.length : undefined}
        more={isHouse ? undefined : all('?filter=new')}
      >
        <List none={t(`day.newsNone.${scope}`)}>
          {news.map((entry) => (
            <News key={entry.id} entry={entry} />
          ))}
        </List>
      </SummaryCard>
      <div className={classes.side}>
        {isHouse && (
          <SummaryCard title={t('day.consultations')} icon={IconCalendarEvent} more={all('?scope=mine')}>
            <List none={t('day.consultationsNone')}>
              {consultations.map(({ appointment, ...patient }) => (
                <Line
                  key={patient.id}
                  patient={patient}
                  when={appointment && <strong>{formats.time(appointment.startsAt)}</strong>}
                >
                  {[appointment?.reason, appointment?.place].filter(Boolean).join(' · ')}
                </Line>
              ))}
            </List>
          </SummaryCard>
        )}
        {pinned.length > 0 && (
          <SummaryCard title={t('day.pinned')} icon={IconPinned} more={all('?scope=pinned')}>
            <List none="">
              {pinned.map((patient) => (
                <Recent key={patient.id} patient={patient} />
              ))}
            </List>
          </SummaryCard>
        )}
        <SummaryCard
          title={hasUnits ? t('day.admitted.units') : t(`day.admitted.${scope}`)}
          icon={IconBed}
          more={all(
            hasUnits ? '?scope=units' : isHouse ? '?scope=establishment&filter=admitted' : '?filter=admitted',
          )}
        >
          <List none={t(`day.admittedNone.${scope}`)}>
            {admitted.map((patient) => (
              <Line key={patient.id} patient={patient} when={patient.stay?.unit ?? ''}>
                {scope === 'followed' && patient.stay?.establishmentName}
              </Line>
            ))}
          </List>
        </SummaryCard>
        {isHouse && (
          <SummaryCard title={t('day.recent')} icon={IconUsers} more={all('?scope=establishment')}>
            <List none={t('day.recentNone')}>
              {recent.map((patient) => (
                <Recent key={patient.id} patient={patient} />
              ))}
            </List>
          </SummaryCard>
        )}
      </div>
    </div>
  )
}

function List({ children, none }: { children: ReactNode[]; none: string }) {
  return children.length > 0 ? (
    <ul className={classes.list}>{children}</ul>
  ) : (
    <p className={classes.none}>{none}</p>
  )
}

function News({ entry }: { entry: Day['news'][number] }) {
  const ui = useTexts('ui')
  const words = useEntryWords()
  const { patient, kind, mediaType, recordedAt, establishmentName } = entry
  const record = `/patients/${patient.id}`
  return (
    <Line
      patient={patient}
      to={mediaType ? `${record}/entries/${entry.id}` : record}
      when={<RelativeTime at={recordedAt} />}
    >
      {ui(`timeline.kinds.${kind}`)} <span className={classes.title}>{words(entry)}</span> ·{' '}
      {establishmentName}
    </Line>
  )
}

function Recent({ patient }: { patient: PatientRow }) {
  const ui = useTexts('ui')
  const { lastActivity } = patient
  return (
    <Line patient={patient} when={lastActivity && <RelativeTime at={lastActivity.at} />}>
      {lastActivity && `${ui(`timeline.kinds.${lastActivity.kind}`)} ${lastActivity.title}`}
    </Line>
  )
}

type LineProps = { patient: NewsPatient; to?: string; when: ReactNode; children: ReactNode }

/** Who, told apart from namesakes by birth date; then what. */
function Line({ patient, to = `/patients/${patient.id}`, when, children }: LineProps) {
  return (
    <li className={classes.item}>
      <div className={classes.line}>
        <Link to={to} className={classes.who}>
          <strong>{patient.birthName.toLocaleUpperCase('fr')}</strong> {patient.firstGivenName}
          {patient.usedName &&
            patient.usedName !== patient.birthName &&
            ` (${patient.usedName.toLocaleUpperCase('fr')})`}
        </Link>
        {patient.birthDate && <span className={classes.born}>{formatDay(patient.birthDate)}</span>}
        <span className={classes.when}>{when}</span>
      </div>
      {children && <div className={classes.what}>{children}</div>}
    </li>
  )
}
