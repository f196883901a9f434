import { Alert, Stack, Text } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { SupportView } from '../contract.ts'
import { HelpList } from './help-list.tsx'

type Props = {
  help: { received: SupportView[]; mayAsk: boolean }
  /** The code that was just made: shown once. */
  made: { code: string; expiresAt: string } | null
}

/** Lets the support see one's screens, and says who did. (SEC-06) */
export function AskSupport({ help, made }: Props) {
  const t = useTexts('identity')
  const { time } = useFormats()
  return (
    <Stack gap="sm" align="flex-start">
      {made && (
        <Alert role="status" variant="light" title={made.code}>
          {t('support.made', { time: time(made.expiresAt) })}
        </Alert>
      )}
      {help.mayAsk && (
        <Form method="post" replace>
          <SubmitButton variant="default" name="intent" value="allowSupport">
            {t('support.ask')}
          </SubmitButton>
        </Form>
      )}
      <HelpList help={help.received} />
      <Text size="sm" c="dimmed">
        {t('support.promise')}
      </Text>
    </Stack>
  )
}
