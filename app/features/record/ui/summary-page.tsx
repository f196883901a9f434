import { useParams } from '@remix-run/react'
import { formatPhone } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import {
  IconBed,
  IconBell,
  IconClipboardHeart,
  IconFileText,
  IconGavel,
  IconStethoscope,
  IconUser,
  IconVaccine,
} from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import { NEWS_CAP } from '../contract.ts'
import type { PatientSummary } from '../queries/get-patient-summary.server.ts'
import { Contacts } from './contacts.tsx'
import { EntryList } from './entry-list.tsx'
import classes from './summary-page.module.css'

/** What was said, what was decided, what comes next, whom to call. */
export function SummaryPage({ summary }: { summary: PatientSummary }) {
  const t = useTexts('record')
  const { patientId = '' } = useParams()
  const list = { patientId }
  const more = { to: `/patients/${patientId}/timeline`, label: t('summary.all') }
  const { fresh, contacts, lastDocument } = summary
  const freshCount = fresh.count === 0 ? undefined : fresh.count > NEWS_CAP ? `${NEWS_CAP}+` : fresh.count
  return (
    <>
      <h1 className="visually-hidden">{t('summary.title')}</h1>
      <div className={classes.columns}>
        <div className={classes.column}>
          <SummaryCard title={t('summary.disease')} icon={IconClipboardHeart}>
            <EntryList
              {...list}
              entries={[...summary.conditions, ...summary.biomarkers]}
              none={t('summary.diseaseNone')}
            />
          </SummaryCard>
          <SummaryCard title={t('summary.treatments')} icon={IconVaccine}>
            <EntryList {...list} isPlain entries={summary.treatments} none={t('summary.treatmentsNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.decisions')} icon={IconGavel}>
            <EntryList {...list} isPlain entries={summary.decisions} none={t('summary.decisionsNone')} />
          </SummaryCard>
        </div>
        <div className={classes.column}>
          <SummaryCard title={t('summary.fresh')} icon={IconBell} count={freshCount} more={more}>
            <EntryList {...list} entries={fresh.entries} none={t('summary.freshNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.latest')} icon={IconFileText} more={more}>
            <EntryList {...list} entries={summary.latest} none={t('summary.latestNone')} />
          </SummaryCard>
        </div>
        <div className={classes.column}>
          <SummaryCard title={t('summary.stay')} icon={IconBed}>
            <EntryList {...list} isPlain entries={summary.runningStays} none={t('summary.stayNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.document')} icon={IconFileText}>
            <EntryList
              {...list}
              isPlain
              entries={lastDocument ? [lastDocument] : []}
              none={t('summary.documentNone')}
            />
          </SummaryCard>
          <SummaryCard title={t('summary.contacts')} icon={IconStethoscope}>
            <Contacts contacts={contacts} />
          </SummaryCard>
          <Standing contacts={contacts} />
        </div>
      </div>
    </>
  )
}

/** What the own establishment adds to the identity, and why this reader is here. */
function Standing({ contacts: { file, ownRelation } }: Pick<PatientSummary, 'contacts'>) {
  const t = useTexts('record')
  const formats = useFormats()
  return (
    <>
      {file && (
        <SummaryCard title={t('summary.file')} icon={IconUser}>
          <KeyValues
            items={[
              [t('summary.localId'), file.localId],
              [t('summary.phone'), file.phone && formatPhone(file.phone)],
              [t('summary.address'), file.address],
            ]}
          />
        </SummaryCard>
      )}
      {ownRelation && (
        <SummaryCard title={t('summary.access')} icon={IconUser}>
          {t('summary.accessBy', {
            basis: t(`relation.bases.${ownRelation.basis}`),
            date: formats.date(ownRelation.startsAt),
          })}
        </SummaryCard>
      )}
    </>
  )
}
