import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'

/** A password that can be shown while it is typed; long ones are hard to type blind. */
export function PasswordField(props: PasswordInputProps) {
  const t = useTexts('identity')
  return (
    <PasswordInput
      size="md"
      visibilityToggleButtonProps={{ 'aria-label': t('fields.togglePassword'), tabIndex: 0 }}
      {...props}
    />
  )
}
