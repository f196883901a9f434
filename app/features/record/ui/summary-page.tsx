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
import { CardGrid } from '#app/ui/page.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { PatientSummary } from '../queries/get-patient-summary.server.ts'
import { Contacts } from './contacts.tsx'
import { EntryList } from './entry-list.tsx'

/** What was said, what was decided, what comes next, whom to call. */
export function SummaryPage({ summary }: { summary: PatientSummary }) {
  const t = useTexts('record')
  const formats = useFormats()
  const { patientId = '' } = useParams()
  const list = { patientId }
  const more = { to: `/patients/${patientId}/timeline`, label: t('summary.all') }
  const { fresh, contacts, lastDocument } = summary
  return (
    <>
      <h1 className="visually-hidden">{t('summary.title')}</h1>
      <CardGrid>
        <SummaryCard
          title={t('summary.fresh')}
          icon={IconBell}
          count={fresh.count > 0 ? (fresh.count > 99 ? '99+' : fresh.count) : undefined}
          more={more}
        >
          <EntryList {...list} entries={fresh.entries} none={t('summary.freshNone')} />
        </SummaryCard>
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
        <SummaryCard title={t('summary.latest')} icon={IconFileText} more={more}>
          <EntryList {...list} entries={summary.latest} none={t('summary.latestNone')} />
        </SummaryCard>
        <SummaryCard title={t('summary.contacts')} icon={IconStethoscope}>
          <Contacts contacts={contacts} />
        </SummaryCard>
        {contacts.file && (
          <SummaryCard title={t('summary.file')} icon={IconUser}>
            <KeyValues
              items={[
                [t('summary.localId'), contacts.file.localId],
                [t('summary.phone'), contacts.file.phone && formatPhone(contacts.file.phone)],
                [t('summary.address'), contacts.file.address],
              ]}
            />
          </SummaryCard>
        )}
        {contacts.ownRelation && (
          <SummaryCard title={t('summary.access')} icon={IconUser}>
            {t('summary.accessBy', {
              basis: t(`relation.bases.${contacts.ownRelation.basis as 'declared_gp'}`),
              date: formats.date(contacts.ownRelation.startsAt),
            })}
          </SummaryCard>
        )}
      </CardGrid>
    </>
  )
}
