import { TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'

type Props = { outcome: FormOutcome; isFirst: boolean; isRecovery?: boolean }

/** The code as one field: screen readers, paste and the phone's own suggestion work. */
export function CodeField({ outcome, isFirst, isRecovery = false }: Props) {
  const t = useTexts('identity')
  const fields = isRecovery
    ? codeFields(t('fields.recoveryCode'), t('fields.recoveryCodeError'))
    : codeFields(t('fields.code'), t('fields.codeError'))
  return (
    <TextInput
      {...fieldProps(outcome, 'code', fields)}
      autoComplete={isRecovery ? 'off' : 'one-time-code'}
      inputMode={isRecovery ? 'text' : 'numeric'}
      autoCapitalize={isRecovery ? 'characters' : undefined}
      spellCheck={false}
      maxLength={isRecovery ? 24 : 12}
      size="lg"
      data-autofocus={isFirst || undefined}
      styles={{
        label: { fontSize: 'var(--mantine-font-size-md)', marginBottom: '0.25rem' },
        input: {
          letterSpacing: isRecovery ? '0.08em' : '0.25em',
          fontSize: isRecovery ? '1.125rem' : '1.375rem',
          fontWeight: 600,
        },
      }}
    />
  )
}

export const codeFields = (label: string, error: string) => ({ code: { label, error } })
