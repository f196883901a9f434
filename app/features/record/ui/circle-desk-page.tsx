import { Alert, Anchor, Stack, TextInput } from '@mantine/core'
import { Link, useActionData } from '@remix-run/react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconShieldCheck, IconStethoscope } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import { MAX_GP_CHANGE_DELAY_DAYS } from '../contract.ts'
import type { CircleDesk, CircleQuestion } from '../queries/list-circle-questions.server.ts'
import { CIRCLE_CHANGED } from '../realtime.ts'
import classes from './circle-page.module.css'
import { Answers, QuestionWords } from './circle-questions.tsx'

/** What an establishment has to say about who sees its patients; for its administrator, how it says so for all. */
export function CircleDeskPage({
  desk,
  done,
}: {
  desk: CircleDesk
  done: 'accepted' | 'refused' | 'saved' | null
}) {
  const t = useTexts('record')
  useChannel('circle', {}, CIRCLE_CHANGED)
  const { questions, gpChangeDelayDays } = desk
  return (
    <Page>
      <PageHeader
        title={questions ? t('desk.title') : t('desk.settings')}
        hint={questions ? t('desk.hint') : undefined}
      />
      <Stack gap="md" maw={860}>
        {done && (
          <Alert color="teal" role="status">
            {done === 'saved' ? t('desk.saved') : t(`circle.done.${done}`)}
          </Alert>
        )}
        {questions && <Questions questions={questions} />}
        {gpChangeDelayDays !== null && <DelayForm key={gpChangeDelayDays} days={gpChangeDelayDays} />}
      </Stack>
    </Page>
  )
}

function Questions({ questions }: { questions: CircleQuestion[] }) {
  const t = useTexts('record')
  if (questions.length === 0) {
    return (
      <EmptyState icon={IconShieldCheck} title={t('desk.none')}>
        {t('desk.noneText')}
      </EmptyState>
    )
  }
  return (
    <SummaryCard title={t('circle.questions.title')} icon={IconStethoscope} count={questions.length}>
      <ul className={classes.list}>
        {questions.map((question) => (
          <li key={question.id} className={classes.item}>
            <Anchor component={Link} to={`/patients/${question.patient.id}/circle`}>
              {question.patient.birthName.toLocaleUpperCase('fr')} {question.patient.firstGivenName}
              {question.patient.birthDate && ` · ${formatDay(question.patient.birthDate)}`}
            </Anchor>
            <QuestionWords question={question} />
            <Answers question={question} />
          </li>
        ))}
      </ul>
    </SummaryCard>
  )
}

function DelayForm({ days }: { days: number }) {
  const t = useTexts('record')
  const outcome = useActionData<Outcome>() as FormOutcome
  const fields = { gpChangeDelayDays: { label: t('desk.delay'), error: t('desk.delayError') } }
  return (
    <PostForm>
      <Stack gap="sm" align="flex-start" maw={520}>
        <FormErrors outcome={outcome} fields={fields} />
        <TextInput
          {...fieldProps(outcome, 'gpChangeDelayDays', fields)}
          type="number"
          inputMode="numeric"
          min={0}
          max={MAX_GP_CHANGE_DELAY_DAYS}
          defaultValue={days}
          description={t('desk.delayHint')}
          required
        />
        <SubmitButton>{t('desk.save')}</SubmitButton>
      </Stack>
    </PostForm>
  )
}
