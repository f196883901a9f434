import { NativeSelect, TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { fieldProps } from '#app/ui/form-errors.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { FactPage } from '../queries/get-fact-form.server.ts'
import { type FieldsProps, saidBefore } from './fact-fields.ts'
import classes from './fact-page.module.css'

const SEVERITIES = ['mild', 'moderate', 'severe'] as const

export function AllergyFields({ page, outcome, fields }: FieldsProps) {
  const t = useTexts('record')
  return (
    <fieldset className={classes.group}>
      <legend>{t('writing.allergy.one')}</legend>
      <div className={classes.rows}>
        <TextInput
          {...fieldProps(outcome, 'substance', fields)}
          defaultValue={saidBefore(page, 'substance')}
          placeholder={t('writing.allergy.substancePlaceholder')}
          required
          maxLength={300}
          autoComplete="off"
        />
        <TextInput
          {...fieldProps(outcome, 'reaction', fields)}
          defaultValue={saidBefore(page, 'reaction')}
          maxLength={300}
        />
        <NativeSelect
          {...fieldProps(outcome, 'severity', fields)}
          defaultValue={saidBefore(page, 'severity')}
          data={[
            { value: '', label: t('writing.none') },
            ...SEVERITIES.map((value) => ({ value, label: t(`facts.severities.${value}`) })),
          ]}
        />
        <TextInput
          {...fieldProps(outcome, 'day', fields)}
          type="date"
          defaultValue={page.corrected?.day ?? page.today}
          max={page.today}
          required
        />
      </div>
    </fieldset>
  )
}

/** Known, none known, or nobody asked: a statement of its own, which a known allergy outweighs. */
export function AllergyStatement({ page: { allergyState } }: { page: FactPage }) {
  const t = useTexts('record')
  return (
    <div className={classes.statement}>
      <p>
        <strong>{t('writing.allergy.state')}</strong> {t(`writing.allergy.states.${allergyState}`)}
      </p>
      {allergyState !== 'known' && (
        <PostForm>
          <input type="hidden" name="kind" value="allergy_state" />
          {allergyState === 'not_asked' ? (
            <SubmitButton name="state" value="none_known" variant="default">
              {t('writing.allergy.noneKnown')}
            </SubmitButton>
          ) : (
            <SubmitButton name="state" value="not_asked" variant="default">
              {t('writing.allergy.notAsked')}
            </SubmitButton>
          )}
        </PostForm>
      )}
    </div>
  )
}
