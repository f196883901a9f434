import { Alert, Stack } from '@mantine/core'
import { useParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { ReasonDialog } from '#app/ui/reason-dialog.tsx'
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
  return (
    <ReasonDialog
      open={t('note.inError')}
      look={{ size: 'compact-md' }}
      title={t('note.inErrorTitle')}
      text={t('note.inErrorText')}
      label={t('note.reason')}
      missing={t('note.reasonMissing')}
      confirm={t('note.inErrorConfirm')}
      cancel={t('note.cancel')}
      maxLength={500}
      action={`/patients/${patientId}/entries/${entryId}/error`}
    />
  )
}
