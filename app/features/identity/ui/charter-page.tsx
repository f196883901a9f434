import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { DoorLayout } from './door-layout.tsx'

type Props = {
  charter: { id: string; number: number; text: string; publishedAt: string; regionName: string }
  next: string
  outcome: FormOutcome
}

/** Before anything else opens: what everybody in the region undertakes. (TEN-07) */
export function CharterPage({ charter, next, outcome }: Props) {
  const t = useTexts('identity')
  const formats = useFormats()
  return (
    <DoorLayout>
      <Stack gap="md">
        <Title order={1}>{t('charter.title')}</Title>
        <Text c="dimmed">
          {t('charter.version', {
            region: charter.regionName,
            number: charter.number,
            date: formats.date(charter.publishedAt),
          })}
        </Text>
        <FormErrors isShort outcome={outcome} />
        <CharterText text={charter.text} />
        <Form method="post" reloadDocument>
          <input type="hidden" name="charterId" value={charter.id} />
          <input type="hidden" name="next" value={next} />
          <SubmitButton size="md" fullWidth>
            {t('charter.accept')}
          </SubmitButton>
        </Form>
        <Form method="post" action="/logout" reloadDocument>
          <Button type="submit" variant="subtle" fullWidth>
            {t('workContext.signOut')}
          </Button>
        </Form>
      </Stack>
    </DoorLayout>
  )
}

/** Paragraphs as they were written: an empty line parts them. */
export function CharterText({ text }: { text: string }) {
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        {text.split(/\n\s*\n/).map((paragraph) => (
          <Text key={paragraph} style={{ whiteSpace: 'pre-line' }}>
            {paragraph}
          </Text>
        ))}
      </Stack>
    </Paper>
  )
}
