import { Group, Table } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { type Severity, SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { OutboundState } from '../contract-outbound.ts'
import type { OutboundPage } from '../queries/get-outbound.server.ts'

type Line = OutboundPage['messages'][number]

const SEVERITY: Record<OutboundState, Severity> = {
  waiting: 'information',
  acknowledged: 'fine',
  parked: 'watch',
  dropped: 'information',
}

/** Envelopes: how far each is, why not yet or why not, and what a technician can do about it. */
export function OutboundTable({ messages, mayResolve }: { messages: Line[]; mayResolve: boolean }) {
  const t = useTexts('exchange')
  const formats = useFormats()
  const reasonOf = useReasonWords()
  if (messages.length === 0) return <EmptyState title={t('outbound.none')}>{null}</EmptyState>
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('outbound.since')}</Table.Th>
            <Table.Th>{t('outbound.controlId')}</Table.Th>
            <Table.Th>{t('outbound.state')}</Table.Th>
            <Table.Th>{t('outbound.reason')}</Table.Th>
            <Table.Th ta="right">{t('outbound.attempts')}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {messages.map((message) => (
            <Table.Tr key={message.id}>
              <Table.Td>{formats.dateTime(message.createdAt)}</Table.Td>
              <Table.Td>{message.controlId}</Table.Td>
              <Table.Td>
                <SeverityBadge
                  severity={SEVERITY[message.state]}
                  label={t(`outbound.states.${message.state}`)}
                />
              </Table.Td>
              <Table.Td>
                {reasonOf(message.reason)}
                {message.state === 'waiting' &&
                  message.attempts > 0 &&
                  ` ${t('outbound.next')} ${formats.time(message.nextAttemptAt)}`}
                {message.acknowledgedAt &&
                  `${t('outbound.taken')} ${formats.dateTime(message.acknowledgedAt)}`}
              </Table.Td>
              <Table.Td ta="right">{message.attempts}</Table.Td>
              <Table.Td>{mayResolve && <Actions message={message} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function useReasonWords() {
  const t = useTexts('exchange')
  return (reason: string | null): string => {
    if (!reason) return ''
    const refusal = /^(A[ER]|C[ER])(?: (\d{3}))?$/.exec(reason)
    if (!refusal) return `${t(`outbound.reasons.${reason as 'closed'}`)}.`
    const known = /^(10[0-3]|20[0-7])$/.test(refusal[2] ?? '')
    const why = known ? `\u00A0: ${t(`outbound.refusedFor.${refusal[2] as '204'}`)}` : ''
    return `${t('outbound.refused', { code: reason })}${why}`
  }
}

function Actions({ message: { id, state, controlId } }: { message: Line }) {
  const t = useTexts('exchange')
  if (state !== 'waiting' && state !== 'parked') return null
  return (
    <PostForm>
      <input type="hidden" name="messageId" value={id} />
      <Group gap={6} wrap="nowrap" justify="flex-end">
        <SubmitButton
          name="intent"
          value="retry"
          size="compact-sm"
          variant="light"
          aria-label={`${t('outbound.retry')} ${controlId}`}
        >
          {t('outbound.retry')}
        </SubmitButton>
        {state === 'parked' && (
          <SubmitButton
            name="intent"
            value="drop"
            size="compact-sm"
            variant="subtle"
            aria-label={`${t('outbound.drop')} ${controlId}`}
          >
            {t('outbound.drop')}
          </SubmitButton>
        )}
      </Group>
    </PostForm>
  )
}
