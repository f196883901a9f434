import { Group, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { type Severity, SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { MessageState } from '../contract.ts'
import type { MessageEnvelope } from '../queries/list-messages.server.ts'
import { SkipDialog } from './skip-dialog.tsx'
import type { Words } from './use-words.ts'

const column = columnsOf<MessageEnvelope>()
const SEVERITY: Record<MessageState, Severity> = {
  waiting: 'information',
  filed: 'fine',
  blocked: 'watch',
  ignored: 'information',
  refused: 'critical',
}

type Props = { messages: MessageEnvelope[]; next: string | null; mayResolve: boolean; words: Words }

/** Envelopes, newest first. What is blocked can be tried again or left out, for a reason. */
export function MessageTable({ messages, next, mayResolve, words }: Props) {
  const t = useTexts('exchange')
  const formats = useFormats()
  // A new cell function would be a new component: its open dialog would close at each refresh.
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('receivedAt', {
          header: t('receivedAt'),
          cell: (c) => formats.dateTime(c.getValue()),
        }),
        column.accessor('messageType', { header: t('messageType'), cell: (c) => c.getValue() || '—' }),
        column.accessor('controlId', {
          header: t('controlId'),
          cell: (c) => c.getValue() || '—',
          meta: { isSecondary: true },
        }),
        column.accessor('ackCode', {
          header: t('ack'),
          cell: (c) => <span title={t('bytes', { count: c.row.original.byteLength })}>{c.getValue()}</span>,
          meta: { isSecondary: true },
        }),
        column.accessor('state', {
          header: t('stateColumn'),
          cell: (c) => (
            <SeverityBadge severity={SEVERITY[c.getValue()]} label={t(`states.${c.getValue()}`)} />
          ),
        }),
        column.accessor('reason', {
          header: t('reasonColumn'),
          cell: ({ row }) => <Reason message={row.original} words={words} mayResolve={mayResolve} />,
        }),
      ]),
    [t, formats, words, mayResolve],
  )
  return (
    <DataTable
      caption={t('messages')}
      columns={columns}
      rows={messages}
      rowId={(m) => m.id}
      page={{ next, previous: null }}
      empty={<EmptyState title={t('noMessage')}>{t('noMessageHint')}</EmptyState>}
    />
  )
}

function Reason({
  message,
  words,
  mayResolve,
}: {
  message: MessageEnvelope
  words: Words
  mayResolve: boolean
}) {
  const t = useTexts('exchange')
  if (message.state !== 'blocked')
    return (
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <span>{words.reason(message.reason)}</span>
        {mayResolve && message.mayReplay && (
          <PostForm>
            <input type="hidden" name="messageId" value={message.id} />
            <SubmitButton
              size="compact-xs"
              variant="subtle"
              name="intent"
              value="replay"
              aria-label={`${t('replayOne')}\u00A0: ${message.controlId}`}
            >
              {t('replayOne')}
            </SubmitButton>
          </PostForm>
        )}
      </Group>
    )
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <span style={{ whiteSpace: 'normal' }}>
        {words.reason(message.reason)}
        {message.behind > 0 && (
          <Text span c="dimmed" size="sm">
            {' '}
            · {t('behind', { count: message.behind })}
          </Text>
        )}
      </span>
      {mayResolve && (
        <>
          <PostForm>
            <input type="hidden" name="messageId" value={message.id} />
            <SubmitButton size="compact-xs" variant="light" name="intent" value="retry">
              {t('retry')}
            </SubmitButton>
          </PostForm>
          <SkipDialog messageId={message.id} />
        </>
      )}
    </Group>
  )
}
