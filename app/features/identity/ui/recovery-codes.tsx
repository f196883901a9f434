import { Alert, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconCircleCheck } from '#app/ui/icons.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { PasswordField } from './password-field.tsx'

type Props = { left: number; outcome: FormOutcome }

/** How many are left, and new ones for the present password: shown once, to be printed. */
export function RecoveryCodes({ left, outcome }: Props) {
  const t = useTexts('identity')
  const codes = codesOf(outcome)
  const fields = { current: { label: t('fields.current'), error: t('fields.passwordError') } }
  if (codes) return <FreshCodes codes={codes} />
  return (
    <Form method="post" noValidate>
      <input type="hidden" name="intent" value="renewRecoveryCodes" />
      <Stack gap="sm" maw={420}>
        <Text>{t('account.recoveryLeft', { count: left })}</Text>
        <FormErrors isShort outcome={outcome} fields={fields} />
        <PasswordField {...fieldProps(outcome, 'current', fields)} autoComplete="current-password" />
        <Group>
          <SubmitButton>{t('account.recoveryNew')}</SubmitButton>
        </Group>
      </Stack>
    </Form>
  )
}

function FreshCodes({ codes }: { codes: string[] }) {
  const t = useTexts('identity')
  return (
    <Stack gap="sm">
      <Alert role="status" variant="light" icon={<IconCircleCheck aria-hidden />}>
        {t('account.recoveryOnce')}
      </Alert>
      <SimpleGrid
        component="ol"
        cols={{ base: 1, xs: 2 }}
        maw={520}
        p={0}
        m={0}
        style={{ listStyle: 'none' }}
      >
        {codes.map((code) => (
          <Text key={code} component="li" ff="monospace" fz="lg">
            {code}
          </Text>
        ))}
      </SimpleGrid>
      <Group data-print="no">
        <Button variant="default" onClick={() => window.print()}>
          {t('account.recoveryPrint')}
        </Button>
      </Group>
    </Stack>
  )
}

const codesOf = (outcome: FormOutcome): string[] | null => {
  const value = outcome?.ok ? (outcome as { value?: { codes?: string[] } }).value : undefined
  return value?.codes ?? null
}
