import { Alert, Stack, Text, Title } from '@mantine/core'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { useNow } from '#app/kernel/use-formats.ts'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { EventFlow } from '../queries/get-event-flow.server.ts'
import { flowState } from '../rules.ts'
import { ParkedTable } from './parked-table.tsx'
import { useSince } from './use-since.ts'

/** Does everything get through: a word, and what a person must do about it. */
export function FlowOfEvents({ flow, outcome }: { flow: EventFlow; outcome: Outcome<void> | undefined }) {
  const t = useTexts('regions')
  const reason = useReason()
  const since = useSince()
  const state = flowState(flow, useNow())
  return (
    <Stack component="section" gap="xs" aria-labelledby="flow">
      <Title order={2} id="flow" size="h3">
        {t('flow.title')}
      </Title>
      <div>
        {state === 'stalled' && <SeverityBadge severity="critical" label={t('flow.stalled')} />}
        {state === 'parked' && <SeverityBadge severity="watch" label={t('flow.parked')} />}
        {state === 'fine' && <SeverityBadge severity="fine" label={t('flow.fine')} />}
      </div>
      {outcome?.ok && (
        <Alert color="teal" role="status">
          {t('flow.retried')}
        </Alert>
      )}
      {outcome && !outcome.ok && 'reason' in outcome && (
        <Alert color="red" role="alert">
          {reason(outcome.reason, outcome.details)}
        </Alert>
      )}
      {state === 'stalled' && flow.oldestUntriedAt && (
        <Text>{t('flow.stalledText', { since: since(flow.oldestUntriedAt) })}</Text>
      )}
      {flow.parked.length > 0 && <ParkedTable events={flow.parked} hasMore={flow.hasMoreParked} />}
    </Stack>
  )
}
