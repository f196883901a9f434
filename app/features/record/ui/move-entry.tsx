import { Alert, Button, Group, Modal, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useActionData, useFetcher, useParams } from '@remix-run/react'
import { useState } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { IconArrowsExchange } from '#app/ui/icons.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { OwnFileFound } from '../queries/find-own-files.server.ts'
import { IdentityComparison } from './identity-comparison.tsx'
import { useIdentityWords } from './use-identity-words.ts'

/** A document in the wrong record: who it really is about, seen in full, and why, before it moves. */
export function MoveEntry({
  entryId,
  from,
}: {
  entryId: string
  from: Partial<OwnFileFound['traits']> | null
}) {
  const t = useTexts('record')
  const [isOpen, setOpen] = useState(false)
  const { patientId = '' } = useParams()
  const entry = `/patients/${patientId}/entries/${entryId}`
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconArrowsExchange size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t('move.open')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('move.title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('review.cancel') }}
      >
        <Stack gap="md">
          <Text>{t('move.text')}</Text>
          <Target entry={entry} from={from} patientId={patientId} onCancel={() => setOpen(false)} />
        </Stack>
      </Modal>
    </>
  )
}

type TargetProps = {
  /** Where the document stands now. */
  entry: string
  from: Partial<OwnFileFound['traits']> | null
  patientId: string
  onCancel: () => void
}

function Target({ entry, from, patientId, onCancel }: TargetProps) {
  const t = useTexts('record')
  const words = useIdentityWords()
  const finding = useFetcher<Outcome<{ files: OwnFileFound[] }>>()
  const [chosenId, setChosenId] = useState<string | null>(null)
  const found = finding.data?.ok ? finding.data.value.files.filter((f) => f.patientId !== patientId) : null
  const chosen = found?.find((file) => file.fileId === chosenId)
  return (
    <>
      <finding.Form method="post" action={`${entry}/move`} onSubmit={() => setChosenId(null)}>
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            name="q"
            label={t('move.find')}
            description={t('move.findHint')}
            autoComplete="off"
            maxLength={200}
            data-autofocus
            flex={1}
          />
          <SubmitButton variant="default" isPending={finding.state !== 'idle'}>
            {t('move.search')}
          </SubmitButton>
        </Group>
      </finding.Form>
      {found && found.length === 0 && <Text role="status">{t('move.none')}</Text>}
      {found && found.length > 0 && (
        <Radio.Group label={t('move.target')} value={chosenId} onChange={setChosenId}>
          <Stack gap="xs" mt="xs">
            {found.map((file) => (
              <Radio
                key={file.fileId}
                value={file.fileId}
                label={words.line(file.traits)}
                description={t('move.localId', { localId: file.localId })}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {chosen && (
        <Confirm entry={entry} chosen={chosen} from={from} onCancel={onCancel} key={chosen.fileId} />
      )}
    </>
  )
}

function Confirm({
  entry,
  chosen,
  from,
  onCancel,
}: Omit<TargetProps, 'patientId'> & { chosen: OwnFileFound }) {
  const t = useTexts('record')
  const reason = useReason()
  // A form of the page: once it has moved, this page is gone.
  const outcome = useActionData<Outcome>()
  return (
    <PostForm action={entry}>
      <input type="hidden" name="toFileId" value={chosen.fileId} />
      <input type="hidden" name="toPatientId" value={chosen.patientId} />
      <Stack gap="sm">
        <IdentityComparison
          left={{ label: t('move.now'), traits: from ?? {} }}
          right={{ label: t('move.localId', { localId: chosen.localId }), traits: chosen.traits }}
        />
        {outcome && !outcome.ok && 'reason' in outcome && (
          <Alert color="red" role="alert" variant="outline">
            {reason(outcome.reason, outcome.details)}
          </Alert>
        )}
        <Textarea
          name="reason"
          label={t('review.reason')}
          description={t('review.reasonHint')}
          error={outcome && !outcome.ok && 'fields' in outcome ? t('review.reasonError') : undefined}
          required
          autosize
          minRows={2}
          maxLength={300}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('review.cancel')}
          </Button>
          <SubmitButton>{t('move.confirm')}</SubmitButton>
        </Group>
      </Stack>
    </PostForm>
  )
}
