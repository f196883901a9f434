import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useFetcher, useSearchParams } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { Decided } from '../commands/decide-on-connection.server.ts'
import type { ConnectionPage } from '../queries/get-connection.server.ts'
import { MessageTable } from './message-table.tsx'
import { useWords } from './use-words.ts'

/** The envelopes, newest first, and what can be done with many of them at once. */
export function MessagesView({
  messages,
  next,
  onlyBlocked,
  mayResolve,
}: ConnectionPage & { mayResolve: boolean }) {
  const t = useTexts('exchange')
  const words = useWords()
  const [params, setParams] = useSearchParams()
  const show = (only: string) => {
    const search = new URLSearchParams(params)
    for (const key of ['only', 'after']) search.delete(key)
    if (only === 'blocked') search.set('only', only)
    setParams(search, { preventScrollReset: true })
  }
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="center">
        <SegmentedControl
          size="xs"
          aria-label={t('filter')}
          value={onlyBlocked ? 'blocked' : 'all'}
          onChange={show}
          data={[
            { value: 'all', label: t('showAll') },
            { value: 'blocked', label: t('showBlocked') },
          ]}
        />
        {mayResolve && <ReplayRange />}
      </Group>
      <MessageTable messages={messages} next={next} mayResolve={mayResolve} words={words} />
    </Stack>
  )
}

/** Everything between two moments, filed again: after a mapping was wrong, or a mistake of ours was mended. */
function ReplayRange() {
  const t = useTexts('exchange')
  const words = useWords()
  const fetcher = useFetcher<Outcome<Decided>>()
  const [isOpen, setOpen] = useState(false)
  const outcome = fetcher.data
  useEffect(() => {
    if (outcome?.ok) setOpen(false)
  }, [outcome])
  const error =
    outcome && !outcome.ok
      ? 'fields' in outcome
        ? t('errors.formIncomplete')
        : words.refusal(outcome.reason)
      : null
  return (
    <Group gap="xs">
      {outcome?.ok && (
        <Text size="sm" role="status">
          {t('replayed', { count: outcome.value.replayed ?? 0 })}
        </Text>
      )}
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t('replayRange')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('replayRangeTitle')}
        closeButtonProps={{ 'aria-label': t('cancel') }}
      >
        <fetcher.Form method="post" noValidate>
          <input type="hidden" name="intent" value="replayRange" />
          <Stack gap="sm">
            <Text size="sm">{t('replayRangeText')}</Text>
            <TextInput type="datetime-local" name="from" label={t('from')} required data-autofocus />
            <TextInput type="datetime-local" name="until" label={t('until')} required error={error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t('cancel')}
              </Button>
              <SubmitButton isPending={fetcher.state !== 'idle'}>{t('replayRangeConfirm')}</SubmitButton>
            </Group>
          </Stack>
        </fetcher.Form>
      </Modal>
    </Group>
  )
}
