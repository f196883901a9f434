import { Alert, Anchor, Stack, Text, TextInput, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconInfoCircle } from '#app/ui/icons.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { DoorLayout } from './door-layout.tsx'

/** Asks for a link. What it says afterwards is the same for every address. */
export function ForgotPage({ outcome }: { outcome: FormOutcome }) {
  const t = useTexts('identity')
  const fields = { email: { label: t('fields.email'), error: t('fields.emailError') } }
  return (
    <DoorLayout>
      <Form method="post" noValidate>
        <Stack gap="md">
          <Title order={1}>{t('forgot.title')}</Title>
          {outcome?.ok ? (
            <Alert
              role="status"
              variant="light"
              icon={<IconInfoCircle aria-hidden />}
              title={t('forgot.sent')}
            >
              {t('forgot.notReceived')}
            </Alert>
          ) : (
            <>
              <Text>{t('forgot.text')}</Text>
              <FormErrors isShort outcome={outcome} fields={fields} />
              <TextInput
                {...fieldProps(outcome, 'email', fields)}
                type="email"
                autoComplete="username"
                inputMode="email"
                size="md"
              />
              <SubmitButton size="md" fullWidth>
                {t('forgot.submit')}
              </SubmitButton>
            </>
          )}
          <Anchor component={Link} to="/login" ta="center">
            {t('forgot.back')}
          </Anchor>
        </Stack>
      </Form>
    </DoorLayout>
  )
}
