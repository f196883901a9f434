import { ActionIcon, Anchor, Button, NativeSelect, Text } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconFileText, IconPlus, IconX } from '#app/ui/icons.ts'
import { MAX_REFERRAL_DOCUMENTS } from '../contract.ts'
import type { ReferPage } from '../queries/get-refer-page.server.ts'
import classes from './referrals.module.css'
import { useBroughtFiles } from './use-brought-files.ts'

type Props = Pick<ReferPage, 'patientId' | 'attachable' | 'documents' | 'maxMegabytes'> & {
  referralId: string
}

const TAKEN = '.pdf,.jpg,.jpeg,.png,.txt,application/pdf,image/jpeg,image/png,text/plain'

/** What goes along with a request: chosen from the record, or brought from the own desk. Kept with the draft. */
export function AttachDocuments({ patientId, referralId, attachable, documents, maxMegabytes }: Props) {
  const t = useTexts('referrals')
  const reason = useReason()
  const formats = useFormats()
  const fetcher = useFetcher<Outcome<unknown>>()
  const [chosen, choose] = useState('')
  const picker = useRef<HTMLInputElement>(null)
  const { files, send, forget } = useBroughtFiles(`/patients/${patientId}/uploads`)
  const isFull = documents.length >= MAX_REFERRAL_DOCUMENTS
  const { submit, state, data } = fetcher
  const received = files.find((file) => file.state === 'received')

  // One after the other: each answer shows what there is now.
  useEffect(() => {
    if (!received?.token || state !== 'idle') return
    const title = received.name.replace(/\.\w{1,5}$/, '').slice(0, 300)
    submit({ intent: 'bring', referralId, token: received.token, title }, { method: 'post' })
    forget(received.id)
  }, [received, state, submit, referralId, forget])

  return (
    <fieldset className={classes.field}>
      <legend className={classes.legend}>{t('refer.documents')}</legend>
      {documents.length === 0 ? (
        <Text c="dimmed">{t('refer.documentsNone')}</Text>
      ) : (
        <ul className={classes.documents} aria-label={t('refer.documents')}>
          {documents.map(({ id, title, occurredAt }) => (
            <li key={id}>
              <IconFileText size={15} aria-hidden />
              <Anchor href={`/referrals/${referralId}/documents/${id}`} target="_blank">
                {title}
              </Anchor>
              <Text span c="dimmed">
                {formats.date(occurredAt)}
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('refer.detach', { title })}
                onClick={() => submit({ intent: 'detach', referralId, documentId: id }, { method: 'post' })}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      {data && !data.ok && 'reason' in data && (
        <Text role="alert" c="red">
          {reason(data.reason, data.details)}
        </Text>
      )}
      {attachable.length > 0 && (
        <div className={classes.attach}>
          <NativeSelect
            label={t('refer.fromRecord')}
            value={chosen}
            onChange={(event) => choose(event.currentTarget.value)}
            data={[
              { value: '', label: t('refer.chooseDocument') },
              ...attachable.map(({ entryId, title, occurredAt }) => ({
                value: entryId,
                label: `${formats.date(occurredAt)} · ${title}`,
              })),
            ]}
          />
          <Button
            variant="default"
            disabled={!chosen || isFull}
            loading={state !== 'idle'}
            onClick={() => {
              submit({ intent: 'attach', referralId, entryId: chosen }, { method: 'post' })
              choose('')
            }}
          >
            {t('refer.attach')}
          </Button>
        </div>
      )}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={isFull}
        onClick={() => picker.current?.click()}
      >
        {t('refer.bring')}
      </Button>
      <Text size="sm" c="dimmed">
        {t('refer.taken', { max: maxMegabytes })}
      </Text>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={TAKEN}
        aria-label={t('refer.bring')}
        onChange={({ currentTarget: input }) => {
          for (const file of input.files ?? []) void send(file)
          input.value = '' // the same file may be chosen again
        }}
      />
      <ul className={classes.documents}>
        {files.map(({ id, name, refusal, state: sent }) => (
          <li key={id} role={sent === 'sending' || sent === 'received' ? 'status' : 'alert'}>
            {name} ·{' '}
            {refusal
              ? reason(refusal.reason, refusal.details)
              : t(sent === 'interrupted' ? 'refer.interrupted' : 'refer.sending')}
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
