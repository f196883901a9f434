import { Anchor, Stack, Text, TextInput, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { DoorLayout } from './door-layout.tsx'
import { PasswordField } from './password-field.tsx'
import { useNewPasswordFields } from './use-new-password-fields.ts'

/** A doctor's first time: the RPPS and the code of a letter, then an address and a password. */
export function ActivationPage({ outcome }: { outcome: FormOutcome }) {
  const t = useTexts('identity')
  const fields = {
    rpps: { label: t('activation.rpps'), error: t('invite.rppsError') },
    code: { label: t('activation.code'), error: t('activation.codeError') },
    email: { label: t('fields.email'), error: t('fields.emailError') },
    ...useNewPasswordFields(),
  }
  return (
    <DoorLayout>
      <Form method="post" noValidate>
        <Stack gap="md">
          <Title order={1}>{t('activation.title')}</Title>
          <Text>{t('activation.text')}</Text>
          <FormErrors isShort outcome={outcome} fields={fields} />
          <TextInput
            {...fieldProps(outcome, 'rpps', fields)}
            inputMode="numeric"
            autoComplete="off"
            size="md"
          />
          <TextInput
            {...fieldProps(outcome, 'code', fields)}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            size="md"
          />
          <TextInput
            {...fieldProps(outcome, 'email', fields)}
            description={t('psc.emailText')}
            type="email"
            inputMode="email"
            autoComplete="username"
            size="md"
          />
          <PasswordField {...fieldProps(outcome, 'password', fields)} autoComplete="new-password" />
          <PasswordField {...fieldProps(outcome, 'repeated', fields)} autoComplete="new-password" />
          <Text c="dimmed" size="sm">
            {t('reset.rules')}
          </Text>
          <SubmitButton size="md" fullWidth>
            {t('activation.submit')}
          </SubmitButton>
          <Anchor component={Link} to="/login" ta="center">
            {t('psc.back')}
          </Anchor>
        </Stack>
      </Form>
    </DoorLayout>
  )
}
