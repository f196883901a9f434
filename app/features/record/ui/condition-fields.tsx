import { Alert, Autocomplete, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { type ChangeEvent, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { fieldProps } from '#app/ui/form-errors.tsx'
import { IconAlertTriangle } from '#app/ui/icons.ts'
import { contradictionsOf } from '../staging-rules.ts'
import { CANCERS } from '../terms/cancers.ts'
import { isCancerCode, normaliseCode } from '../terms/codes.ts'
import { MORPHOLOGIES } from '../terms/morphologies.ts'
import { type FieldsProps, saidBefore } from './fact-fields.ts'
import classes from './fact-page.module.css'
import { TermField } from './term-field.tsx'

const STATUSES = ['active', 'remission', 'relapse', 'resolved'] as const
const SIDES = ['left', 'right', 'bilateral', 'unilateral'] as const
const KINDS = ['clinical', 'pathological'] as const
const EDITIONS = [
  'UICC 8e édition',
  'UICC 9e édition',
  'UICC 7e édition',
  'FIGO 2018',
  'Ann Arbor, Lugano',
  'Binet',
  'ISS',
]
const STAGES = ['0', 'I', 'IA', 'IB', 'II', 'IIA', 'IIB', 'III', 'IIIA', 'IIIB', 'IIIC', 'IV', 'IVA', 'IVB']
const SITES = CANCERS.flatMap(({ code, site, words }) =>
  site ? [{ code, words: site, of: words }] : [],
).filter(({ words }, i, all) => all.findIndex((other) => other.words === words) === i)

const CONTROLLED = [
  'title',
  'code',
  'category',
  'topography',
  'topographyCode',
  'laterality',
  'morphology',
  'morphologyCode',
  'tumour',
  'nodes',
  'metastases',
  'stage',
  'stagingKind',
  'stagingSystem',
  'stagedOn',
] as const
type Said = Record<(typeof CONTROLLED)[number] | 'day', string>

/** A diagnosis: what and where it is, how far it went. What contradicts itself is pointed out as one types. */
export function ConditionFields({ page, outcome, fields }: FieldsProps) {
  const t = useTexts('record')
  const [said, setSaid] = useState<Said>(() => ({
    ...(Object.fromEntries(CONTROLLED.map((name) => [name, saidBefore(page, name)])) as Said),
    category: saidBefore(page, 'category') || 'cancer',
    stagingSystem: page.corrected ? saidBefore(page, 'stagingSystem') : 'UICC 8e édition',
    day: page.corrected?.day ?? page.today,
  }))
  const put = (more: Partial<Said>) => setSaid((before) => ({ ...before, ...more }))
  const text = (name: keyof Said) => ({
    ...fieldProps(outcome, name, fields),
    value: said[name],
    onChange: (e: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      put({ [name]: e.currentTarget.value }),
  })
  const code = (name: 'code' | 'topographyCode') => ({
    ...text(name),
    onBlur: () => put({ [name]: normaliseCode(said[name]) }),
    maxLength: 50,
  })
  const term = (name: 'title' | 'topography' | 'morphology') => ({
    ...fieldProps(outcome, name, fields),
    value: said[name],
    onChange: (words: string) => put({ [name]: words }),
  })
  const options = <T extends string>(values: readonly T[], words: (value: T) => string) => [
    { value: '', label: t('writing.none') },
    ...values.map((value) => ({ value, label: words(value) })),
  ]
  const isCancer = said.category === 'cancer'
  return (
    <>
      <div className={classes.coded}>
        <TermField
          {...term('title')}
          terms={CANCERS}
          required
          description={t('writing.findHint')}
          onTerm={(found) =>
            put({
              title: found.words,
              code: found.code,
              category: isCancerCode(found.code) ? 'cancer' : 'other',
              ...(found.site && isCancerCode(found.code)
                ? { topography: found.site, topographyCode: found.code }
                : {}),
            })
          }
        />
        <TextInput {...code('code')} description={t('writing.codeHint')} />
      </div>
      <div className={classes.rows}>
        <NativeSelect
          {...text('category')}
          data={(['cancer', 'other'] as const).map((value) => ({
            value,
            label: t(`writing.condition.categories.${value}`),
          }))}
        />
        <NativeSelect
          {...fieldProps(outcome, 'clinicalStatus', fields)}
          defaultValue={saidBefore(page, 'clinicalStatus') || 'active'}
          data={STATUSES.map((value) => ({ value, label: t(`facts.clinicalStatuses.${value}`) }))}
        />
        <TextInput {...text('day')} type="date" max={page.today} required />
      </div>
      <Checkbox
        name="isSuspected"
        label={t('writing.condition.isSuspected')}
        defaultChecked={saidBefore(page, 'certainty') === 'suspected'}
      />
      {isCancer && (
        <>
          <fieldset className={classes.group}>
            <legend>{t('writing.condition.place')}</legend>
            <div className={classes.coded}>
              <TermField
                {...term('topography')}
                terms={SITES}
                onTerm={(found) => put({ topography: found.words, topographyCode: found.code })}
              />
              <TextInput {...code('topographyCode')} />
              <TermField
                {...term('morphology')}
                terms={MORPHOLOGIES}
                onTerm={(found) => put({ morphology: found.words, morphologyCode: found.code })}
              />
              <TextInput {...text('morphologyCode')} maxLength={50} />
            </div>
            <div className={classes.rows}>
              <NativeSelect
                {...text('laterality')}
                data={options(SIDES, (value) => t(`facts.lateralities.${value}`))}
              />
            </div>
          </fieldset>
          <fieldset className={classes.group}>
            <legend>{t('writing.condition.staging')}</legend>
            <div className={classes.tnm}>
              <TextInput {...text('tumour')} placeholder="cT2" maxLength={50} autoComplete="off" />
              <TextInput {...text('nodes')} placeholder="cN1" maxLength={50} autoComplete="off" />
              <TextInput {...text('metastases')} placeholder="M0" maxLength={50} autoComplete="off" />
              <Autocomplete
                {...fieldProps(outcome, 'stage', fields)}
                value={said.stage}
                onChange={(stage) => put({ stage })}
                data={STAGES}
                maxLength={50}
                autoComplete="off"
              />
            </div>
            <div className={classes.rows}>
              <NativeSelect
                {...text('stagingKind')}
                data={options(KINDS, (value) => t(`facts.stagingKinds.${value}`))}
              />
              <Autocomplete
                {...fieldProps(outcome, 'stagingSystem', fields)}
                value={said.stagingSystem}
                onChange={(stagingSystem) => put({ stagingSystem })}
                data={EDITIONS}
                filter={({ options }) => options}
                maxLength={100}
                autoComplete="off"
              />
              <TextInput {...text('stagedOn')} type="date" max={page.today} />
            </div>
          </fieldset>
          <Contradictions said={said} />
        </>
      )}
    </>
  )
}

/** Pointed out beside the form, and confirmed by whoever knows that it is so. */
function Contradictions({ said }: { said: Said }) {
  const t = useTexts('record')
  const found = contradictionsOf({ ...said, diagnosedOn: said.day })
  return (
    <div aria-live="polite">
      {found.length > 0 && (
        <Alert color="orange" variant="outline" icon={<IconAlertTriangle aria-hidden />}>
          <strong>{t('writing.condition.contradicts')}</strong>
          <ul className={classes.contradictions}>
            {found.map((one) => (
              <li key={one}>{t(`writing.contradictions.${one}`)}</li>
            ))}
          </ul>
          <Checkbox name="isConfirmed" id="isConfirmed" label={t('writing.condition.isConfirmed')} />
        </Alert>
      )}
    </div>
  )
}
