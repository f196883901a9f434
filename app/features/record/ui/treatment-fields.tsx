import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { fieldProps } from '#app/ui/form-errors.tsx'
import { type FieldsProps, saidBefore } from './fact-fields.ts'
import classes from './fact-page.module.css'

const CATEGORIES = [
  'chemotherapy',
  'surgery',
  'radiotherapy',
  'targeted',
  'hormone',
  'immunotherapy',
  'supportive',
  'other',
] as const
const STATES = ['active', 'planned', 'completed', 'stopped'] as const
const INTENTS = ['curative', 'palliative', 'adjuvant', 'neoadjuvant', 'supportive'] as const

export function TreatmentFields({ page, outcome, fields }: FieldsProps) {
  const t = useTexts('record')
  const [state, setState] = useState(saidBefore(page, 'state') || 'active')
  const words = (name: 'protocol' | 'dose' | 'stopReason') => ({
    ...fieldProps(outcome, name, fields),
    defaultValue: saidBefore(page, name),
    maxLength: name === 'stopReason' ? 500 : 300,
  })
  return (
    <>
      <TextInput
        {...fieldProps(outcome, 'title', fields)}
        defaultValue={page.corrected?.title ?? ''}
        placeholder={t('writing.treatment.titlePlaceholder')}
        required
        maxLength={300}
        autoComplete="off"
      />
      <div className={classes.rows}>
        <NativeSelect
          {...fieldProps(outcome, 'category', fields)}
          defaultValue={saidBefore(page, 'category') || 'chemotherapy'}
          data={CATEGORIES.map((value) => ({ value, label: t(`facts.categories.${value}`) }))}
        />
        <NativeSelect
          {...fieldProps(outcome, 'intent', fields)}
          defaultValue={saidBefore(page, 'intent')}
          data={[
            { value: '', label: t('writing.none') },
            ...INTENTS.map((value) => ({ value, label: t(`facts.intents.${value}`) })),
          ]}
        />
        <NativeSelect
          {...fieldProps(outcome, 'state', fields)}
          value={state}
          onChange={(e) => setState(e.currentTarget.value)}
          data={STATES.map((value) => ({ value, label: t(`facts.states.${value}`) }))}
        />
      </div>
      <div className={classes.rows}>
        <TextInput
          {...fieldProps(outcome, 'day', fields)}
          type="date"
          defaultValue={page.corrected?.day ?? page.today}
          required
        />
        <TextInput
          {...fieldProps(outcome, 'until', fields)}
          type="date"
          defaultValue={page.corrected?.until ?? ''}
        />
        <TextInput
          {...fieldProps(outcome, 'line', fields)}
          type="number"
          min={1}
          max={20}
          defaultValue={saidBefore(page, 'line')}
          description={t('writing.treatment.lineHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
      </div>
      <div className={classes.rows}>
        <TextInput {...words('protocol')} />
        <TextInput {...words('dose')} />
      </div>
      {state === 'stopped' && <TextInput {...words('stopReason')} />}
    </>
  )
}
