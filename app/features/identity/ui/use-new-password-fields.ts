import { useTexts } from '#app/kernel/i18n.ts'

/** Labels and errors of the two fields in which a new password is typed. */
export function useNewPasswordFields() {
  const t = useTexts('identity')
  return {
    password: { label: t('fields.newPassword'), error: t('fields.newPasswordError') },
    repeated: { label: t('fields.repeated'), error: t('fields.repeatedError') },
  }
}
