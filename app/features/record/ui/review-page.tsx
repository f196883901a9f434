import { Alert, Anchor, Stack, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconInfoCircle } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { CardGrid, Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { IdentityCard, MergePreview, Review } from '../queries/review-identities.server.ts'
import { IDENTITIES_CHANGED } from '../realtime.ts'
import { IdentityComparison } from './identity-comparison.tsx'
import { ReviewActions } from './review-actions.tsx'
import { useIdentityWords } from './use-identity-words.ts'

type Props = { review: Review; preview: MergePreview | null }

/** Two identities side by side, what hangs on each, and what can be decided. */
export function ReviewPage({ review, preview }: Props) {
  const t = useTexts('record')
  const formats = useFormats()
  useChannel('identities', {}, IDENTITIES_CHANGED)
  return (
    <Page>
      <PageHeader
        title={t('review.title')}
        hint={`${t('review.since', { date: formats.dateTime(review.openedAt) })} · ${t('review.seen', { count: review.occurrences })}`}
        actions={
          <Anchor component={Link} to="/vigilance">
            {t('review.back')}
          </Anchor>
        }
      />
      <Stack gap="md">
        <Alert
          variant="outline"
          color="gray"
          icon={<IconInfoCircle aria-hidden />}
          title={t(`identities.reasons.${review.reason}`)}
        >
          {t(`identities.reasonTexts.${review.reason}`)}
        </Alert>
        <Sides review={review} />
        <section>
          <Title order={2} mb="xs">
            {t('review.hangs')}
          </Title>
          <CardGrid>
            <Hangs title={t('review.hangsOnFile')} card={review.patient} />
            {review.other && <Hangs title={t('review.otherPatient')} card={review.other} />}
          </CardGrid>
        </section>
        {review.state === 'open' ? (
          <ReviewActions review={review} preview={preview} />
        ) : (
          <Alert color="teal" variant="outline" role="status">
            {t('review.decided')}
          </Alert>
        )}
      </Stack>
    </Page>
  )
}

function Sides({ review: { file, other, patient, proposed, reason } }: { review: Review }) {
  const t = useTexts('record')
  if (reason === 'strict_trait_changed')
    return (
      <IdentityComparison
        left={{ label: t('review.held'), traits: file.traits }}
        right={{ label: t('review.proposed'), traits: { ...file.traits, ...proposed } }}
      />
    )
  const beside = other ?? patient
  return (
    <IdentityComparison
      left={{ label: t('review.file', { localId: file.localId }), traits: file.traits }}
      right={{
        label: other ? t('review.otherPatient') : t('review.regional'),
        traits: beside.traits,
        ins: beside.isOwn ? undefined : beside.ins,
      }}
    />
  )
}

function Hangs({ title, card }: { title: string; card: IdentityCard }) {
  const t = useTexts('record')
  const formats = useFormats()
  const words = useIdentityWords()
  return (
    <SummaryCard title={title}>
      <KeyValues
        items={[
          [
            t('review.ownFiles'),
            card.files.length === 0
              ? t('review.ownFilesNone')
              : card.files
                  .map(({ localId, traits }) => `${localId} (${words.trait(traits, 'identityStatus')})`)
                  .join(', '),
          ],
          [t('review.otherFiles'), formats.number(card.otherFiles)],
          [
            t('review.entries'),
            card.entries === 0
              ? '0'
              : [
                  t('review.entriesOf', {
                    entries: formats.number(card.entries),
                    documents: formats.number(card.documents),
                    stays: formats.number(card.stays),
                  }),
                  t('review.span', {
                    from: formats.date(card.firstAt ?? 0),
                    to: formats.date(card.lastAt ?? 0),
                  }),
                ].join(', '),
          ],
          [t('review.relations'), formats.number(card.relations)],
        ]}
      />
      {!card.isOwn && <p>{t('review.homonymNote')}</p>}
    </SummaryCard>
  )
}
