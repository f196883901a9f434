import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { CodeField, codeFields } from './code-form.tsx'
import { DoorLayout } from './door-layout.tsx'

/** The second half: the code of the authenticator. */
export function CodePage({ outcome }: { outcome: FormOutcome }) {
  const t = useTexts('identity')
  return (
    <DoorLayout>
      <Form method="post" noValidate>
        <Stack gap="md">
          <Title order={1}>{t('code.title')}</Title>
          <Text>{t('code.text')}</Text>
          <FormErrors
            isShort
            outcome={outcome}
            fields={codeFields(t('fields.code'), t('fields.codeError'))}
          />
          <CodeField outcome={outcome} isFirst />
          <SubmitButton size="md" fullWidth>
            {t('code.submit')}
          </SubmitButton>
          <Anchor component={Link} to="/login" ta="center">
            {t('code.restart')}
          </Anchor>
        </Stack>
      </Form>
    </DoorLayout>
  )
}
