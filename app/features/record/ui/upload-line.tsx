import { Button, CloseButton, NativeSelect, Progress, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconCheck, IconExclamationCircle } from '#app/ui/icons.ts'
import { DOCUMENT_TYPE_NAMES, type DocumentType } from '../contract-reading.ts'
import classes from './add-documents-page.module.css'
import type { Upload, UploadWords } from './use-uploads.ts'

type Props = {
  upload: Upload
  today: string
  /** Filing was asked for: what is missing is said beside its field. */
  isAsked: boolean
  /** What one brings from outside is one's own; papers of the house have an author each. */
  asksAuthor: boolean
  onChange: (words: UploadWords) => void
  onRemove: () => void
  onRetry: () => void
}

/** One file: how far it is, and what it is, asked while it travels. */
export function UploadLine({ upload, today, isAsked, asksAuthor, onChange, onRemove, onRetry }: Props) {
  const t = useTexts('record')
  const { file, name, state, title, type, day, author } = upload
  return (
    <li className={classes.line} data-state={state}>
      {file && <Picture file={file} />}
      <div className={classes.about}>
        <div className={classes.head}>
          <span className={classes.name}>{name}</span>
          <CloseButton size="sm" aria-label={t('add.remove', { name })} onClick={onRemove} />
        </div>
        <State upload={upload} onRetry={onRetry} />
        {state !== 'refused' && (
          <div className={classes.fields}>
            <TextInput
              label={t('add.titleField')}
              value={title}
              onChange={(event) => onChange({ title: event.currentTarget.value })}
              error={isAsked && !title.trim() && t('add.titleMissing')}
              required
              maxLength={300}
              className={classes.wide}
            />
            <NativeSelect
              label={t('add.type')}
              value={type}
              onChange={(event) => onChange({ type: event.currentTarget.value as DocumentType })}
              data={DOCUMENT_TYPE_NAMES.map((value) => ({ value, label: t(`add.types.${value}`) }))}
            />
            <TextInput
              type="date"
              label={t('add.day')}
              value={day}
              max={today}
              onChange={(event) => onChange({ day: event.currentTarget.value })}
              error={isAsked && (!day || day > today) && t('add.dayWrong')}
              required
            />
            {asksAuthor && (
              <TextInput
                label={t('add.author')}
                value={author}
                onChange={(event) => onChange({ author: event.currentTarget.value })}
                maxLength={200}
              />
            )}
          </div>
        )}
      </div>
    </li>
  )
}

function State({ upload, onRetry }: Pick<Props, 'upload' | 'onRetry'>) {
  const t = useTexts('record')
  const reason = useReason()
  const { number } = useFormats()
  const { state, progress, refusal, name, byteLength } = upload
  const megabytes = number(Math.max(0.01, Math.round(byteLength / 10_000) / 100))
  if (state === 'sending') {
    return (
      <Progress.Root size="lg" className={classes.progress}>
        <Progress.Section value={progress} aria-label={t('add.sending', { name })} />
      </Progress.Root>
    )
  }
  if (state === 'received') {
    return (
      <p className={classes.state} role="status">
        <IconCheck size={15} aria-hidden /> {t('add.received', { size: megabytes })}
      </p>
    )
  }
  return (
    <p className={classes.problem} role="alert">
      <IconExclamationCircle size={15} aria-hidden />{' '}
      {refusal
        ? reason(refusal.reason, refusal.details)
        : t(state === 'lost' ? 'add.lost' : 'add.interrupted')}{' '}
      {state === 'interrupted' && (
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          {t('add.retry')}
        </Button>
      )}
    </p>
  )
}

/** What a photo shows, so that one sees which is which. */
function Picture({ file }: { file: File }) {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!/^image\/(jpeg|png)$/.test(file.type)) return
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url && <img src={url} alt="" className={classes.picture} />
}
