import { Alert, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconCircleCheck } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { CorrespondentInvited } from '../commands/invite-correspondent.server.ts'
import { ActivationLetter } from './activation-letter.tsx'

type Props = {
  known: { rpps: string; givenName: string; familyName: string }
  address: string
  outcome: FormOutcome
}

/** A doctor outside is asked in: by mail, or by a letter with a code to hand over or to post. */
export function InviteCorrespondentPage({ known, address, outcome }: Props) {
  const t = useTexts('identity')
  const invited = invitedBy(outcome)
  if (invited?.channel === 'letter') return <ActivationLetter letter={invited} address={address} />
  const fields = {
    rpps: { label: t('account.rpps'), error: t('invite.rppsError') },
    givenName: { label: t('invite.givenName'), error: t('invite.nameError') },
    familyName: { label: t('invite.familyName'), error: t('invite.nameError') },
    email: { label: t('correspondent.email'), error: t('fields.emailError') },
    practiceName: { label: t('correspondent.practiceName'), error: t('correspondent.practiceError') },
    practiceCity: { label: t('correspondent.practiceCity') },
  }
  return (
    <Page>
      <PageHeader title={t('correspondent.title')} hint={t('correspondent.hint')} />
      <PostForm>
        <Stack gap="md" maw={720}>
          {invited && (
            <Alert role="status" variant="light" icon={<IconCircleCheck aria-hidden />}>
              {t('correspondent.sent', { name: invited.displayName, email: invited.email })}
            </Alert>
          )}
          <FormErrors outcome={outcome} fields={fields} />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput
              {...fieldProps(outcome, 'rpps', fields)}
              defaultValue={known.rpps}
              inputMode="numeric"
              required
              autoComplete="off"
            />
            <TextInput
              {...fieldProps(outcome, 'givenName', fields)}
              defaultValue={known.givenName}
              required
              autoComplete="off"
            />
            <TextInput
              {...fieldProps(outcome, 'familyName', fields)}
              defaultValue={known.familyName}
              required
              autoComplete="off"
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput {...fieldProps(outcome, 'practiceName', fields)} required autoComplete="off" />
            <TextInput {...fieldProps(outcome, 'practiceCity', fields)} autoComplete="off" />
          </SimpleGrid>
          <TextInput
            {...fieldProps(outcome, 'email', fields)}
            description={t('correspondent.emailHint')}
            type="email"
            inputMode="email"
            autoComplete="off"
          />
          <Text c="dimmed">{t('correspondent.after')}</Text>
          <SubmitButton w="fit-content">{t('correspondent.submit')}</SubmitButton>
        </Stack>
      </PostForm>
    </Page>
  )
}

const invitedBy = (outcome: FormOutcome): CorrespondentInvited | null =>
  outcome?.ok ? ((outcome as { value?: CorrespondentInvited }).value ?? null) : null
