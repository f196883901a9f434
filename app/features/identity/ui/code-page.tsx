import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Form, Link, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { CodeField, codeFields } from './code-form.tsx'
import { DoorLayout } from './door-layout.tsx'

/** The second half: the code of the authenticator, or one of those kept on paper. */
export function CodePage({ outcome }: { outcome: FormOutcome }) {
  const t = useTexts('identity')
  const isRecovery = useSearchParams()[0].get('with') === 'recovery'
  const fields = isRecovery
    ? codeFields(t('fields.recoveryCode'), t('fields.recoveryCodeError'))
    : codeFields(t('fields.code'), t('fields.codeError'))
  return (
    <DoorLayout>
      <Form method="post" noValidate>
        <Stack gap="md">
          <Title order={1}>{t('code.title')}</Title>
          <Text>{t(isRecovery ? 'code.recoveryText' : 'code.text')}</Text>
          <FormErrors isShort outcome={outcome} fields={fields} />
          <CodeField key={String(isRecovery)} outcome={outcome} isFirst isRecovery={isRecovery} />
          <SubmitButton size="md" fullWidth>
            {t('code.submit')}
          </SubmitButton>
          <Anchor component={Link} to={isRecovery ? '/login/code' : '/login/code?with=recovery'} ta="center">
            {t(isRecovery ? 'code.back' : 'code.lost')}
          </Anchor>
          <Anchor component={Link} to="/login" ta="center">
            {t('code.restart')}
          </Anchor>
        </Stack>
      </Form>
    </DoorLayout>
  )
}
