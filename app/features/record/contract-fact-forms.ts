import { z } from 'zod'
import { said } from './said.ts'
import { normaliseCode } from './terms/codes.ts'

// Facts as a form of the record sends them; part of contract.ts. What a feed or an import says stands in contract-facts.

/** What can be written down by hand (fr: allergie, diagnostic, traitement, constantes, biomarqueur). */
export const FACT_FORMS = ['allergy', 'condition', 'treatment', 'measure', 'biomarker'] as const
export type FactForm = (typeof FACT_FORMS)[number]

/** An empty field of a form says nothing. */
const optional = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional())
const isTicked = z.preprocess((value) => value === 'on' || value === true, z.boolean())
const title = z.string().trim().min(1).max(300)

const form = {
  /** Made with the page: the same form sent twice is one entry. */
  key: z.uuid(),
  /** The entry in whose place it comes. */
  correctsId: optional(z.uuid()),
  /** Whose file takes it, when the own establishment has none. */
  receiverFileId: optional(z.uuid()),
  /** Of diagnosis, of the first dose, of the examination. */
  day: z.iso.date(),
}

/** A code as it is read, however it was typed. */
const code = said(50).transform((typed) => typed && normaliseCode(typed))

/** A number as people write it, with a comma; what is none of the right size is a mistake of the finger. */
const measured = (low: number, high: number) =>
  optional(
    z
      .string()
      .trim()
      .regex(/^\d{1,3}([.,]\d{1,2})?$/)
      .transform((text) => Number(text.replace(',', '.')))
      .pipe(z.number().min(low).max(high)),
  )

/** Measurements that a form takes: LOINC, UCUM, and what a value can be at all. */
export const MEASURES = [
  { key: 'weight', code: '29463-7', unit: 'kg', low: 0.3, high: 400 },
  { key: 'height', code: '8302-2', unit: 'cm', low: 20, high: 250 },
  { key: 'temperature', code: '8310-5', unit: '°C', low: 25, high: 45 },
  { key: 'ecog', code: '89247-1', unit: null, low: 0, high: 5 },
] as const
export type MeasureKey = (typeof MEASURES)[number]['key']

const AllergyForm = z.object({
  kind: z.literal('allergy'),
  ...form,
  substance: title,
  reaction: said(300),
  severity: optional(z.enum(['mild', 'moderate', 'severe'])),
})

const ConditionForm = z.object({
  kind: z.literal('condition'),
  ...form,
  title,
  code,
  category: z.enum(['cancer', 'other']),
  isSuspected: isTicked,
  clinicalStatus: z.enum(['active', 'remission', 'relapse', 'resolved']).default('active'),
  topography: said(300),
  topographyCode: code,
  laterality: optional(z.enum(['left', 'right', 'bilateral', 'unilateral'])),
  morphology: said(300),
  morphologyCode: said(50),
  tumour: said(50),
  nodes: said(50),
  metastases: said(50),
  stage: said(50),
  stagingKind: optional(z.enum(['clinical', 'pathological'])),
  stagingSystem: said(100),
  stagedOn: optional(z.iso.date()),
  /** It says what contradicts itself, and is so all the same. */
  isConfirmed: isTicked,
})

const TreatmentForm = z
  .object({
    kind: z.literal('treatment'),
    ...form,
    title,
    category: z.enum([
      'surgery',
      'radiotherapy',
      'chemotherapy',
      'targeted',
      'hormone',
      'immunotherapy',
      'supportive',
      'other',
    ]),
    state: z.enum(['planned', 'active', 'completed', 'stopped']),
    intent: optional(z.enum(['curative', 'palliative', 'adjuvant', 'neoadjuvant', 'supportive'])),
    line: optional(z.coerce.number().int().min(1).max(20)),
    protocol: said(300),
    dose: said(300),
    until: optional(z.iso.date()),
    stopReason: said(500),
  })
  .refine(({ day, until }) => !until || until >= day, { path: ['until'] })

const MeasureForm = z
  .object({
    kind: z.literal('measure'),
    ...form,
    time: optional(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
    weight: measured(0.3, 400),
    height: measured(20, 250),
    temperature: measured(25, 45),
    ecog: optional(z.enum(['0', '1', '2', '3', '4', '5']).transform(Number)),
  })
  .refine((values) => MEASURES.some(({ key }) => values[key] !== undefined), { path: ['weight'] })

const BiomarkerForm = z.object({
  kind: z.literal('biomarker'),
  ...form,
  marker: z.string().trim().min(1).max(100),
  result: z.enum(['positive', 'negative', 'equivocal', 'value', 'not_done']),
  value: said(200),
  method: said(200),
  origin: z.enum(['somatic', 'germline', 'unknown']).default('unknown'),
  specimen: said(200),
  sourceEntryId: optional(z.uuid()),
})

/** Asked and answered "none", or an answer that was none. */
const AllergyStateForm = z.object({
  kind: z.literal('allergy_state'),
  state: z.enum(['none_known', 'not_asked']),
})

export const SaveFact = z.discriminatedUnion('kind', [
  AllergyForm,
  ConditionForm,
  TreatmentForm,
  MeasureForm,
  BiomarkerForm,
  AllergyStateForm,
])
export type SaveFact = z.infer<typeof SaveFact>
export type SavedFact = Exclude<SaveFact, { kind: 'allergy_state' }>
