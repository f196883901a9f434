import { Alert, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useActionData } from '@remix-run/react'
import { type ReactNode, useState } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { HOUSE_END_REASONS, LEAVE_REASONS } from '../contract.ts'
import type { Right } from '../queries/get-care-circle.server.ts'

/** The establishment takes back a right that it gave. */
export function EndDialog({ right }: { right: Right }) {
  const t = useTexts('record')
  const name = right.name ?? t('circle.questions.somebody')
  return (
    <ReasonDialog
      open={t('circle.end.open')}
      label={t('circle.end.openFor', { name })}
      title={t('circle.end.title')}
      text={t('circle.end.text', { name })}
      confirm={t('circle.end.confirm')}
      fields={{ intent: 'end', relationId: right.id }}
      look={{ size: 'compact-sm' }}
    >
      <Radio.Group name="reason" label={t('circle.end.reason')} defaultValue="patient_choice">
        <Stack gap={6} mt={6}>
          {HOUSE_END_REASONS.map((reason) => (
            <Radio key={reason} value={reason} label={t(`circle.endReasons.${reason}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </ReasonDialog>
  )
}

/** The doctor gives back every right to this patient; a reason helps, and none is needed. */
export function LeaveDialog() {
  const t = useTexts('record')
  return (
    <ReasonDialog
      open={t('circle.leave.open')}
      title={t('circle.leave.title')}
      text={t('circle.leave.text')}
      confirm={t('circle.leave.confirm')}
      fields={{ intent: 'leave' }}
    >
      <Radio.Group name="reason" label={t('circle.leave.reason')}>
        <Stack gap={6} mt={6}>
          {LEAVE_REASONS.map((reason) => (
            <Radio key={reason} value={reason} label={t(`circle.leave.reasons.${reason}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </ReasonDialog>
  )
}

type Props = {
  open: string
  /** What the button says to who hears it, when its words alone would not tell. */
  label?: string
  title: string
  text: string
  confirm: string
  fields: Record<string, string>
  look?: { size: string }
  children: ReactNode
}

/** Says what will end, asks why, and does it once. */
function ReasonDialog({ open, label, title, text, confirm, fields, look, children }: Props) {
  const t = useTexts('record')
  const reason = useReason()
  const [isOpen, setOpen] = useState(false)
  const [isSent, setSent] = useState(false)
  const answered = useActionData<Outcome>()
  const refusal = isSent && answered && !answered.ok && 'reason' in answered ? answered : null
  return (
    <>
      <Button variant="default" aria-label={label} onClick={() => setOpen(true)} {...look}>
        {open}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        closeButtonProps={{ 'aria-label': t('circle.cancel') }}
      >
        <PostForm onSubmit={() => setSent(true)} preventScrollReset>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Stack gap="sm">
            <Text>{text}</Text>
            {children}
            {refusal && (
              <Alert color="red" role="alert" variant="outline">
                {reason(refusal.reason, refusal.details)}
              </Alert>
            )}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t('circle.cancel')}
              </Button>
              <SubmitButton>{confirm}</SubmitButton>
            </Group>
          </Stack>
        </PostForm>
      </Modal>
    </>
  )
}
