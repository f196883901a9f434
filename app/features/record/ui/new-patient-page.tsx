import { Alert, Checkbox, Group, SimpleGrid, Stack, Textarea, TextInput, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconUsers } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { PatientRow } from '../queries/patient-rows.server.ts'
import { PatientTable } from './patient-table.tsx'
import { type IdentityFields, StrictTraitFields } from './strict-trait-fields.tsx'
import { useIdentityFields } from './use-identity-words.ts'

type Props = {
  formId: string
  outcome: Outcome<PatientRow[]> | undefined
  /** Of another desk than that of admissions. */
  title?: string
  hint?: string
}

/** The admission desk creates a patient's file: who it is, and who looks alike before there is one more. */
export function NewPatientPage({ formId, outcome, title, hint }: Props) {
  const t = useTexts('record')
  const fields = useFields()
  const lookalikes = outcome?.ok ? outcome.value : []
  return (
    <Page>
      <PageHeader title={title ?? t('newPatient.title')} hint={hint ?? t('newPatient.hint')} />
      <PostForm>
        <Stack gap="md" maw="48rem">
          <FormErrors outcome={outcome} fields={fields} />
          <input type="hidden" name="formId" value={formId} />
          <Title order={2}>{t('identityForm.strict')}</Title>
          <StrictTraitFields outcome={outcome} fields={fields} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              {...fieldProps(outcome, 'insMatricule', fields)}
              description={t('newPatient.insHint')}
              autoComplete="off"
              inputMode="text"
              maxLength={30}
            />
            <TextInput
              {...fieldProps(outcome, 'localId', fields)}
              description={t('newPatient.localIdHint')}
              autoComplete="off"
              maxLength={100}
            />
          </SimpleGrid>
          <Checkbox
            name="hasPapers"
            value="on"
            label={t('newPatient.hasPapers')}
            description={t('newPatient.hasPapersHint')}
          />
          <Title order={2}>{t('identityForm.complementary')}</Title>
          <ComplementaryFields outcome={outcome} fields={fields} />
          {lookalikes.length === 0 && (
            <Group>
              <SubmitButton>{t('newPatient.create')}</SubmitButton>
            </Group>
          )}
        </Stack>
        {lookalikes.length > 0 && <Lookalikes rows={lookalikes} />}
      </PostForm>
    </Page>
  )
}

type FieldsProps = { outcome: FormOutcome; fields: IdentityFields }

function ComplementaryFields({ outcome, fields }: FieldsProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput {...fieldProps(outcome, 'usedName', fields)} autoComplete="off" />
      <TextInput {...fieldProps(outcome, 'usedGivenName', fields)} autoComplete="off" />
      <TextInput {...fieldProps(outcome, 'phone', fields)} type="tel" autoComplete="off" />
      <Textarea {...fieldProps(outcome, 'address', fields)} autosize />
    </SimpleGrid>
  )
}

function Lookalikes({ rows }: { rows: PatientRow[] }) {
  const t = useTexts('record')
  const warning = useRef<HTMLDivElement>(null)
  useEffect(() => warning.current?.focus(), [])
  return (
    <Stack gap="sm" mt="lg">
      <Alert
        ref={warning}
        tabIndex={-1}
        role="alert"
        color="teal"
        variant="outline"
        icon={<IconUsers aria-hidden />}
        title={t('newPatient.alike', { count: rows.length })}
      >
        {t('newPatient.alikeText')}
      </Alert>
      <PatientTable caption={t('newPatient.alikeCaption')} rows={rows} hasLocalId empty={null} />
      <Group>
        <SubmitButton name="isNone" value={rows.map(({ id }) => id).join()}>
          {t('newPatient.createAnyway')}
        </SubmitButton>
        <SubmitButton variant="default">{t('newPatient.lookAgain')}</SubmitButton>
      </Group>
    </Stack>
  )
}

function useFields() {
  const t = useTexts('record')
  return {
    ...useIdentityFields(),
    insMatricule: { label: t('review.traits.insMatricule'), error: t('errors.insKeyWrong') },
    localId: { label: t('newPatient.localId') },
    birthPlaceCode: { label: t('review.traits.birthPlaceCode'), error: t('newPatient.placeWrong') },
    birthDate: { label: t('review.traits.birthDate'), error: t('newPatient.dateWrong') },
    sex: { label: t('review.traits.sex'), error: t('newPatient.sexMissing') },
  }
}
