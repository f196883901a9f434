import { NativeSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { CardGrid } from '#app/ui/page.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import { CHOICE_PURPOSES, CHOICE_WAYS, STANCES } from '../contract-choices.ts'
import type { PurposeChoices } from '../queries/get-choices.server.ts'
import classes from './choices-page.module.css'

type Props = { choices: PurposeChoices[]; mayRecord: boolean; today: string; outcome: FormOutcome }

/** What the patient was told and said, purpose by purpose; at the desk, what they say now. */
export function ChoicesPage({ choices, mayRecord, today, outcome }: Props) {
  const t = useTexts('record')
  return (
    <Stack gap="md">
      <div>
        <Title order={1}>{t('choices.title')}</Title>
        <Text c="dimmed">{t('choices.hint')}</Text>
      </div>
      {mayRecord && <ChoiceForm today={today} outcome={outcome} />}
      <CardGrid>
        {choices.map(({ purpose, isOpposed, history }) => (
          <SummaryCard key={purpose} title={t(`choices.purposes.${purpose}`)}>
            <Stack gap="xs">
              <Text size="sm" c="dimmed">
                {t(`choices.purposesText.${purpose}`)}
              </Text>
              <SeverityBadge
                severity={isOpposed ? 'watch' : history.length > 0 ? 'fine' : 'information'}
                label={t(
                  isOpposed ? 'choices.opposes' : history.length > 0 ? 'choices.doesNot' : 'choices.notTold',
                )}
              />
              {history.length > 0 && (
                <ul className={classes.history}>
                  {history.map((choice) => (
                    <li key={choice.id}>
                      <strong>{formatDay(choice.saidOn)}</strong> {t(`choices.stances.${choice.stance}`)} ·{' '}
                      {t(`choices.ways.${choice.how}`)} · {choice.recordedBy}, {choice.establishmentName}
                    </li>
                  ))}
                </ul>
              )}
            </Stack>
          </SummaryCard>
        ))}
      </CardGrid>
    </Stack>
  )
}

function ChoiceForm({ today, outcome }: Pick<Props, 'today' | 'outcome'>) {
  const t = useTexts('record')
  const fields = {
    purpose: { label: t('choices.purpose') },
    stance: { label: t('choices.stance') },
    how: { label: t('choices.how') },
    saidOn: { label: t('choices.saidOn') },
  }
  const options = <V extends string>(values: readonly V[], label: (value: V) => string) =>
    values.map((value) => ({ value, label: label(value) }))
  return (
    <Paper withBorder radius="md" p="md">
      <PostForm>
        <Stack gap="sm">
          <FormErrors outcome={outcome} fields={fields} />
          <div className={classes.form}>
            <NativeSelect
              {...fieldProps(outcome, 'purpose', fields)}
              data={options(CHOICE_PURPOSES, (value) => t(`choices.purposes.${value}`))}
            />
            <NativeSelect
              {...fieldProps(outcome, 'stance', fields)}
              data={options(STANCES, (value) => t(`choices.stances.${value}`))}
            />
            <NativeSelect
              {...fieldProps(outcome, 'how', fields)}
              data={options(CHOICE_WAYS, (value) => t(`choices.ways.${value}`))}
            />
            <TextInput
              {...fieldProps(outcome, 'saidOn', fields)}
              type="date"
              defaultValue={today}
              max={today}
            />
            <SubmitButton>{t('choices.submit')}</SubmitButton>
          </div>
        </Stack>
      </PostForm>
    </Paper>
  )
}
