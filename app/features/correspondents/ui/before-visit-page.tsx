import { Anchor } from '@mantine/core'
import { Link, useParams } from '@remix-run/react'
import {
  Contacts,
  EntryList,
  NextVisits,
  PrintButton,
  TransmissionState,
} from '#app/features/record/ui/index.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import {
  IconAlertTriangle,
  IconBed,
  IconCalendarEvent,
  IconFileText,
  IconGavel,
  IconNote,
  IconStethoscope,
  IconVaccine,
} from '#app/ui/icons.ts'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { BeforeVisit } from '../queries/get-before-visit.server.ts'
import classes from './correspondents.module.css'
import { UrgentLines } from './urgent-lines.tsx'

const SHOWN = { treatments: 4, decisions: 1, appointments: 3, contacts: 2 }

/** What a doctor asks before a visit, on one screen: said, decided, next, whom to call. */
export function BeforeVisitPage(page: BeforeVisit) {
  const t = useTexts('correspondents')
  const { patientId = '' } = useParams()
  const { decisions, appointments, runningStays, contacts, fresh } = page
  const [stay] = runningStays
  return (
    <>
      <h1 className="visually-hidden">{t('before.title')}</h1>
      <div className={classes.tools}>
        {stay && (
          <span>
            <IconBed size={15} aria-hidden />{' '}
            {t('before.admitted', {
              where: [stay.establishmentName, stay.stay?.unit].filter(Boolean).join(', '),
            })}
          </span>
        )}
        {fresh.count > 0 && (
          <Anchor component={Link} to={`/patients/${patientId}`} data-print="no">
            {t('before.fresh', { count: fresh.count })}
          </Anchor>
        )}
        <span data-print="no">
          <PrintButton what="before" />
        </span>
      </div>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Letter letter={page.letter} />
          {page.brought.length > 0 && <Brought brought={page.brought} />}
        </div>
        <div className={classes.column}>
          <SummaryCard title={t('before.treatment')} icon={IconVaccine}>
            <Treatments treatments={page.treatments} />
          </SummaryCard>
          <SummaryCard title={t('before.decision')} icon={IconGavel}>
            <EntryList
              isPlain
              patientId={patientId}
              entries={decisions.slice(0, SHOWN.decisions)}
              none={t('before.decisionNone')}
            />
          </SummaryCard>
          <SummaryCard title={t('before.next')} icon={IconCalendarEvent}>
            <NextVisits appointments={appointments.slice(0, SHOWN.appointments)} patientId={patientId} />
          </SummaryCard>
        </div>
        <div className={classes.column}>
          <Urgent card={page.card} />
          <SummaryCard title={t('before.contacts')} icon={IconStethoscope}>
            <Contacts
              contacts={{ ...contacts, establishments: contacts.establishments.slice(0, SHOWN.contacts) }}
            />
          </SummaryCard>
        </div>
      </div>
    </>
  )
}

function Letter({ letter }: Pick<BeforeVisit, 'letter'>) {
  const t = useTexts('correspondents')
  const formats = useFormats()
  const { patientId = '' } = useParams()
  const to = `/patients/${patientId}/entries/${letter?.id}`
  return (
    <SummaryCard
      title={t('before.letter')}
      icon={IconFileText}
      {...(letter && { more: { to, label: t('before.letterOpen') } })}
    >
      {letter ? (
        <>
          <Anchor component={Link} to={to}>
            {letter.title}
          </Anchor>
          <div className={classes.dim}>
            {[
              formats.date(letter.occurredAt),
              letter.from,
              letter.authorName && t('before.by', { author: letter.authorName }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
          <p className={classes.clamped}>{letter.words ?? t('before.wordless')}</p>
        </>
      ) : (
        t('before.letterNone')
      )}
    </SummaryCard>
  )
}

function Brought({ brought }: Pick<BeforeVisit, 'brought'>) {
  const t = useTexts('correspondents')
  const formats = useFormats()
  const { patientId = '' } = useParams()
  return (
    <SummaryCard title={t('before.brought')} icon={IconNote}>
      <ul className={classes.plain}>
        {brought.map(({ id, title, at, transmission }) => (
          <li key={id}>
            <Anchor component={Link} to={`/patients/${patientId}/entries/${id}`}>
              {title}
            </Anchor>{' '}
            <span className={classes.dim}>{formats.date(at)}</span>
            <br />
            <TransmissionState transmission={transmission} />
          </li>
        ))}
      </ul>
    </SummaryCard>
  )
}

function Treatments({ treatments }: Pick<BeforeVisit, 'treatments'>) {
  const t = useTexts('correspondents')
  const formats = useFormats()
  const { patientId = '' } = useParams()
  const now = treatments.filter(({ of }) => of?.state === 'active' || of?.state === 'planned')
  if (now.length === 0) return t('before.treatmentNone')
  return (
    <ul className={classes.plain}>
      {now.slice(0, SHOWN.treatments).map(({ id, title, occurredAt, of }) => (
        <li key={id}>
          <Anchor component={Link} to={`/patients/${patientId}/entries/${id}`}>
            {title}
          </Anchor>{' '}
          <span className={classes.dim}>
            {t(of?.state === 'planned' ? 'before.planned' : 'before.since', {
              date: formats.date(occurredAt),
            })}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Urgent({ card }: Pick<BeforeVisit, 'card'>) {
  const t = useTexts('correspondents')
  const { patientId = '' } = useParams()
  const more = { to: `/patients/${patientId}/urgent`, label: t('urgent.whole') }
  return (
    <SummaryCard title={t('urgent.title')} icon={IconAlertTriangle} {...(card && { more })}>
      {card ? (
        <>
          <UrgentLines lines={card.lines} onlyNow />
          <h3 className={classes.subtitle}>{t('urgent.fever')}</h3>
          <p className={classes.short}>{card.fever}</p>
        </>
      ) : (
        t('urgent.noneText')
      )}
    </SummaryCard>
  )
}
