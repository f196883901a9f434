import { Button, type ButtonProps, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { useEffect, useState } from 'react'
import type { Outcome } from '#app/kernel/route.server.ts'
import { SubmitButton } from './submit-button.tsx'

type Props = {
  /** The verb that opens it, and how that looks. */
  open: string
  look?: ButtonProps
  title: string
  /** What it will do. */
  text: string
  label: string
  /** Said beside the field when the reason is missing or too short. */
  missing: string
  confirm: string
  cancel: string
  maxLength: number
  /** Where it is sent; without, to the page itself. */
  action?: string
  /** What is sent with the reason. */
  hidden?: Record<string, string>
}

/** An act that is named before it is done, with a reason that stays. It closes when it is done. */
export function ReasonDialog({
  open,
  look,
  title,
  text,
  label,
  missing,
  confirm,
  cancel,
  maxLength,
  ...to
}: Props) {
  const fetcher = useFetcher<Outcome<unknown>>()
  const [isOpen, setOpen] = useState(false)
  const outcome = fetcher.data
  useEffect(() => {
    if (outcome?.ok) setOpen(false)
  }, [outcome])
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)} data-print="no" {...look}>
        {open}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        closeButtonProps={{ 'aria-label': cancel }}
      >
        <fetcher.Form method="post" action={to.action} noValidate>
          {Object.entries(to.hidden ?? {}).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Stack gap="sm">
            <Text>{text}</Text>
            <Textarea
              name="reason"
              label={label}
              required
              maxLength={maxLength}
              minRows={2}
              autosize
              error={outcome && !outcome.ok ? missing : undefined}
              data-autofocus
            />
            <Group gap="sm" justify="flex-end">
              <Button variant="default" onClick={() => setOpen(false)}>
                {cancel}
              </Button>
              <SubmitButton color="red" isPending={fetcher.state !== 'idle'}>
                {confirm}
              </SubmitButton>
            </Group>
          </Stack>
        </fetcher.Form>
      </Modal>
    </>
  )
}
