import { Alert, Group, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useActionData } from '@remix-run/react'
import { useState } from 'react'
import { useReason, useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { IconUser } from '#app/ui/icons.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import { DELEGATION_KINDS, DELEGATION_READS, type DelegationKind } from '../contract.ts'
import type { Delegations } from '../queries/get-delegations.server.ts'
import { ProfessionalChoice } from './professional-choice.tsx'

type Props = Pick<Delegations, 'secretaries'> & { doctorId: string; today: string }

/** A locum of the region, or a secretary of the place: what they see, from when to when. */
export function DelegateForm({ doctorId, secretaries, today }: Props) {
  const t = useTexts('record')
  const reason = useReason()
  const outcome = useActionData<Outcome>()
  const [kind, setKind] = useState<DelegationKind>('locum')
  const [typed, setTyped] = useState('')
  const isUnchosen = outcome && !outcome.ok && 'fields' in outcome && 'deputyId' in outcome.fields
  const wrong = outcome && !outcome.ok && 'fields' in outcome ? outcome.fields : {}
  return (
    <SummaryCard title={t('practice.add')} icon={IconUser}>
      <PostForm preventScrollReset>
        <input type="hidden" name="intent" value="delegate" />
        <Stack gap="sm">
          {outcome && !outcome.ok && 'reason' in outcome && (
            <Alert color="red" role="alert" variant="outline">
              {reason(outcome.reason, outcome.details)}
            </Alert>
          )}
          <input type="hidden" name="doctorId" value={doctorId} />
          <Radio.Group
            name="kind"
            label={t('practice.kind')}
            value={kind}
            onChange={(value) => setKind(value as DelegationKind)}
          >
            <Group gap="md" mt={6}>
              {DELEGATION_KINDS.map((of) => (
                <Radio key={of} value={of} label={t(`practice.kinds.${of}`)} />
              ))}
            </Group>
          </Radio.Group>
          {kind === 'secretary' && secretaries.length > 0 && (
            <NativeSelect
              name="deputyId"
              label={t('practice.chooseSecretary')}
              data={secretaries.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          {kind === 'secretary' && secretaries.length === 0 && (
            <Text size="sm">{t('practice.noSecretary')}</Text>
          )}
          {kind === 'locum' && (
            <>
              <TextInput
                label={t('circle.designate.find')}
                error={isUnchosen ? t('circle.designate.chooseFirst') : undefined}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                autoComplete="off"
              />
              <ProfessionalChoice
                typed={typed}
                name="deputyId"
                legend={t('circle.designate.results')}
                none={
                  <Text size="sm" role="status">
                    {t('errors.personNotFound')}
                  </Text>
                }
              />
            </>
          )}
          {kind === 'locum' ? (
            // A locum treats: with the agenda alone nobody can.
            <input type="hidden" name="reads" value="all" />
          ) : (
            <Radio.Group name="reads" label={t('practice.readsLabel')} defaultValue="agenda">
              <Stack gap={6} mt={6}>
                {DELEGATION_READS.map((of) => (
                  <Radio key={of} value={of} label={t(`practice.reads.${of}`)} />
                ))}
              </Stack>
            </Radio.Group>
          )}
          <Group grow gap="sm" align="flex-start">
            <TextInput
              type="date"
              name="from"
              label={t('practice.from')}
              defaultValue={today}
              error={'from' in wrong}
              required
            />
            <TextInput
              type="date"
              name="until"
              min={today}
              label={t('practice.until')}
              error={'until' in wrong}
              required
            />
          </Group>
          <SubmitButton>{t('practice.submit')}</SubmitButton>
        </Stack>
      </PostForm>
    </SummaryCard>
  )
}
