import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { ConnectionState } from '../queries/list-connections.server.ts'
import { EXCHANGE_CHANGED } from '../realtime.ts'
import { ConnectionList } from './connection-list.tsx'

/** The interfaces of the establishment: which of them live, and where somebody is needed. */
export function ExchangePage({ connections }: { connections: ConnectionState[] }) {
  const t = useTexts('exchange')
  useChannel('exchange', {}, EXCHANGE_CHANGED)
  return (
    <Page>
      <PageHeader title={t('title')} hint={t('intro')} />
      {connections.length === 0 ? (
        <EmptyState title={t('noConnection')}>{t('noConnectionHint')}</EmptyState>
      ) : (
        <ConnectionList connections={connections} />
      )}
    </Page>
  )
}
