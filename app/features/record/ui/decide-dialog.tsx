import { Alert, Button, type ButtonProps, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useActionData } from '@remix-run/react'
import { type ReactNode, useId, useState } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'

type Props = {
  /** The verb on the page, and what it means. */
  label: string
  title: string
  text: string
  confirm: string
  intent: string
  fields: Record<string, string>
  look?: ButtonProps
  /** What will happen in figures, above the reason. */
  children?: ReactNode
  /** Shown and not to be sent: why it cannot be done. */
  refused?: string | null
}

/** A decision about identities is said twice: by its button, then with a reason that stays. */
export function DecideDialog({
  label,
  title,
  text,
  confirm,
  intent,
  fields,
  look,
  children,
  refused,
}: Props) {
  const t = useTexts('record')
  const reason = useReason()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [isSent, setSent] = useState(false)
  // A form of the page, not a fetcher: the page that hears of the decision would take the fetcher away with its button.
  const answered = useActionData<Outcome<string>>()
  const outcome = isSent ? answered : undefined
  const isReasonMissing = outcome && !outcome.ok && 'fields' in outcome
  const refusal =
    outcome && !outcome.ok && 'reason' in outcome
      ? reason(outcome.reason, outcome.details)
      : refused
        ? reason(refused)
        : null
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)} {...look}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        size={children ? 'lg' : 'md'}
        closeButtonProps={{ 'aria-label': t('review.cancel') }}
      >
        <PostForm onSubmit={() => setSent(true)} preventScrollReset>
          <input type="hidden" name="intent" value={intent} />
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Stack gap="sm">
            <Text>{text}</Text>
            {children}
            {refusal && (
              <Alert color="red" role="alert" variant="outline">
                {refusal}
              </Alert>
            )}
            {!refused && (
              <Textarea
                id={id}
                name="reason"
                label={t('review.reason')}
                description={t('review.reasonHint')}
                error={isReasonMissing ? t('review.reasonError') : undefined}
                required
                autosize
                minRows={2}
                maxLength={300}
                data-autofocus
              />
            )}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t('review.cancel')}
              </Button>
              {!refused && <SubmitButton>{confirm}</SubmitButton>}
            </Group>
          </Stack>
        </PostForm>
      </Modal>
    </>
  )
}
