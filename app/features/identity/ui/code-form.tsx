import { TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'

/** The six digits, as one field: screen readers, paste and the phone's own suggestion work. */
export function CodeField({ outcome, isFirst }: { outcome: FormOutcome; isFirst: boolean }) {
  const t = useTexts('identity')
  const fields = codeFields(t('fields.code'), t('fields.codeError'))
  return (
    <TextInput
      {...fieldProps(outcome, 'code', fields)}
      autoComplete="one-time-code"
      inputMode="numeric"
      maxLength={12}
      size="lg"
      data-autofocus={isFirst || undefined}
      styles={{
        label: { fontSize: 'var(--mantine-font-size-md)', marginBottom: '0.25rem' },
        input: { letterSpacing: '0.25em', fontSize: '1.375rem', fontWeight: 600 },
      }}
    />
  )
}

export const codeFields = (label: string, error: string) => ({ code: { label, error } })
