import { NativeSelect, TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { fieldProps } from '#app/ui/form-errors.tsx'
import { type FieldsProps, saidBefore } from './fact-fields.ts'
import classes from './fact-page.module.css'

const ECOGS = ['0', '1', '2', '3', '4', '5'] as const

export function MeasureFields({ page, outcome, fields }: FieldsProps) {
  const t = useTexts('record')
  const figure = (name: 'weight' | 'height' | 'temperature') => (
    <TextInput
      {...fieldProps(outcome, name, fields)}
      defaultValue={saidBefore(page, name).replace('.', ',')}
      inputMode="decimal"
      autoComplete="off"
      maxLength={6}
    />
  )
  return (
    <>
      <div className={classes.rows}>
        {figure('weight')}
        {figure('height')}
        {figure('temperature')}
        <NativeSelect
          {...fieldProps(outcome, 'ecog', fields)}
          defaultValue={saidBefore(page, 'ecog')}
          data={[
            { value: '', label: t('writing.none') },
            ...ECOGS.map((value) => ({ value, label: t(`writing.measure.ecogs.${value}`) })),
          ]}
        />
      </div>
      <p className={classes.hint}>{t('writing.measure.atLeastOne')}</p>
      <div className={classes.rows}>
        <TextInput
          {...fieldProps(outcome, 'day', fields)}
          type="date"
          defaultValue={page.corrected?.day ?? page.today}
          max={page.today}
          required
        />
        <TextInput
          {...fieldProps(outcome, 'time', fields)}
          type="time"
          defaultValue={page.corrected?.time ?? ''}
        />
      </div>
    </>
  )
}
