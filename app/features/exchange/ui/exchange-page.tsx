import { Button } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { ConnectionState } from '../queries/list-connections.server.ts'
import { EXCHANGE_CHANGED } from '../realtime.ts'
import { ConnectionList } from './connection-list.tsx'

type Props = { connections: ConnectionState[]; mayDeclare: boolean }

/** The interfaces of the establishment: which of them live, and where somebody is needed. */
export function ExchangePage({ connections, mayDeclare }: Props) {
  const t = useTexts('exchange')
  useChannel('exchange', {}, EXCHANGE_CHANGED)
  return (
    <Page>
      <PageHeader
        title={t('title')}
        hint={t('intro')}
        actions={
          <>
            <Button component={Link} to="/exchange/outbound" variant="default">
              {t('outbound.open')}
            </Button>
            {mayDeclare && (
              <Button component={Link} to="/exchange/new">
                {t('declareConnection')}
              </Button>
            )}
          </>
        }
      />
      {connections.length === 0 ? (
        <EmptyState title={t('noConnection')}>{t('noConnectionHint')}</EmptyState>
      ) : (
        <ConnectionList connections={connections} />
      )}
    </Page>
  )
}
