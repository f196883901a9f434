import { Alert, Button, Checkbox, Group, NativeSelect, Radio, Text, Textarea, Title } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { REFERRAL_KINDS, type ReferralKind, URGENCIES, type Urgency } from '../contract.ts'
import type { ReferPage } from '../queries/get-refer-page.server.ts'
import { AttachDocuments } from './attach-documents.tsx'
import { ReferralTable } from './referral-table.tsx'
import classes from './referrals.module.css'

const SAVE_AFTER_MS = 1_200

/** A request about this patient, that keeps itself while one writes; what was asked before stands below. */
export function ReferFormPage({ page, outcome }: { page: ReferPage; outcome: FormOutcome }) {
  const t = useTexts('referrals')
  return (
    <div className={classes.form}>
      <h1 className={classes.title}>{t('refer.title')}</h1>
      {page.services.length === 0 ? (
        <EmptyState title={t('refer.noService')}>{t('refer.noServiceText')}</EmptyState>
      ) : (
        <ReferForm page={page} outcome={outcome} />
      )}
      {page.before.length > 0 && (
        <>
          <Title order={2}>{t('refer.before')}</Title>
          <ReferralTable caption={t('refer.before')} side="service" rows={page.before} empty={null} />
        </>
      )}
    </div>
  )
}

function ReferForm({ page, outcome }: { page: ReferPage; outcome: FormOutcome }) {
  const t = useTexts('referrals')
  const [referralId] = useState(page.draft.id)
  const [kind, setKind] = useState<ReferralKind>(page.draft.kind)
  const [urgency, setUrgency] = useState<Urgency>(page.draft.urgency)
  const [serviceId, setService] = useState(page.draft.serviceId ?? '')
  const [wishedPersonId, setWished] = useState(page.draft.wishedPersonId ?? '')
  const [question, setQuestion] = useState(page.draft.question)
  const [isInformed, setInformed] = useState(page.draft.isPatientInformed)
  const written = {
    kind,
    urgency,
    serviceId,
    wishedPersonId,
    question,
    ...(isInformed && { isPatientInformed: 'on' }),
  }
  const saved = useAutosave(referralId, written, page.draft.savedAt)
  const services = page.services.filter((s) => (kind === 'advice' ? s.takesAdvice : s.takesReferrals))
  const service = services.find(({ id }) => id === serviceId)
  const fields = {
    serviceId: { label: t('refer.service'), error: t('refer.serviceMissing') },
    question: { label: t('refer.question'), error: t('refer.questionMissing') },
    isPatientInformed: { label: t('refer.informed'), error: t('refer.informedMissing') },
  }
  const houses = [...new Set(services.map(({ houseName }) => houseName))]
  return (
    <PostForm className={classes.form}>
      <FormErrors outcome={outcome} fields={fields} />
      <input type="hidden" name="referralId" value={referralId} />
      <Alert color="gray" variant="outline">
        {t('refer.vital')}
      </Alert>
      <Radio.Group
        name="kind"
        label={t('refer.kind')}
        value={kind}
        onChange={(value) => setKind(value as ReferralKind)}
      >
        <div className={classes.choices}>
          {REFERRAL_KINDS.map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`kinds.${value}`)}
              description={t(`kindHints.${value}`)}
            />
          ))}
        </div>
      </Radio.Group>
      <NativeSelect
        {...fieldProps(outcome, 'serviceId', fields)}
        required
        description={service?.about || undefined}
        value={service ? serviceId : ''}
        onChange={(event) => {
          setService(event.currentTarget.value)
          setWished('')
        }}
      >
        <option value="">{t('refer.choose')}</option>
        {houses.map((house) => (
          <optgroup key={house} label={house}>
            {services
              .filter(({ houseName }) => houseName === house)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </optgroup>
        ))}
      </NativeSelect>
      {service && service.doctors.length > 0 && (
        <NativeSelect
          name="wishedPersonId"
          label={t('refer.wished')}
          value={wishedPersonId}
          onChange={(event) => setWished(event.currentTarget.value)}
          data={[
            { value: '', label: t('refer.anyone') },
            ...service.doctors.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <Radio.Group
        name="urgency"
        label={t('refer.urgency')}
        value={urgency}
        onChange={(value) => setUrgency(value as Urgency)}
      >
        <div className={classes.choices}>
          {URGENCIES.map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`urgencies.${value}`)}
              description={t(`urgencyHints.${value}`)}
            />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        {...fieldProps(outcome, 'question', fields)}
        description={t('refer.questionHint')}
        required
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
        minRows={6}
        autosize
        maxLength={10_000}
      />
      <AttachDocuments {...page} referralId={referralId} />
      <Checkbox
        name="isPatientInformed"
        id="isPatientInformed"
        value="on"
        label={t('refer.informed')}
        checked={isInformed}
        onChange={(event) => setInformed(event.currentTarget.checked)}
        error={fieldProps(outcome, 'isPatientInformed', fields).error}
      />
      <Text size="sm" c="dimmed">
        {t('refer.whoSees')}
      </Text>
      <Text size="sm" c="dimmed" aria-live="polite">
        {saved}
      </Text>
      <Group gap="sm">
        <SubmitButton name="intent" value="send">
          {t('refer.send')}
        </SubmitButton>
        <Button type="submit" name="intent" value="discard" variant="default">
          {t('refer.discard')}
        </Button>
      </Group>
    </PostForm>
  )
}

/** Saves some moments after the last change; says when, and that it could not. */
function useAutosave(
  referralId: string,
  written: Record<string, string>,
  savedBefore: string | null,
): string {
  const t = useTexts('referrals')
  const formats = useFormats()
  const fetcher = useFetcher<{ ok: boolean; value?: { savedAt?: string } }>()
  const now = JSON.stringify(written)
  const last = useRef(now)
  const { submit } = fetcher
  useEffect(() => {
    if (now === last.current) return
    const timer = setTimeout(() => {
      last.current = now
      submit({ intent: 'save', referralId, ...JSON.parse(now) }, { method: 'post' })
    }, SAVE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [now, referralId, submit])
  if (fetcher.state !== 'idle') return t('refer.saving')
  if (fetcher.data && !fetcher.data.ok) return t('refer.notSaved')
  const savedAt = fetcher.data?.value?.savedAt ?? savedBefore
  return savedAt ? t('refer.savedAt', { time: formats.time(savedAt) }) : t('refer.draftHint')
}
