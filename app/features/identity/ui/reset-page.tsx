import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { DoorLayout } from './door-layout.tsx'
import { PasswordField } from './password-field.tsx'
import { useNewPasswordFields } from './use-new-password-fields.ts'

/** Where the link of the mail leads: a new password, or why the link no longer works. */
export function ResetPage({ isOpen, outcome }: { isOpen: boolean; outcome: FormOutcome }) {
  const t = useTexts('identity')
  const fields = useNewPasswordFields()
  if (!isOpen) {
    return (
      <DoorLayout>
        <Stack gap="md">
          <Title order={1}>{t('reset.over')}</Title>
          <Text>{t('reset.overText')}</Text>
          <Anchor component={Link} to="/login/forgot">
            {t('reset.again')}
          </Anchor>
        </Stack>
      </DoorLayout>
    )
  }
  return (
    <DoorLayout>
      <Form method="post" noValidate>
        <Stack gap="md">
          <Title order={1}>{t('reset.title')}</Title>
          <Text>{t('reset.rules')}</Text>
          <FormErrors isShort outcome={outcome} fields={fields} />
          <PasswordField {...fieldProps(outcome, 'password', fields)} autoComplete="new-password" />
          <PasswordField {...fieldProps(outcome, 'repeated', fields)} autoComplete="new-password" />
          <Text c="dimmed">{t('reset.effect')}</Text>
          <SubmitButton size="md" fullWidth>
            {t('reset.submit')}
          </SubmitButton>
        </Stack>
      </Form>
    </DoorLayout>
  )
}
