import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { DoorLayout } from '#app/features/identity/ui/index.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { MailKind } from '../contract.ts'

/** Where "stop these mails" leads: one press, without signing in. It names nobody. */
export function UnsubscribePage({ kind, isStopped }: { kind: MailKind; isStopped: boolean }) {
  const t = useTexts('messaging')
  return (
    <DoorLayout>
      <Stack gap="md">
        <Title order={1}>{t('stop.title')}</Title>
        {isStopped ? (
          <div role="status">
            <Text fw={600}>{t('stop.done')}</Text>
            <Text>{t(`stop.doneText.${kind}`)}</Text>
          </div>
        ) : (
          <Form method="post">
            <Stack gap="md">
              <Text>{t(`stop.text.${kind}`)}</Text>
              <SubmitButton size="md" fullWidth>
                {t('stop.confirm')}
              </SubmitButton>
            </Stack>
          </Form>
        )}
        <Anchor component={Link} to="/notices/settings">
          {t('stop.settings')}
        </Anchor>
      </Stack>
    </DoorLayout>
  )
}
