import { useParams } from '@remix-run/react'
import { formatPhone } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import {
  IconActivity,
  IconAlertTriangle,
  IconBed,
  IconBell,
  IconCalendarEvent,
  IconClipboardHeart,
  IconDna2,
  IconFileText,
  IconFlask,
  IconGavel,
  IconStethoscope,
  IconUser,
  IconVaccine,
} from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import { type FactForm, NEWS_CAP } from '../contract.ts'
import type { PatientSummary } from '../queries/get-patient-summary.server.ts'
import { Allergies } from './allergies-card.tsx'
import { Contacts } from './contacts.tsx'
import { Biomarkers, Diseases } from './disease-card.tsx'
import { EntryList } from './entry-list.tsx'
import { KeyAnalyses, KeyMeasures } from './key-values-card.tsx'
import { NextVisits } from './next-visits.tsx'
import { PrintButton } from './print-button.tsx'
import classes from './summary-page.module.css'
import { TreatmentLines } from './treatment-lines.tsx'

/** What was said, what was decided, what comes next, whom to call. */
export function SummaryPage({ summary, adds }: { summary: PatientSummary; adds: FactForm[] }) {
  const t = useTexts('record')
  const { patientId = '' } = useParams()
  const list = { patientId }
  const more = { to: `/patients/${patientId}/timeline`, label: t('summary.all') }
  const add = (kind: FactForm) =>
    adds.includes(kind)
      ? { to: `facts/${kind}`, label: t('writing.add'), name: t(`writing.adds.${kind}`) }
      : undefined
  const { fresh, contacts, lastDocument } = summary
  const freshCount = fresh.count === 0 ? undefined : fresh.count > NEWS_CAP ? `${NEWS_CAP}+` : fresh.count
  return (
    <>
      <h1 className="visually-hidden">{t('summary.title')}</h1>
      <div className={classes.tools} data-print="no">
        <PrintButton what="summary" />
      </div>
      <div className={classes.columns}>
        <div className={classes.column}>
          <SummaryCard title={t('summary.disease')} icon={IconClipboardHeart} more={add('condition')}>
            <Diseases facts={summary.conditions} patientId={patientId} none={t('summary.diseaseNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.biomarkers')} icon={IconDna2} more={add('biomarker')}>
            <Biomarkers facts={summary.biomarkers} patientId={patientId} none={t('summary.biomarkersNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.allergies')} icon={IconAlertTriangle} more={add('allergy')}>
            <Allergies {...summary} patientId={patientId} />
          </SummaryCard>
        </div>
        <div className={classes.column}>
          <SummaryCard title={t('summary.treatments')} icon={IconVaccine} more={add('treatment')}>
            <TreatmentLines
              facts={summary.treatments}
              patientId={patientId}
              none={t('summary.treatmentsNone')}
            />
          </SummaryCard>
          <SummaryCard title={t('summary.decisions')} icon={IconGavel}>
            <EntryList {...list} isPlain entries={summary.decisions} none={t('summary.decisionsNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.lab')} icon={IconFlask}>
            <KeyAnalyses found={summary.keyValues} patientId={patientId} />
          </SummaryCard>
          <SummaryCard title={t('writing.measures')} icon={IconActivity} more={add('measure')}>
            <KeyMeasures found={summary.measures} patientId={patientId} />
          </SummaryCard>
        </div>
        <div className={classes.column}>
          <SummaryCard title={t('summary.fresh')} icon={IconBell} count={freshCount} more={more}>
            <EntryList {...list} entries={fresh.entries} none={t('summary.freshNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.stay')} icon={IconBed}>
            <EntryList {...list} isPlain entries={summary.runningStays} none={t('summary.stayNone')} />
          </SummaryCard>
          <SummaryCard title={t('summary.appointments')} icon={IconCalendarEvent}>
            <NextVisits appointments={summary.appointments} patientId={patientId} />
          </SummaryCard>
          <SummaryCard title={t('summary.contacts')} icon={IconStethoscope}>
            <Contacts contacts={contacts} />
          </SummaryCard>
        </div>
      </div>
      <div className={classes.columns}>
        <SummaryCard title={t('summary.latest')} icon={IconFileText} more={more}>
          <EntryList {...list} entries={summary.latest} none={t('summary.latestNone')} />
        </SummaryCard>
        <SummaryCard title={t('summary.document')} icon={IconFileText}>
          <EntryList
            {...list}
            isPlain
            entries={lastDocument ? [lastDocument] : []}
            none={t('summary.documentNone')}
          />
        </SummaryCard>
        <div className={classes.column}>
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
        <SummaryCard
          title={t('summary.file')}
          icon={IconUser}
          more={{ to: 'identity', label: t('identityForm.link') }}
        >
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
