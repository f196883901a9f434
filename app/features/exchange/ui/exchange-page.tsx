import { Alert, Group, SegmentedControl, Stack, Title } from '@mantine/core'
import { useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { Exchange } from '../queries/get-exchange.server.ts'
import { EXCHANGE_CHANGED } from '../realtime.ts'
import { ConnectionList } from './connection-list.tsx'
import { MessageTable } from './message-table.tsx'
import { useWords } from './use-words.ts'

type Props = Exchange & { mayResolve: boolean; outcome: Outcome<'retry' | 'skip'> | undefined }

/** What arrives from the establishment's software, what waits, what a person must resolve. */
export function ExchangePage({ outcome, mayResolve, ...exchange }: Props) {
  const t = useTexts('exchange')
  const words = useWords()
  const [params, setParams] = useSearchParams()
  useChannel('exchange', {}, EXCHANGE_CHANGED)

  const show = (only: string) => {
    const next = new URLSearchParams(params)
    for (const key of ['only', 'after']) next.delete(key)
    if (only === 'blocked') next.set('only', only)
    setParams(next, { preventScrollReset: true })
  }

  return (
    <Page>
      <PageHeader title={t('title')} hint={t('intro')} />
      {exchange.connections.length === 0 ? (
        <EmptyState title={t('noConnection')}>{t('noConnectionHint')}</EmptyState>
      ) : (
        <Stack gap="md">
          {outcome && <Result outcome={outcome} />}
          <ConnectionList connections={exchange.connections} selectedId={exchange.selectedId} />
          <Group justify="space-between" align="center">
            <Title order={2}>{t('messages')}</Title>
            <SegmentedControl
              size="xs"
              aria-label={t('filter')}
              value={exchange.onlyBlocked ? 'blocked' : 'all'}
              onChange={show}
              data={[
                { value: 'all', label: t('showAll') },
                { value: 'blocked', label: t('showBlocked') },
              ]}
            />
          </Group>
          <MessageTable
            messages={exchange.messages}
            next={exchange.next}
            mayResolve={mayResolve}
            words={words}
          />
        </Stack>
      )}
    </Page>
  )
}

function Result({ outcome }: { outcome: Outcome<'retry' | 'skip'> }) {
  const t = useTexts('exchange')
  const words = useWords()
  if (outcome.ok)
    return (
      <Alert color="teal" role="status" withCloseButton={false}>
        {outcome.value === 'retry' ? t('retried') : t('skipped')}
      </Alert>
    )
  if ('fields' in outcome) return null
  return (
    <Alert color="red" role="alert">
      {words.refusal(outcome.reason)}
    </Alert>
  )
}
