import { Anchor, Button, Text } from '@mantine/core'
import { Link, useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import { formatDay, formatIns } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconFileText, IconPrinter } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { ReferralDocument, ReferralPage } from '../queries/get-referral.server.ts'
import { REFERRALS_CHANGED } from '../realtime.ts'
import { ActForms } from './act-forms.tsx'
import { LateMark, StateMark, UrgencyMark } from './marks.tsx'
import { ReferralHistoryList, RefusalCard } from './referral-history.tsx'
import classes from './referrals.module.css'
import { useReferralWords } from './use-referral-words.ts'

type Of = { referral: ReferralPage }

/** One request, for both of its sides: what is asked, how far it is, what to do. It moves by itself. */
export function ReferralView({ referral }: Of) {
  const t = useTexts('referrals')
  useChannel('referral', { referralId: referral.id }, REFERRALS_CHANGED)
  usePrintTold()
  const service = `${referral.serviceName}, ${referral.houseName}`
  return (
    <Page>
      <PageHeader
        title={t(`kinds.${referral.kind}`)}
        hint={service}
        actions={
          <Button
            variant="default"
            leftSection={<IconPrinter size={14} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('page.print')}
          </Button>
        }
      />
      <PatientLine referral={referral} />
      <div className={classes.columns}>
        <div className={classes.column}>
          {referral.answer && (
            <SummaryCard title={t('page.answer')}>
              <AnswerText referral={referral} />
            </SummaryCard>
          )}
          {referral.refusal && <RefusalCard referral={referral} />}
          <SummaryCard title={t('page.question')}>
            <p className={classes.words}>{referral.question}</p>
          </SummaryCard>
          <SummaryCard title={t('page.documents')}>
            <Documents of={referral.id} documents={referral.documents.filter((d) => !d.isAnswer)} />
          </SummaryCard>
          <SummaryCard title={t('page.history')}>
            <ReferralHistoryList history={referral.history} />
          </SummaryCard>
        </div>
        <div className={classes.column}>
          <SummaryCard title={t('page.times')}>
            <Progress referral={referral} />
          </SummaryCard>
          <div data-print="no">
            <SummaryCard title={t('page.acts')}>
              <ActForms referral={referral} />
            </SummaryCard>
          </div>
          <SummaryCard title={t('page.asked')}>
            <AskedBy referral={referral} />
          </SummaryCard>
        </div>
      </div>
    </Page>
  )
}

/** Whom it is about, before anything else; the record, for who may open it by now. */
function PatientLine({ referral }: Of) {
  const t = useTexts('referrals')
  const { name } = useReferralWords()
  const { identity, recordOf, entries } = referral
  return (
    <section className={classes.patient} aria-label={t('page.patient')}>
      <strong>{name(referral)}</strong>
      {identity.usedName && <span>{identity.usedName}</span>}
      {identity.birthDate && <span>{t('page.born', { date: formatDay(identity.birthDate) })}</span>}
      <span>{t(`page.sex.${identity.sex}`)}</span>
      {identity.insMatricule && (
        <span>
          {t('page.ins', { ins: formatIns(identity.insMatricule) })}{' '}
          {!recordOf && <span className={classes.dim}>{t('page.insUnverified')}</span>}
        </span>
      )}
      {recordOf && (
        <span data-print="no">
          <Anchor component={Link} to={`/patients/${recordOf}`} underline="always">
            {t('page.record')}
          </Anchor>
          {entries.answer && (
            <>
              {' · '}
              <Anchor
                component={Link}
                to={`/patients/${recordOf}/entries/${entries.answer}`}
                underline="always"
              >
                {t('page.entryAnswer')}
              </Anchor>
            </>
          )}
        </span>
      )}
    </section>
  )
}

function Progress({ referral }: Of) {
  const t = useTexts('referrals')
  const formats = useFormats()
  const { wait } = useReferralWords()
  const { scheduledFor, isOfAgenda, appointmentPlace } = referral
  const appointment = scheduledFor && (
    <>
      {formats.dateTime(scheduledFor)}
      {appointmentPlace && `, ${appointmentPlace}`}
      {isOfAgenda && <Text size="sm">{t('page.ofAgenda')}</Text>}
    </>
  )
  return (
    <KeyValues
      items={[
        [
          t('columns.state'),
          <>
            <StateMark state={referral.state} /> {referral.isLate && <LateMark />}
          </>,
        ],
        [t('page.sentAt'), referral.sentAt && formats.dateTime(referral.sentAt)],
        [t('page.due'), referral.dueAt && formats.date(referral.dueAt)],
        [t('page.receivedAt'), referral.receivedAt && formats.dateTime(referral.receivedAt)],
        [t('page.reaction'), referral.reactionMs !== null && wait(referral.reactionMs)],
        ...(appointment ? ([[t('page.appointment'), appointment]] as [string, typeof appointment][]) : []),
        [
          referral.kind === 'referral' && !referral.answer ? t('page.appointment') : t('page.answered'),
          referral.answerMs !== null && wait(referral.answerMs),
        ],
      ].map(([label, value]) => [label, value || null] as [string, typeof value])}
    />
  )
}

function AskedBy({ referral }: Of) {
  const t = useTexts('referrals')
  return (
    <KeyValues
      items={[
        [
          t('page.by'),
          <>
            {referral.askerName}
            <Text size="sm">
              {referral.askerHouse}
              {referral.askerRpps && ` · ${t('page.rpps', { rpps: referral.askerRpps })}`}
            </Text>
          </>,
        ],
        [t('page.urgency'), <UrgencyMark key="urgency" urgency={referral.urgency} />],
        [t('page.wished'), referral.wished],
      ]}
    />
  )
}

function AnswerText({ referral: { answer, documents, id } }: Of) {
  const t = useTexts('referrals')
  const formats = useFormats()
  const along = documents.filter(({ isAnswer }) => isAnswer)
  return (
    <>
      <p className={classes.words}>{answer!.text}</p>
      <Text size="sm" c="dimmed" mt="xs">
        {t('page.answeredBy', { by: answer!.by ?? '', date: answer!.at ? formats.dateTime(answer!.at) : '' })}
      </Text>
      {along.length > 0 && <Documents of={id} documents={along} />}
    </>
  )
}

function Documents({ of, documents }: { of: string; documents: ReferralDocument[] }) {
  const t = useTexts('referrals')
  const formats = useFormats()
  if (documents.length === 0) return <Text c="dimmed">{t('refer.documentsNone')}</Text>
  return (
    <ul className={classes.documents}>
      {documents.map(({ id, title, occurredAt }) => (
        <li key={id}>
          <IconFileText size={15} aria-hidden />
          <Anchor href={`/referrals/${of}/documents/${id}`} target="_blank" underline="always">
            {title}
          </Anchor>
          <Text span c="dimmed">
            {formats.date(occurredAt)}
          </Text>
        </li>
      ))}
    </ul>
  )
}

/** Whoever began it, the button, the menu or the keys: the trail learns that it left on paper. */
function usePrintTold() {
  const { submit } = useFetcher()
  useEffect(() => {
    const tell = () => submit({ intent: 'printed' }, { method: 'post' })
    window.addEventListener('beforeprint', tell)
    return () => window.removeEventListener('beforeprint', tell)
  }, [submit])
}
