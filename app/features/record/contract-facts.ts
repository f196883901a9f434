import { z } from 'zod'
import { provenance, said } from './said.ts'

// The facts of a record as they are told to it; part of contract.ts.

/** HL7 tables 0085 and 0123 in words, weakest first. */
export const REPORT_STATUSES = ['preliminary', 'final', 'corrected', 'cancelled'] as const
export type ReportStatus = (typeof REPORT_STATUSES)[number]

/** One value of a report (OBX, FHIR Observation). `valueText` is the value as it was written, always there. */
export const ObservationSaid = z.object({
  code: z.string().trim().min(1).max(100),
  codeSystem: z.enum(['loinc', 'local']),
  label: z.string().trim().min(1).max(300),
  section: said(300),
  valueNumber: z.number().nullish(),
  comparator: z.enum(['<', '<=', '>=', '>']).nullish(),
  valueText: z.string().trim().max(20_000).default(''),
  unit: said(100),
  rangeLow: z.number().nullish(),
  rangeHigh: z.number().nullish(),
  rangeText: said(200),
  /** HL7 table 0078: N, L, H, LL, HH, A, AA… */
  interpretation: said(20),
  status: z.enum(REPORT_STATUSES).default('final'),
  /** Left out: when the report says. */
  observedAt: z.date().nullish(),
  comment: said(5_000),
})
export type ObservationSaid = z.input<typeof ObservationSaid>

const author = { authorPersonId: z.uuid().nullish(), authorName: said(200), authorRpps: said(11) }

/** A laboratory report, or a set of measurements and scores, under its producer's id. */
export const FileResult = z.object({
  fileId: z.uuid(),
  kind: z.enum(['result', 'measure']).default('result'),
  uniqueId: z.string().trim().min(1).max(300),
  title: z.string().trim().min(1).max(300),
  occurredAt: z.date(),
  ...author,
  reportStatus: z.enum(REPORT_STATUSES).default('final'),
  /** What the producer remarks on the whole. */
  comment: said(20_000),
  observations: z.array(ObservationSaid).max(2_000),
  /** The entry in whose place somebody puts it by hand. */
  correctsId: z.uuid().nullish(),
  isRestricted: z.boolean().default(false),
  isHiddenFromPatient: z.boolean().default(false),
  isHiddenFromRepresentatives: z.boolean().default(false),
  ...provenance,
})
export type FileResult = z.input<typeof FileResult>

/** `filed` new, `replaced` a former version's place taken, `superseded` came after a stronger one, `withdrawn`. */
export const FACT_OUTCOMES = ['filed', 'replaced', 'superseded', 'withdrawn', 'known'] as const
export type FactOutcome = (typeof FACT_OUTCOMES)[number]

const factOf = {
  fileId: z.uuid(),
  /** Id given by its producer. Null: the same words of the same patient are the same fact. */
  uniqueId: said(300),
  /** When it was so: of diagnosis, of the first dose, of the examination. */
  occurredAt: z.date(),
  occurredUntil: z.date().nullish(),
  ...author,
  /** Its producer takes it back. */
  isWithdrawn: z.boolean().default(false),
  /** The entry in whose place somebody puts it by hand. */
  correctsId: z.uuid().nullish(),
  isRestricted: z.boolean().default(false),
  isHiddenFromPatient: z.boolean().default(false),
  isHiddenFromRepresentatives: z.boolean().default(false),
  ...provenance,
}
const title = z.string().trim().min(1).max(300)
const day = z.iso.date().nullish()

/** The four facts of a summary (fr: diagnostic, traitement, allergie, biomarqueur), each as its table has it. */
export const FileFact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('condition'),
    ...factOf,
    title,
    code: said(50),
    codeSystem: z.enum(['cim10', 'snomed', 'local']).nullish(),
    category: z.enum(['cancer', 'other']).default('other'),
    certainty: z.enum(['suspected', 'confirmed']).nullish(),
    clinicalStatus: z.enum(['active', 'remission', 'relapse', 'resolved']).default('active'),
    topographyCode: said(50),
    topography: said(300),
    laterality: z.enum(['left', 'right', 'bilateral', 'unilateral']).nullish(),
    morphologyCode: said(50),
    morphology: said(300),
    tumour: said(50),
    nodes: said(50),
    metastases: said(50),
    stage: said(50),
    stagingKind: z.enum(['clinical', 'pathological']).nullish(),
    stagingSystem: said(100),
    stagedOn: day,
    diagnosedOn: day,
  }),
  z.object({
    kind: z.literal('treatment'),
    ...factOf,
    title,
    typeCode: said(50),
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
    intent: z.enum(['curative', 'palliative', 'adjuvant', 'neoadjuvant', 'supportive']).nullish(),
    line: z.number().int().min(1).max(20).nullish(),
    protocol: said(300),
    dose: said(300),
    stopReason: said(500),
  }),
  z.object({
    kind: z.literal('allergy'),
    ...factOf,
    substanceCode: said(50),
    substance: z.string().trim().min(1).max(300),
    reaction: said(300),
    severity: z.enum(['mild', 'moderate', 'severe']).nullish(),
  }),
  z.object({
    kind: z.literal('biomarker'),
    ...factOf,
    marker: z.string().trim().min(1).max(100),
    code: said(50),
    result: z.enum(['positive', 'negative', 'equivocal', 'value', 'not_done']),
    value: said(200),
    method: said(200),
    origin: z.enum(['somatic', 'germline', 'unknown']).default('unknown'),
    specimen: said(200),
    /** The entry of the report that says so. */
    sourceEntryId: z.uuid().nullish(),
  }),
])
export type FileFact = z.input<typeof FileFact>

/** Asked and answered: no allergy is known, or nobody asked. */
export const RecordNoAllergy = z.object({
  fileId: z.uuid(),
  state: z.enum(['none_known', 'not_asked']),
})
export type RecordNoAllergy = z.infer<typeof RecordNoAllergy>

export const APPOINTMENT_STATES = ['booked', 'cancelled', 'deleted', 'no_show', 'done'] as const

/** What a planning says of an appointment. Left out: as it was. */
export const RecordAppointment = z.object({
  fileId: z.uuid(),
  appointmentNumber: z.string().trim().min(1).max(100),
  state: z.enum(APPOINTMENT_STATES),
  startsAt: z.date().optional(),
  endsAt: z.date().nullish(),
  reason: z.string().trim().max(300).nullish(),
  place: z.string().trim().max(300).nullish(),
  practitionerName: z.string().trim().max(200).nullish(),
  practitionerRpps: z.string().trim().max(11).nullish(),
  ...provenance,
})
export type RecordAppointment = z.infer<typeof RecordAppointment>

const yesNo = z.boolean().nullish()

/** What a feed says of consent and of how the identity was taken (ZFA, ZFD). Left out: as it was. */
export const RecordConsent = z.object({
  fileId: z.uuid(),
  sharedRecordStatus: z.string().trim().max(50).nullish(),
  sharedRecordStatusOn: day,
  isAccessAuthorised: yesNo,
  opposesBreakGlass: yesNo,
  opposesDispatchCentre: yesNo,
  opposesDeposit: yesNo,
  consentsToConsultation: yesNo,
  consentsToTextMessages: yesNo,
  identityMode: z.string().trim().max(20).nullish(),
  insCheckedOn: day,
  identityDocument: z.string().trim().max(50).nullish(),
  identityDocumentUntil: day,
})
export type RecordConsent = z.infer<typeof RecordConsent>
