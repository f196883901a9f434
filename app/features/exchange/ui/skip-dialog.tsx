import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'

/** Leaving a message out loses its content for the record: named, with a reason that stays. */
export function SkipDialog({ messageId }: { messageId: string }) {
  const t = useTexts('exchange')
  const fetcher = useFetcher<Outcome<string>>()
  const [isOpen, setOpen] = useState(false)
  const outcome = fetcher.data
  useEffect(() => {
    if (outcome?.ok) setOpen(false)
  }, [outcome])
  const error = outcome && !outcome.ok && 'fields' in outcome ? t('skipReason') : undefined

  return (
    <>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setOpen(true)}>
        {t('skip')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('skipTitle')}
        closeButtonProps={{ 'aria-label': t('cancel') }}
      >
        <fetcher.Form method="post" noValidate>
          <input type="hidden" name="messageId" value={messageId} />
          <input type="hidden" name="intent" value="skip" />
          <Stack gap="sm">
            <Text>{t('skipWarning')}</Text>
            <TextInput
              name="reason"
              label={t('skipReason')}
              required
              minLength={5}
              maxLength={200}
              error={error}
              data-autofocus
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t('cancel')}
              </Button>
              <SubmitButton isPending={fetcher.state !== 'idle'}>{t('skipConfirm')}</SubmitButton>
            </Group>
          </Stack>
        </fetcher.Form>
      </Modal>
    </>
  )
}
