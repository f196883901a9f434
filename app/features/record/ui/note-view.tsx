import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useFetcher, useParams } from '@remix-run/react'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { EntryFacts } from '../queries/get-entry-facts.server.ts'
import classes from './facts-view.module.css'

type Note = Extract<EntryFacts, { kind: 'note' }>

/** What was written and signed; its author may say that it should not be there, and why. */
export function NoteView({ note }: { note: Note }) {
  const t = useTexts('record')
  return (
    <Stack gap="sm" align="flex-start">
      {note.of.errorReason && (
        <Alert color="red" variant="outline" w="100%" maw="46rem">
          {t('note.errorReason', { reason: note.of.errorReason })}
        </Alert>
      )}
      <div className={classes.note} data-error={note.of.errorReason ? true : undefined}>
        {note.of.body}
      </div>
      {note.isMine && !note.of.errorReason && <MarkInError />}
    </Stack>
  )
}

function MarkInError() {
  const t = useTexts('record')
  const { patientId, entryId } = useParams()
  const fetcher = useFetcher<Outcome<string>>()
  const [isOpen, setOpen] = useState(false)
  const isWrong = fetcher.data && !fetcher.data.ok
  return (
    <>
      <Button variant="default" size="compact-md" onClick={() => setOpen(true)} data-print="no">
        {t('note.inError')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('note.inErrorTitle')}
        closeButtonProps={{ 'aria-label': t('note.cancel') }}
      >
        <fetcher.Form method="post" action={`/patients/${patientId}/entries/${entryId}/error`} noValidate>
          <Stack gap="sm">
            <Text>{t('note.inErrorText')}</Text>
            <Textarea
              name="reason"
              label={t('note.reason')}
              required
              maxLength={500}
              minRows={3}
              error={isWrong ? t('note.reasonMissing') : undefined}
            />
            <Group gap="sm" justify="flex-end">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t('note.cancel')}
              </Button>
              <SubmitButton color="red" isPending={fetcher.state !== 'idle'}>
                {t('note.inErrorConfirm')}
              </SubmitButton>
            </Group>
          </Stack>
        </fetcher.Form>
      </Modal>
    </>
  )
}
