import { Alert, Stack, Title } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { Decision, ReviewLine } from '../queries/review-identities.server.ts'
import { IDENTITIES_CHANGED } from '../realtime.ts'
import { DecisionTable } from './decision-table.tsx'
import { ReviewTable } from './review-table.tsx'

type Props = { reviews: ReviewLine[]; decisions: Decision[]; done: 'decided' | 'undone' | null }

/** What identity vigilance has to decide, and what it decided lately. */
export function VigilancePage({ reviews, decisions, done }: Props) {
  const t = useTexts('record')
  useChannel('identities', {}, IDENTITIES_CHANGED)
  return (
    <Page>
      <PageHeader title={t('identities.title')} hint={t('identities.hint')} />
      <Stack gap="md">
        {done && (
          <Alert color="teal" role="status">
            {done === 'undone' ? t('decisions.undoneNow') : t('decisions.done')}
          </Alert>
        )}
        <ReviewTable reviews={reviews} />
        <Title order={2}>{t('decisions.title')}</Title>
        <DecisionTable decisions={decisions} />
      </Stack>
    </Page>
  )
}
