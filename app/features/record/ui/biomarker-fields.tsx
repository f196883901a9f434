import { NativeSelect, TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { fieldProps } from '#app/ui/form-errors.tsx'
import { type FieldsProps, saidBefore } from './fact-fields.ts'
import classes from './fact-page.module.css'

const RESULTS = ['positive', 'negative', 'equivocal', 'value', 'not_done'] as const
const ORIGINS = ['unknown', 'somatic', 'germline'] as const

/** A receptor, a gene, a marker, with the report that says so: it opens from the summary. (UXS-05) */
export function BiomarkerFields({ page, outcome, fields }: FieldsProps) {
  const t = useTexts('record')
  const formats = useFormats()
  const words = (name: 'marker' | 'value' | 'method' | 'specimen') => ({
    ...fieldProps(outcome, name, fields),
    defaultValue: saidBefore(page, name),
    maxLength: name === 'marker' ? 100 : 200,
    autoComplete: 'off',
  })
  const source = saidBefore(page, 'sourceEntryId')
  const isListed = page.sources.some(({ id }) => id === source)
  return (
    <>
      <div className={classes.rows}>
        <TextInput {...words('marker')} placeholder={t('writing.biomarker.markerPlaceholder')} required />
        <NativeSelect
          {...fieldProps(outcome, 'result', fields)}
          defaultValue={saidBefore(page, 'result') || 'positive'}
          data={RESULTS.map((value) => ({
            value,
            label: value === 'value' ? t('writing.biomarker.resultValue') : t(`facts.results.${value}`),
          }))}
        />
        <TextInput {...words('value')} placeholder={t('writing.biomarker.valuePlaceholder')} />
      </div>
      <div className={classes.rows}>
        <TextInput {...words('method')} />
        <TextInput {...words('specimen')} />
        <NativeSelect
          {...fieldProps(outcome, 'origin', fields)}
          defaultValue={saidBefore(page, 'origin') || 'unknown'}
          data={ORIGINS.map((value) => ({
            value,
            label: value === 'unknown' ? t('writing.biomarker.originUnknown') : t(`facts.origins.${value}`),
          }))}
        />
      </div>
      <div className={classes.rows}>
        <TextInput
          {...fieldProps(outcome, 'day', fields)}
          type="date"
          defaultValue={page.corrected?.day ?? page.today}
          max={page.today}
          required
        />
        <NativeSelect
          {...fieldProps(outcome, 'sourceEntryId', fields)}
          defaultValue={source}
          data={[
            { value: '', label: t('writing.none') },
            ...(source && !isListed ? [{ value: source, label: t('facts.source') }] : []),
            ...page.sources.map(({ id, title, occurredAt }) => ({
              value: id,
              label: `${formats.date(occurredAt)} · ${title}`,
            })),
          ]}
        />
      </div>
    </>
  )
}
