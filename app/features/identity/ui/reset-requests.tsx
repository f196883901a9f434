import { Alert, Group, Stack, Text } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { ResetRequestView } from '../queries/list-open-invitations.server.ts'

/** Two people for an administrator's second factor: what the first asked waits here for the other. */
export function ResetRequests({ resets }: { resets: ResetRequestView[] }) {
  const t = useTexts('identity')
  const formats = useFormats()
  return (
    <Stack gap="xs">
      {resets.map((reset) => (
        <Alert
          key={reset.id}
          variant="default"
          title={<SeverityBadge severity="watch" label={t('resets.title', { name: reset.displayName })} />}
        >
          <Stack gap="xs" align="flex-start">
            <Text>
              {t('resets.text', { by: reset.requestedBy, at: formats.dateTime(reset.requestedAt) })}{' '}
              {reset.needsOther && t('resets.needsOther')}
            </Text>
            <PostForm>
              <input type="hidden" name="resetId" value={reset.id} />
              <Group gap="xs">
                {!reset.needsOther && (
                  <SubmitButton size="compact-sm" name="intent" value="confirmReset">
                    {t('resets.confirm')}
                  </SubmitButton>
                )}
                <SubmitButton size="compact-sm" variant="default" name="intent" value="refuseReset">
                  {t(reset.needsOther ? 'resets.takeBack' : 'resets.refuse')}
                </SubmitButton>
              </Group>
            </PostForm>
          </Stack>
        </Alert>
      ))}
    </Stack>
  )
}
