import { Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SUPPORT_REASON_MAX, type SupportView } from '../contract.ts'
import { HelpList } from './help-list.tsx'

/** The region's support: a code that somebody gave, why, and whom one has helped. (SEC-06) */
export function SupportPage({ given, outcome }: { given: SupportView[]; outcome: FormOutcome }) {
  const t = useTexts('identity')
  const fields = {
    code: { label: t('support.code'), error: t('support.codeError') },
    reason: { label: t('support.reason'), error: t('support.reasonError') },
  }
  return (
    <Page>
      <PageHeader title={t('support.title')} />
      <Stack gap="md" maw={720}>
        <Text>{t('support.text')}</Text>
        <Paper withBorder p="md">
          <PostForm>
            <Stack gap="sm" align="flex-start">
              <FormErrors outcome={outcome} fields={fields} />
              <TextInput
                {...fieldProps(outcome, 'code', fields)}
                required
                autoComplete="off"
                spellCheck={false}
              />
              <Textarea
                {...fieldProps(outcome, 'reason', fields)}
                description={t('support.reasonHint')}
                required
                maxLength={SUPPORT_REASON_MAX}
                autosize
                minRows={2}
                w="100%"
              />
              <SubmitButton>{t('support.begin')}</SubmitButton>
            </Stack>
          </PostForm>
        </Paper>
        <Paper component="section" withBorder p="md">
          <Title order={2} mb="sm">
            {t('support.given')}
          </Title>
          <HelpList help={given} />
        </Paper>
      </Stack>
    </Page>
  )
}
