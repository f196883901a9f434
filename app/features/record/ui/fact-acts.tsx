import { Button } from '@mantine/core'
import { Link, useParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { ReasonDialog } from '#app/ui/reason-dialog.tsx'
import type { EntryDetail } from '../queries/get-entry.server.ts'

/** Of a fact: other words in its place, or that it should not be there. */
export function FactActs({ entry }: { entry: EntryDetail }) {
  const t = useTexts('record')
  const { patientId } = useParams()
  return (
    <>
      {entry.mayCorrect && (
        <Button
          component={Link}
          to={`/patients/${patientId}/facts/${entry.kind}?corrects=${entry.id}`}
          variant="default"
          size="compact-md"
        >
          {t('writing.correct')}
        </Button>
      )}
      {entry.mayMarkInError && (
        <ReasonDialog
          open={t('writing.inError.open')}
          look={{ size: 'compact-md' }}
          title={t('writing.inError.title')}
          text={t('writing.inError.text')}
          label={t('writing.inError.reason')}
          missing={t('writing.inError.missing')}
          confirm={t('writing.inError.confirm')}
          cancel={t('writing.cancel')}
          maxLength={500}
          action={`/patients/${patientId}/entries/${entry.id}/error`}
        />
      )}
    </>
  )
}
