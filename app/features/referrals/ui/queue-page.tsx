import { Text } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { QUEUE_FILTERS } from '../contract.ts'
import type { Queue } from '../queries/list-queue.server.ts'
import { REFERRALS_CHANGED } from '../realtime.ts'
import { ReferralTable } from './referral-table.tsx'
import { ReferralTabs, ServicesLink, ShownLinks } from './referral-tabs.tsx'

/** The requests of the services in which one works: what presses most on top; it moves by itself. */
export function QueuePage({ queue, may }: { queue: Queue; may: { ask: boolean; keep: boolean } }) {
  const t = useTexts('referrals')
  const { services, figures, query } = queue
  useChannel('referrals', {}, REFERRALS_CHANGED)
  const counts: Partial<Record<(typeof QUEUE_FILTERS)[number], number>> = {
    open: figures.open,
    new: figures.waiting,
    late: figures.late,
  }
  return (
    <Page>
      <PageHeader title={t('queue.title')} hint={t('queue.hint')} actions={may.keep && <ServicesLink />} />
      <ReferralTabs hasQueue hasAsked={may.ask} shown="queue" />
      <ShownLinks
        label={t('columns.state')}
        param="show"
        current={query.show}
        options={QUEUE_FILTERS.map((value) => ({
          value,
          label: t(`queue.filters.${value}`),
          count: counts[value],
        }))}
      />
      {services.length > 1 && (
        <ShownLinks
          label={t('queue.service')}
          param="service"
          current={query.service ?? ''}
          options={[
            { value: '', label: t('queue.allServices') },
            ...services.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <ReferralTable
        caption={t('queue.caption')}
        side="asker"
        rows={queue.rows}
        page={queue.page}
        count={queue.count}
        empty={<EmptyState title={t('queue.none')}>{t('queue.noneText')}</EmptyState>}
      />
      {services
        .filter(({ deputies }) => deputies.length > 0)
        .map(({ id, name, deputies }) => (
          <Text key={id} size="sm" c="dimmed" mt="xs">
            {t('queue.deputies', { name, deputies: deputies.join(', ') })}
          </Text>
        ))}
    </Page>
  )
}
