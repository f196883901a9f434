import { Alert, Anchor, Button, Checkbox, Group } from '@mantine/core'
import { Link, useBeforeUnload, useFetcher, useParams } from '@remix-run/react'
import { useRef, useState } from 'react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { IconCircleCheck, IconInfoCircle } from '#app/ui/icons.ts'
import type { AddedDocument } from '../commands/add-documents.server.ts'
import { MAX_DOCUMENTS_AT_ONCE } from '../contract-reading.ts'
import type { AddingPage } from '../queries/get-adding-page.server.ts'
import classes from './add-documents-page.module.css'
import { useDropped } from './drop-on-record.tsx'
import { DropPlace } from './drop-place.tsx'
import { ReceiverField } from './receiver-field.tsx'
import { UploadLine } from './upload-line.tsx'
import { useUploads } from './use-uploads.ts'

type Answer = FormOutcome & { value?: AddedDocument[] }

/** Papers and photos into this record: brought, named, and confirmed to be this patient's before they are filed. */
export function AddDocumentsPage({ hasOwnFile, receivers, ...page }: AddingPage) {
  const t = useTexts('record')
  const { patientId } = useParams()
  if (!hasOwnFile && receivers.length === 0) {
    return <EmptyState title={t('add.noFile')}>{t('add.noFileText')}</EmptyState>
  }
  // Another patient's page begins empty, whatever was on its way here.
  return <Adding key={patientId} {...page} receivers={receivers} />
}

function Adding({ patient, receivers, maxMegabytes, today, personId }: Omit<AddingPage, 'hasOwnFile'>) {
  const t = useTexts('record')
  const { patientId = '' } = useParams()
  const fetcher = useFetcher<Answer>()
  const { uploads, isResumed, add, remove, retry, describe, forget } = useUploads({
    to: `/patients/${patientId}/uploads`,
    maxMegabytes,
    today,
    keeper: { personId, patientId },
  })
  useDropped(patientId, add)
  const [receiverFileId, setReceiver] = useState(receivers[0]?.fileId)
  const [isConfirmed, setConfirmed] = useState(false)
  const [isAsked, setAsked] = useState(false)
  const submitted = useRef<string[]>([])
  const [filed, setFiled] = useState<AddedDocument[] | null>(null)
  const answer = fetcher.data
  // What was filed is no longer on its way.
  const added = answer?.ok ? (answer.value ?? null) : null
  if (added && added !== filed) {
    setFiled(added)
    setConfirmed(false)
    setAsked(false)
    forget(submitted.current)
  }
  useBeforeUnload((event) => {
    if (uploads.length > 0) event.preventDefault()
  })

  const ready = uploads.filter((u) => u.state === 'received')
  const isUnderWay = uploads.some((u) => u.state === 'sending')
  const isNamed = ready.every((u) => u.title.trim() && u.day && u.day <= today)
  const name = `${patient.birthName} ${patient.firstGivenName}`
  const file = () => {
    setAsked(true)
    if (!isConfirmed || !isNamed || ready.length === 0 || isUnderWay) return
    const documents = ready.map(({ token, title, type, day, author }) => ({
      token,
      title,
      type,
      day,
      author,
    }))
    submitted.current = documents.map(({ token }) => token ?? '')
    fetcher.submit(
      {
        documents: JSON.stringify(documents),
        confirmedName: name,
        ...(receiverFileId && { receiverFileId }),
      },
      { method: 'post' },
    )
  }
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('add.title')}</h1>
      {filed && <Filed filed={filed} patientId={patientId} />}
      <FormErrors outcome={answer} />
      {receivers.length > 0 && (
        <ReceiverField receivers={receivers} value={receiverFileId} onChange={setReceiver} />
      )}
      <DropPlace onFiles={add} isFull={uploads.length >= MAX_DOCUMENTS_AT_ONCE} maxMegabytes={maxMegabytes} />
      {isResumed && uploads.length > 0 && (
        <Alert color="blue" variant="outline" role="status" icon={<IconInfoCircle aria-hidden />}>
          {t('add.resumed')}
        </Alert>
      )}
      {uploads.length > 0 && (
        <>
          <ul className={classes.list} aria-label={t('add.list')}>
            {uploads.map((upload) => (
              <UploadLine
                key={upload.id}
                upload={upload}
                today={today}
                isAsked={isAsked}
                asksAuthor={receivers.length === 0}
                onChange={(words) => describe(upload.id, words)}
                onRemove={() => remove(upload.id)}
                onRetry={() => retry(upload.id)}
              />
            ))}
          </ul>
          <div className={classes.confirm}>
            <Checkbox
              checked={isConfirmed}
              onChange={(event) => setConfirmed(event.currentTarget.checked)}
              label={t('add.confirm', {
                name: `${patient.birthName.toLocaleUpperCase('fr')} ${patient.firstGivenName}`,
                birth: patient.birthDate ? formatDay(patient.birthDate) : t('add.birthUnknown'),
              })}
              error={isAsked && !isConfirmed && t('add.confirmMissing')}
            />
            <Group gap="sm">
              <Button onClick={file} loading={fetcher.state !== 'idle'} disabled={ready.length === 0}>
                {t('add.submit', { count: ready.length })}
              </Button>
              {isUnderWay && <span className={classes.dim}>{t('add.underWay')}</span>}
            </Group>
          </div>
        </>
      )}
    </div>
  )
}

function Filed({ filed, patientId }: { filed: AddedDocument[]; patientId: string }) {
  const t = useTexts('record')
  return (
    <Alert
      color="teal"
      variant="outline"
      role="status"
      icon={<IconCircleCheck aria-hidden />}
      title={t('add.filed')}
    >
      <ul className={classes.filed}>
        {filed.map(({ entryId, title, outcome }) => (
          <li key={entryId}>
            <Anchor component={Link} to={`/patients/${patientId}/entries/${entryId}`} underline="always">
              {title}
            </Anchor>
            {outcome === 'known' && ` ${t('add.known')}`}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
