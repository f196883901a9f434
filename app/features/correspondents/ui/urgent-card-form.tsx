import { Alert, Button, Checkbox, CloseButton, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { MAX_LINES, type UrgentLine } from '../contract.ts'
import classes from './correspondents.module.css'

type Card = { fever: string; otherwise: string; lines: UrgentLine[] }
type Props = { card: Card | null; outcome: FormOutcome | undefined }
type Draft = UrgentLine & { key: number }

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const A_LINE: UrgentLine = { label: '', phone: '', days: '12345', from: '08:00', until: '18:00' }

/** What correspondents read in an emergency, written by the establishment. */
export function UrgentCardForm({ card, outcome }: Props) {
  const t = useTexts('correspondents')
  const [lines, setLines] = useState<Draft[]>(() =>
    (card?.lines.length ? card.lines : [A_LINE]).map((line, key) => ({ ...line, key })),
  )
  const change = (key: number, said: Partial<UrgentLine>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...said } : line)))
  const fields = {
    fever: { label: t('card.fever'), error: t('card.feverMissing') },
    lines: { label: t('card.lines'), error: t('card.linesMissing') },
  }
  return (
    <Page>
      <PageHeader title={t('card.title')} hint={t('card.intro')} />
      <PostForm>
        <Stack gap="md">
          {outcome?.ok && (
            <Alert color="teal" variant="outline" role="status">
              {t('card.saved')}
            </Alert>
          )}
          <FormErrors outcome={outcome} fields={fields} />
          <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
            <Text component="legend" fw={600}>
              {t('card.lines')}
            </Text>
            {lines.map(({ key, ...line }) => (
              <Line
                key={key}
                line={line}
                onChange={(said) => change(key, said)}
                onRemove={lines.length > 1 ? () => setLines(lines.filter((l) => l.key !== key)) : undefined}
              />
            ))}
            <Text size="sm" c="dimmed">
              {t('card.untilHint')}
            </Text>
            {lines.length < MAX_LINES && (
              <Button
                variant="default"
                mt="xs"
                onClick={() =>
                  setLines([...lines, { ...A_LINE, key: Math.max(...lines.map((l) => l.key)) + 1 }])
                }
              >
                {t('card.addLine')}
              </Button>
            )}
          </fieldset>
          <input
            type="hidden"
            name="lines"
            value={JSON.stringify(lines.map(({ key: _, ...line }) => line))}
          />
          <Textarea
            {...fieldProps(outcome, 'fever', fields)}
            defaultValue={card?.fever}
            required
            maxLength={1200}
            minRows={4}
            autosize
          />
          <Textarea
            name="otherwise"
            label={t('card.otherwise')}
            defaultValue={card?.otherwise}
            maxLength={1200}
            minRows={3}
            autosize
          />
          <Group>
            <SubmitButton>{t('card.save')}</SubmitButton>
          </Group>
        </Stack>
      </PostForm>
    </Page>
  )
}

type LineProps = {
  line: UrgentLine
  onChange: (said: Partial<UrgentLine>) => void
  onRemove: (() => void) | undefined
}

function Line({ line, onChange, onRemove }: LineProps) {
  const t = useTexts('correspondents')
  return (
    <div className={classes.formLine}>
      <TextInput
        label={t('card.label')}
        value={line.label}
        onChange={(e) => onChange({ label: e.currentTarget.value })}
        required
        maxLength={80}
      />
      <TextInput
        type="tel"
        label={t('card.phone')}
        value={line.phone}
        onChange={(e) => onChange({ phone: e.currentTarget.value })}
        required
        maxLength={20}
      />
      <Checkbox.Group
        label={t('card.days')}
        value={line.days.split('')}
        onChange={(days) => onChange({ days: [...days].sort().join('') })}
      >
        <div className={classes.days}>
          {DAYS.map((day) => (
            <Checkbox key={day} size="xs" value={String(day)} label={t(`card.shortDays.d${day}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <TextInput
        type="time"
        label={t('card.from')}
        value={line.from}
        onChange={(e) => onChange({ from: e.currentTarget.value })}
        required
      />
      <TextInput
        type="time"
        label={t('card.until')}
        value={line.until}
        onChange={(e) => onChange({ until: e.currentTarget.value })}
        required
      />
      {onRemove && (
        <CloseButton aria-label={t('card.removeLine', { label: line.label })} onClick={onRemove} />
      )}
    </div>
  )
}
