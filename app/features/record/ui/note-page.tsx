import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { NoteDraft } from '../queries/get-note-draft.server.ts'
import classes from './note-page.module.css'
import { ReceiverField } from './receiver-field.tsx'

const SAVE_AFTER_MS = 1_200

/** A note that keeps itself while one writes, seen by nobody else until it is signed. */
export function NotePage({ draft, outcome }: { draft: NoteDraft; outcome: FormOutcome }) {
  const t = useTexts('record')
  const [title, setTitle] = useState(draft.title)
  const [body, setBody] = useState(draft.body)
  const saved = useAutosave({ title, body }, draft)
  const fields = {
    title: { label: t('note.heading'), error: t('note.headingMissing') },
    body: { label: t('note.body'), error: t('note.bodyMissing') },
  }
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('note.title')}</h1>
      <PostForm>
        <Stack gap="sm">
          <FormErrors outcome={outcome} fields={fields} />
          {draft.receivers.length > 0 && <ReceiverField receivers={draft.receivers} />}
          <TextInput
            {...fieldProps(outcome, 'title', fields)}
            value={title}
            onChange={(e) => setTitle(e.currentTarget.value)}
            required
            maxLength={300}
          />
          <Textarea
            {...fieldProps(outcome, 'body', fields)}
            value={body}
            onChange={(e) => setBody(e.currentTarget.value)}
            required
            minRows={12}
            autosize
            maxLength={50_000}
          />
          <p className={classes.saved} aria-live="polite">
            {saved}
          </p>
          <Group gap="sm">
            <SubmitButton name="intent" value="sign">
              {t('note.sign')}
            </SubmitButton>
            <Button type="submit" name="intent" value="discard" variant="default">
              {t('note.discard')}
            </Button>
          </Group>
        </Stack>
      </PostForm>
    </div>
  )
}

/** Saves some moments after the last key; says when, and that it could not. */
function useAutosave(now: { title: string; body: string }, draft: NoteDraft): string {
  const t = useTexts('record')
  const formats = useFormats()
  const fetcher = useFetcher<{ ok: boolean; value?: { savedAt?: string } }>()
  const last = useRef(`${draft.title}\n${draft.body}`)
  const { submit } = fetcher
  const { title, body } = now
  useEffect(() => {
    const written = `${title}\n${body}`
    if (written === last.current) return
    const timer = setTimeout(() => {
      last.current = written
      submit({ intent: 'save', title, body }, { method: 'post' })
    }, SAVE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [title, body, submit])
  if (fetcher.state !== 'idle') return t('note.saving')
  if (fetcher.data && !fetcher.data.ok) return t('note.notSaved')
  const savedAt = fetcher.data?.value?.savedAt ?? draft.savedAt
  return savedAt ? t('note.savedAt', { time: formats.time(savedAt) }) : t('note.ownOnly')
}
