import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  date,
  foreignKey,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import {
  byEntry,
  definerInRegion,
  ownerAll,
  regionWall,
  updatedWithEntry,
  writtenWithEntry,
} from '../policies.ts'
import { recordEntries } from './entries.ts'

// What an entry of the spine says beyond its title: one table for each kind of fact. A row hangs on its entry and
// is seen when the entry is. A correction is a new entry that replaces the old one, so facts are never rewritten;
// only what its producer keeps up to date under one number (an appointment) is.

const ofEntry = {
  regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
  entryId: uuid('entry_id').notNull(),
}
const hangsOn = (table: string, t: { regionId: AnyPgColumn; entryId: AnyPgColumn }) => [
  foreignKey({
    columns: [t.regionId, t.entryId],
    foreignColumns: [recordEntries.regionId, recordEntries.id],
  }),
  regionWall(table),
  byEntry(table),
  writtenWithEntry(table),
  ownerAll(table),
]

/** One value of a laboratory report or a measurement (fr: résultat, constante, score): OBX, FHIR Observation. */
export const observations = pgTable(
  'observations',
  {
    ...ofEntry,
    /** Its place in the report, from 1. */
    position: integer('position').notNull(),
    patientId: uuid('patient_id').notNull(),
    /** LOINC where it is known, else the producer's own code. */
    code: text('code').notNull(),
    codeSystem: text('code_system', { enum: ['loinc', 'local'] }).notNull(),
    label: text('label').notNull(),
    /** Heading of the report it stands under, as its producer says it. */
    section: text('section'),
    valueNumber: numeric('value_number', { mode: 'number' }),
    comparator: text('comparator', { enum: ['<', '<=', '>=', '>'] }),
    /** The value as it was written; the only one when it is no number. */
    valueText: text('value_text').notNull(),
    unit: text('unit'),
    rangeLow: numeric('range_low', { mode: 'number' }),
    rangeHigh: numeric('range_high', { mode: 'number' }),
    rangeText: text('range_text'),
    /** HL7 table 0078: N, L, H, LL, HH, A, AA… */
    interpretation: text('interpretation'),
    /** HL7 table 0085 in words. */
    status: text('status', { enum: ['preliminary', 'final', 'corrected', 'cancelled'] }).notNull(),
    observedAt: instant('observed_at').notNull(),
    comment: text('comment'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId, t.position] }),
    // Trends: one analysis of one patient through time.
    index('observations_trend').on(t.regionId, t.patientId, t.code, t.observedAt.desc().nullsFirst()),
    definerInRegion('observations'),
    ...hangsOn('observations', t),
  ],
)

/** A diagnosis with where it is, what it is and how far it went (fr: diagnostic, stade). */
export const conditions = pgTable(
  'conditions',
  {
    ...ofEntry,
    /** CIM-10, or of the system named beside it. */
    code: text('code'),
    codeSystem: text('code_system', { enum: ['cim10', 'snomed', 'local'] }),
    category: text('category', { enum: ['cancer', 'other'] }).notNull(),
    /** Said by whoever says it, and not yet or for certain; null where nobody told which. */
    certainty: text('certainty', { enum: ['suspected', 'confirmed'] }),
    clinicalStatus: text('clinical_status', { enum: ['active', 'remission', 'relapse', 'resolved'] })
      .notNull()
      .default('active'),
    /** CIM-10 site. */
    topographyCode: text('topography_code'),
    topography: text('topography'),
    laterality: text('laterality', { enum: ['left', 'right', 'bilateral', 'unilateral'] }),
    /** CIM-O 3. */
    morphologyCode: text('morphology_code'),
    morphology: text('morphology'),
    /** The T, N and M of the TNM, prefixes and all: cT2, pN1a, M0. */
    tumour: text('tumour'),
    nodes: text('nodes'),
    metastases: text('metastases'),
    stage: text('stage'),
    stagingKind: text('staging_kind', { enum: ['clinical', 'pathological'] }),
    /** Edition of the TNM, or the name of another staging. */
    stagingSystem: text('staging_system'),
    stagedOn: date('staged_on', { mode: 'string' }),
    diagnosedOn: date('diagnosed_on', { mode: 'string' }),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    definerInRegion('conditions'),
    ...hangsOn('conditions', t),
  ],
)

/** A treatment or one line of it (fr: ligne de traitement). */
export const treatments = pgTable(
  'treatments',
  {
    ...ofEntry,
    /** Code of the national list of treatment types (JDV_TypeTraitement_FRCP). */
    typeCode: text('type_code'),
    category: text('category', {
      enum: [
        'surgery',
        'radiotherapy',
        'chemotherapy',
        'targeted',
        'hormone',
        'immunotherapy',
        'supportive',
        'other',
      ],
    }).notNull(),
    state: text('state', { enum: ['planned', 'active', 'completed', 'stopped'] }).notNull(),
    intent: text('intent', { enum: ['curative', 'palliative', 'adjuvant', 'neoadjuvant', 'supportive'] }),
    /** 1 for the first line of a metastatic disease. */
    line: integer('line'),
    protocol: text('protocol'),
    dose: text('dose'),
    stopReason: text('stop_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    definerInRegion('treatments'),
    ...hangsOn('treatments', t),
  ],
)

export const allergies = pgTable(
  'allergies',
  {
    ...ofEntry,
    substanceCode: text('substance_code'),
    substance: text('substance').notNull(),
    reaction: text('reaction'),
    severity: text('severity', { enum: ['mild', 'moderate', 'severe'] }),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    definerInRegion('allergies'),
    ...hangsOn('allergies', t),
  ],
)

/** A tumour marker, receptor or gene: in a fixed place, with the report it comes from (fr: biomarqueur). (UXS-05) */
export const biomarkers = pgTable(
  'biomarkers',
  {
    ...ofEntry,
    /** As people say it: HER2, EGFR, PD-L1. */
    marker: text('marker').notNull(),
    code: text('code'),
    result: text('result', { enum: ['positive', 'negative', 'equivocal', 'value', 'not_done'] }).notNull(),
    /** 3+, 45 %, p.V600E… */
    value: text('value'),
    method: text('method'),
    origin: text('origin', { enum: ['somatic', 'germline', 'unknown'] })
      .notNull()
      .default('unknown'),
    specimen: text('specimen'),
    /** The entry of the report that says so. */
    sourceEntryId: uuid('source_entry_id'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    foreignKey({
      columns: [t.regionId, t.sourceEntryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    ...hangsOn('biomarkers', t),
  ],
)

/** What somebody wrote down about the patient, signed (fr: note, observation médicale). */
export const notes = pgTable(
  'notes',
  {
    ...ofEntry,
    body: text('body').notNull(),
    signedAt: instant('signed_at').notNull(),
    /** Why it should not be there, once it is marked so. */
    errorReason: text('error_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    ...hangsOn('notes', t),
    updatedWithEntry('notes'),
    definerInRegion('notes'),
  ],
)

/** A planned visit (fr: rendez-vous), kept up to date by the planning of its establishment. */
export const appointments = pgTable(
  'appointments',
  {
    ...ofEntry,
    establishmentId: uuid('establishment_id').notNull(),
    /** Number in that planning (SCH-1). */
    appointmentNumber: text('appointment_number').notNull(),
    state: text('state', { enum: ['booked', 'cancelled', 'deleted', 'no_show', 'done'] }).notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at'),
    reason: text('reason'),
    place: text('place'),
    practitionerName: text('practitioner_name'),
    practitionerRpps: text('practitioner_rpps'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    unique('appointments_number').on(t.regionId, t.establishmentId, t.appointmentNumber),
    // The consultations of one doctor, by day.
    index('appointments_by_practitioner').on(t.regionId, t.establishmentId, t.practitionerRpps, t.startsAt),
    ...hangsOn('appointments', t),
    updatedWithEntry('appointments'),
  ],
)
