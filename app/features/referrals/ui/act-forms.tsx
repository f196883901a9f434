import { Button, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { FormErrors } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { type Act, REFUSAL_REASONS } from '../contract.ts'
import type { ReferralPage } from '../queries/get-referral.server.ts'
import classes from './referrals.module.css'

type Of = { referral: ReferralPage }

/** What this person can do with a request now. */
export function ActForms({ referral }: Of) {
  const t = useTexts('referrals')
  const can = (act: Act) => referral.acts.includes(act)
  if (referral.acts.length === 0) return <Text c="dimmed">{t('page.closed')}</Text>
  return (
    <div className={classes.acts}>
      {can('accept') && <Accept referral={referral} />}
      {can('answer') && <Answer referral={referral} />}
      {can('schedule') && <Schedule referral={referral} />}
      {can('ask_info') && (
        <Noted
          referral={referral}
          intent="ask_info"
          open={t('do.ask_info')}
          label={t('do.infoField')}
          missing={t('do.noteMissing')}
          confirm={t('do.sendInfo')}
        />
      )}
      {can('give_info') && (
        <Noted
          referral={referral}
          intent="give_info"
          isFirst
          open={t('do.give_info')}
          label={t('do.giveField')}
          missing={t('do.giveMissing')}
          confirm={t('do.sendGiven')}
        />
      )}
      {can('refuse') && <Refuse referral={referral} />}
      {can('cancel') && (
        <Noted
          referral={referral}
          intent="cancel"
          open={t('do.cancel')}
          label={t('do.cancelField')}
          missing=""
          confirm={t('do.confirmCancel')}
          hint={t('do.cancelHint')}
          isDangerous
        />
      )}
    </div>
  )
}

function Accept({ referral }: Of) {
  const t = useTexts('referrals')
  return (
    <ActDialog referral={referral} intent="accept" open={t('do.accept')} confirm={t('do.accept')} isFirst>
      {() => <Text>{t('do.acceptHint')}</Text>}
    </ActDialog>
  )
}

function Schedule({ referral }: Of) {
  const t = useTexts('referrals')
  return (
    <ActDialog
      referral={referral}
      intent="schedule"
      open={referral.scheduledFor ? t('do.reschedule') : t('do.schedule')}
      confirm={t('do.schedule')}
    >
      {(isWrong) => (
        <>
          <TextInput
            type="date"
            name="day"
            label={t('do.day')}
            required
            error={isWrong('day') && t('do.dayMissing')}
            data-autofocus
          />
          <TextInput
            type="time"
            name="time"
            label={t('do.time')}
            required
            error={isWrong('time') && t('do.timeMissing')}
          />
        </>
      )}
    </ActDialog>
  )
}

function Answer({ referral }: Of) {
  const t = useTexts('referrals')
  const formats = useFormats()
  return (
    <ActDialog
      referral={referral}
      intent="answer"
      open={t('do.answer')}
      confirm={t('do.sign')}
      isFirst
      isWide
    >
      {(isWrong) => (
        <>
          <Textarea
            name="answer"
            label={t('do.answerField')}
            description={t('do.answerHint')}
            required
            minRows={8}
            autosize
            maxLength={20_000}
            error={isWrong('answer') && t('do.answerMissing')}
            data-autofocus
          />
          {referral.attachable.length > 0 && (
            <NativeSelect
              name="entryId"
              label={t('do.document')}
              data={[
                { value: '', label: t('do.none') },
                ...referral.attachable.map(({ entryId, title, occurredAt }) => ({
                  value: entryId,
                  label: `${formats.date(occurredAt)} · ${title}`,
                })),
              ]}
            />
          )}
        </>
      )}
    </ActDialog>
  )
}

function Refuse({ referral }: Of) {
  const t = useTexts('referrals')
  return (
    <ActDialog
      referral={referral}
      intent="refuse"
      open={t('do.refuse')}
      confirm={t('do.confirmRefuse')}
      isDangerous
    >
      {(isWrong) => (
        <>
          <NativeSelect
            name="reason"
            label={t('do.reason')}
            data={REFUSAL_REASONS.map((value) => ({ value, label: t(`reasons.${value}`) }))}
          />
          <Textarea
            name="note"
            label={t('do.refuseField')}
            required
            minRows={3}
            autosize
            maxLength={2_000}
            error={isWrong('note') && t('do.noteMissing')}
          />
          {referral.services.length > 0 && (
            <NativeSelect
              name="redirectServiceId"
              label={t('do.redirect')}
              data={[
                { value: '', label: t('do.none') },
                ...referral.services.map(({ id, name, houseName }) => ({
                  value: id,
                  label: `${name}, ${houseName}`,
                })),
              ]}
            />
          )}
        </>
      )}
    </ActDialog>
  )
}

type NotedProps = Of & {
  intent: Act
  open: string
  label: string
  missing: string
  confirm: string
  hint?: string
  isFirst?: boolean
  isDangerous?: boolean
}

function Noted({ label, missing, hint, ...dialog }: NotedProps) {
  return (
    <ActDialog {...dialog}>
      {(isWrong) => (
        <>
          {hint && <Text>{hint}</Text>}
          <Textarea
            name="note"
            label={label}
            minRows={4}
            autosize
            maxLength={2_000}
            required={missing !== ''}
            error={isWrong('note') && missing}
            data-autofocus
          />
        </>
      )}
    </ActDialog>
  )
}

type DialogProps = Of & {
  intent: Act
  open: string
  confirm: string
  isFirst?: boolean
  isDangerous?: boolean
  isWide?: boolean
  children: (isWrong: (field: string) => boolean) => ReactNode
}

/** One act: named, filled in, sent with the state the page was loaded in. It closes when it is done. */
function ActDialog({ referral, intent, open, confirm, isFirst, isDangerous, isWide, children }: DialogProps) {
  const t = useTexts('referrals')
  const fetcher = useFetcher<Outcome<unknown>>()
  const [isOpen, setOpen] = useState(false)
  const outcome = fetcher.data
  useEffect(() => {
    if (outcome?.ok) setOpen(false)
  }, [outcome])
  const isWrong = (field: string) =>
    outcome !== undefined && !outcome.ok && 'fields' in outcome && field in outcome.fields
  return (
    <>
      <Button variant={isFirst ? 'filled' : 'default'} onClick={() => setOpen(true)} data-print="no">
        {open}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={open}
        size={isWide ? 'lg' : 'md'}
        closeButtonProps={{ 'aria-label': t('do.back') }}
      >
        <fetcher.Form method="post" noValidate>
          <input type="hidden" name="intent" value={intent} />
          <input type="hidden" name="expectedVersion" value={referral.version} />
          <Stack gap="sm">
            {outcome && !outcome.ok && 'reason' in outcome && <FormErrors outcome={outcome} isShort />}
            {children(isWrong)}
            <div className={classes.acts}>
              <SubmitButton color={isDangerous ? 'red' : undefined} isPending={fetcher.state !== 'idle'}>
                {confirm}
              </SubmitButton>
              <Button variant="default" onClick={() => setOpen(false)}>
                {t('do.back')}
              </Button>
            </div>
          </Stack>
        </fetcher.Form>
      </Modal>
    </>
  )
}
