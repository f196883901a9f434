import { Stack, Text } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { PasswordField } from './password-field.tsx'
import { useNewPasswordFields } from './use-new-password-fields.ts'

export function ChangePasswordForm({ outcome }: { outcome: FormOutcome }) {
  const t = useTexts('identity')
  const fields = {
    current: { label: t('fields.current'), error: t('fields.passwordError') },
    ...useNewPasswordFields(),
  }
  return (
    <Form method="post" noValidate>
      <Stack gap="sm" maw={440}>
        <FormErrors isShort outcome={outcome} fields={fields} />
        <PasswordField
          {...fieldProps(outcome, 'current', fields)}
          size="sm"
          autoComplete="current-password"
        />
        <PasswordField {...fieldProps(outcome, 'password', fields)} size="sm" autoComplete="new-password" />
        <PasswordField {...fieldProps(outcome, 'repeated', fields)} size="sm" autoComplete="new-password" />
        <Text c="dimmed" size="sm">
          {t('reset.rules')}
        </Text>
        <SubmitButton name="intent" value="changePassword" w="fit-content">
          {t('account.changePassword')}
        </SubmitButton>
      </Stack>
    </Form>
  )
}
