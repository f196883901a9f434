import { Alert, Anchor, List } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import { IconExclamationCircle } from './icons.ts'

/** What `submit` answered, as `useActionData` gives it. */
export type FormOutcome =
  | { ok: true }
  | { ok: false; fields: Record<string, string[]> }
  | { ok: false; reason: string; details: Record<string, string | number> }
  | undefined

type Props = {
  outcome: FormOutcome
  /** The label of each field, and the text of its error when the rule's own would say too little. */
  fields?: Record<string, { label: string; error?: string }>
  /** For passwords and codes, which hold nothing that could be lost. */
  isShort?: boolean
}

/** What to correct, at the top of the form and with the focus on it; each line leads to its field. */
export function FormErrors({ outcome, fields = {}, isShort = false }: Props) {
  const t = useTexts('ui')
  const reason = useReason()
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (outcome && !outcome.ok) summary.current?.focus()
  }, [outcome])

  if (!outcome || outcome.ok) return null
  const wrong = 'fields' in outcome ? Object.keys(outcome.fields) : []
  return (
    <Alert
      ref={summary}
      tabIndex={-1}
      role="alert"
      color="red"
      variant="outline"
      icon={<IconExclamationCircle aria-hidden />}
      title={
        'reason' in outcome
          ? reason(outcome.reason, outcome.details)
          : t('form.errorSummary', { count: wrong.length })
      }
    >
      {wrong.length > 0 && (
        <List size="md">
          {wrong.map((name) => (
            <List.Item key={name}>
              <Anchor href={`#${name}`} underline="always">
                {fields[name]?.label ?? name}
              </Anchor>{' '}
              {fields[name]?.error ?? t('form.invalid')}
            </List.Item>
          ))}
        </List>
      )}
      {!isShort && t('form.nothingLost')}
    </Alert>
  )
}

/** For Mantine's inputs: `<TextInput {...fieldProps(outcome, 'email', fields)} />`: name, id, label, error. */
export function fieldProps<F extends Record<string, { label: string; error?: string }>>(
  outcome: FormOutcome,
  name: keyof F & string,
  fields: F,
) {
  const isWrong = outcome && !outcome.ok && 'fields' in outcome && name in outcome.fields
  return {
    name,
    id: name,
    label: fields[name]?.label,
    error: isWrong ? (fields[name]?.error ?? true) : undefined,
  }
}
