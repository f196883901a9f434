import { Alert, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useActionData } from '@remix-run/react'
import { useState } from 'react'
import { isRppsValid } from '#app/kernel/check-digits.ts'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { IconUser } from '#app/ui/icons.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import { ProfessionalChoice } from './professional-choice.tsx'

/** At the desk: the patient says who follows the record, by name or by number, for how long. */
export function DesignateForm({ today }: { today: string }) {
  const t = useTexts('record')
  const reason = useReason()
  const outcome = useActionData<Outcome>()
  const [typed, setTyped] = useState('')
  const digits = typed.replace(/\s/g, '')
  const isNumber = /^\d{11}$/.test(digits)
  const isUnchosen = outcome && !outcome.ok && 'fields' in outcome && 'who' in outcome.fields
  return (
    <SummaryCard title={t('circle.designate.title')} icon={IconUser}>
      <PostForm preventScrollReset>
        <input type="hidden" name="intent" value="designate" />
        <Stack gap="sm">
          <Text c="dimmed" size="sm">
            {t('circle.designate.text')}
          </Text>
          {outcome && !outcome.ok && 'reason' in outcome && (
            <Alert color="red" role="alert" variant="outline">
              {reason(outcome.reason, outcome.details)}
            </Alert>
          )}
          <TextInput
            label={t('circle.designate.find')}
            description={t('circle.designate.findHint')}
            error={isUnchosen ? t('circle.designate.chooseFirst') : undefined}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
          <ProfessionalChoice
            typed={typed}
            name="who"
            legend={t('circle.designate.results')}
            none={
              isNumber && isRppsValid(digits) ? (
                <Stack gap="xs">
                  <input type="hidden" name="rpps" value={digits} />
                  <Radio.Group name="who" defaultValue="rpps" aria-label={t('circle.designate.results')}>
                    <Radio
                      value="rpps"
                      label={t('circle.designate.unknown', { rpps: digits })}
                      description={t('circle.designate.unknownText')}
                    />
                  </Radio.Group>
                  <TextInput
                    name="name"
                    label={t('circle.designate.name')}
                    maxLength={200}
                    autoComplete="off"
                  />
                </Stack>
              ) : (
                <Text size="sm" role="status">
                  {isNumber ? t('circle.designate.wrongNumber') : t('circle.designate.none')}
                </Text>
              )
            }
          />
          <TextInput
            type="date"
            name="until"
            min={today}
            label={t('circle.designate.until')}
            description={t('circle.designate.untilHint')}
          />
          <SubmitButton>{t('circle.designate.submit')}</SubmitButton>
        </Stack>
      </PostForm>
    </SummaryCard>
  )
}
