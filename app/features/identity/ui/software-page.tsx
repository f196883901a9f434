import {
  Alert,
  Anchor,
  Button,
  Code,
  Group,
  Paper,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core'
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconCircleCheck } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { type SoftwareView, TICKET_LIFE } from '../contract.ts'

export const DONE = ['register', 'revoke'] as const

type Tested = { ok: true; value: { software: string; by: 'ins' | 'localId' } | undefined }
type Props = {
  house: { id: string; name: string }
  software: SoftwareView[]
  audience: string
  done: (typeof DONE)[number] | null
  outcome: FormOutcome | Tested
}

/** The software that may open Cordée on a patient for the doctors of a house. (EXT-10) */
export function SoftwarePage({ house, software, audience, done, outcome }: Props) {
  const t = useTexts('identity')
  const tested = outcome?.ok && 'value' in outcome ? outcome.value : undefined
  const fields = {
    name: { label: t('software.name'), error: t('software.nameError') },
    key: { label: t('software.key'), error: t('software.keyError') },
    ticket: { label: t('software.ticket'), error: t('software.ticketError') },
  }
  return (
    <Page>
      <PageHeader
        title={t('software.title')}
        hint={
          <Anchor component={Link} to={`/people?establishment=${house.id}`}>
            {house.name}
          </Anchor>
        }
      />
      <Stack gap="md" maw={1080}>
        {done && !outcome && <Done>{t(`software.done.${done}`)}</Done>}
        {tested && <Done>{t(`software.fine.${tested.by}`, { name: tested.software })}</Done>}
        <FormErrors outcome={outcome} fields={fields} />
        <Text maw={720}>{t('software.text')}</Text>
        <SoftwareCards software={software} />
        <Section title={t('software.add')}>
          <PostForm key={done} replace>
            <Stack gap="sm" align="flex-start">
              <TextInput
                {...fieldProps(outcome as FormOutcome, 'name', fields)}
                required
                autoComplete="off"
                w="100%"
              />
              <Textarea
                {...fieldProps(outcome as FormOutcome, 'key', fields)}
                description={t('software.keyHint')}
                required
                minRows={4}
                autosize
                maxRows={12}
                w="100%"
                spellCheck={false}
              />
              <SubmitButton name="intent" value="register">
                {t('software.register')}
              </SubmitButton>
            </Stack>
          </PostForm>
        </Section>
        <Section title={t('software.test')}>
          <PostForm replace>
            <Stack gap="sm" align="flex-start">
              <Text>
                {t('software.testText')} <Code>{audience}</Code>
              </Text>
              <Textarea
                {...fieldProps(outcome as FormOutcome, 'ticket', fields)}
                required
                minRows={3}
                autosize
                maxRows={8}
                w="100%"
                spellCheck={false}
              />
              <SubmitButton variant="default" name="intent" value="test">
                {t('software.tryIt')}
              </SubmitButton>
            </Stack>
          </PostForm>
        </Section>
      </Stack>
    </Page>
  )
}

const Done = ({ children }: { children: ReactNode }) => (
  <Alert role="status" variant="light" icon={<IconCircleCheck aria-hidden />}>
    {children}
  </Alert>
)

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <Paper component="section" withBorder p="md" maw={720}>
    <Title order={2} mb="sm">
      {title}
    </Title>
    {children}
  </Paper>
)

function SoftwareCards({ software }: { software: SoftwareView[] }) {
  const t = useTexts('identity')
  if (software.length === 0)
    return <EmptyState title={t('software.none')}>{t('software.noneText')}</EmptyState>
  return software.map((one) => <SoftwareCard key={one.id} software={one} />)
}

function SoftwareCard({ software: one }: { software: SoftwareView }) {
  const t = useTexts('identity')
  const reason = useReason()
  const formats = useFormats()
  const refused =
    one.lastRefusedAt &&
    one.lastRefusal &&
    `${formats.dateTime(one.lastRefusedAt)} – ${reason(one.lastRefusal, { seconds: TICKET_LIFE })}`
  return (
    <Paper component="article" withBorder p="md" maw={720} aria-label={one.name}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {one.name}
        </Title>
        {one.revokedAt ? (
          <Text c="dimmed">{t('software.revoked', { date: formats.date(one.revokedAt) })}</Text>
        ) : (
          <PostForm replace>
            <input type="hidden" name="softwareId" value={one.id} />
            <Button
              type="submit"
              name="intent"
              value="revoke"
              size="compact-sm"
              variant="light"
              color="red"
              aria-label={t('software.revokeThis', { name: one.name })}
            >
              {t('software.revoke')}
            </Button>
          </PostForm>
        )}
      </Group>
      <KeyValues
        items={[
          [t('software.id'), <Code key="id">{one.id}</Code>],
          [t('software.thumbprint'), `${one.algorithm}, ${one.thumbprint.slice(0, 12)}…`],
          [t('software.lastUsed'), one.lastUsedAt ? formats.dateTime(one.lastUsedAt) : t('software.never')],
          [t('software.lastRefused'), refused || t('software.never')],
        ]}
      />
    </Paper>
  )
}
