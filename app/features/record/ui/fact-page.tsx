import { Alert, Anchor, Group, Stack } from '@mantine/core'
import { Link, useParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { IconInfoCircle } from '#app/ui/icons.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { FactPage as Page } from '../queries/get-fact-form.server.ts'
import { AllergyFields, AllergyStatement } from './allergy-fields.tsx'
import { BiomarkerFields } from './biomarker-fields.tsx'
import { ConditionFields } from './condition-fields.tsx'
import classes from './fact-page.module.css'
import { MeasureFields } from './measure-fields.tsx'
import { ReceiverField } from './receiver-field.tsx'
import { TreatmentFields } from './treatment-fields.tsx'
import { useFactWords } from './use-fact-words.ts'

type Props = { page: Page; outcome: FormOutcome }

const FIELDS = {
  allergy: AllergyFields,
  condition: ConditionFields,
  treatment: TreatmentFields,
  measure: MeasureFields,
  biomarker: BiomarkerFields,
}

/** One fact written down by hand, or what is corrected in one; which house's file takes it is said before. */
export function FactPage({ page, outcome }: Props) {
  const t = useTexts('record')
  const { patientId } = useParams()
  const fields = useFactWords(page.kind)
  const { kind, corrected, receivers, hasOwnFile } = page
  const isFromOutside = !hasOwnFile && !corrected
  if (isFromOutside && receivers.length === 0) {
    return <EmptyState title={t('writing.noFile')}>{t('writing.noFileText')}</EmptyState>
  }
  const Fields = FIELDS[kind]
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>
        {t(`writing.titles.${kind}`)}
        {corrected && <span className={classes.what}> · {t('writing.correcting')}</span>}
      </h1>
      {kind === 'allergy' && !corrected && <AllergyStatement page={page} />}
      <PostForm>
        <Stack gap="sm">
          <FormErrors outcome={outcome} fields={fields} />
          {corrected && (
            <Alert color="gray" variant="outline" icon={<IconInfoCircle aria-hidden />}>
              {t('writing.correctingText')}
            </Alert>
          )}
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="key" value={page.key} />
          {corrected && <input type="hidden" name="correctsId" value={corrected.entryId} />}
          {isFromOutside && <ReceiverField receivers={receivers} />}
          <Fields page={page} outcome={outcome} fields={fields} />
          <Group gap="md">
            <SubmitButton>{t(corrected ? 'writing.saveCorrection' : 'writing.save')}</SubmitButton>
            <Anchor
              component={Link}
              to={`/patients/${patientId}${corrected ? `/entries/${corrected.entryId}` : ''}`}
            >
              {t('writing.cancel')}
            </Anchor>
          </Group>
        </Stack>
      </PostForm>
    </div>
  )
}
