import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'
import { TIMELINE_ZOOMS } from './contract-reading.ts'
import { PAPER_KINDS } from './document-kinds.ts'
import { provenance, said } from './said.ts'
import { MEDIA_TYPES } from './sniff.ts'

export * from './contract-fact-forms.ts'
export * from './contract-facts.ts'
export * from './contract-identity.ts'
export * from './contract-notes.ts'
export * from './contract-reading.ts'
export * from './contract-relations.ts'
export * from './contract-teams.ts'
export { CHANNELS } from './said.ts'
export { MEDIA_TYPES, type MediaType, sniff } from './sniff.ts'
export { isCancerCode, normaliseCode } from './terms/codes.ts'

/** What the rest of the product may know of patients and their record. No I/O: the browser loads this too. */

/** News beyond it are not counted, "9+" says as much: each would be asked of its door. */
export const NEWS_CAP = 9

export const ENTRY_KINDS = [
  'stay',
  'appointment',
  'document',
  'result',
  'measure',
  'condition',
  'treatment',
  'allergy',
  'note',
  'biomarker',
  'decision',
  'prescription',
  'imaging_study',
  'message',
  'task',
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]
/** Those that may be a PDF, whose words are read after filing. */
export const WRITTEN_KINDS: readonly EntryKind[] = [
  'document',
  'result',
  'decision',
  'prescription',
  'imaging_study',
]

export const ENTRY_STATUSES = ['current', 'replaced', 'withdrawn', 'entered_in_error'] as const
export type EntryStatus = (typeof ENTRY_STATUSES)[number]

export const IDENTITY_STATUSES = ['PROV', 'RECUP', 'VALI', 'QUAL'] as const
export const SEXES = ['male', 'female', 'unknown'] as const

/** What an establishment says of its patient (fr: traits d'identité, IPP). */
export const OpenFile = z.object({
  localId: z.string().trim().min(1).max(100),
  birthName: z.string().trim().min(1).max(200),
  firstGivenName: z.string().trim().min(1).max(200),
  birthGivenNames: said(400),
  birthDate: z.iso.date().nullish(),
  sex: z.enum(SEXES).default('unknown'),
  birthPlaceCode: said(5),
  insMatricule: z
    .string()
    .regex(/^\d{5}(\d\d|2A|2B)\d{8}$/)
    .nullish(),
  insOid: said(100),
  identityStatus: z.enum(IDENTITY_STATUSES).default('PROV'),
  usedName: said(200),
  usedGivenName: said(200),
  deceasedAt: z.iso.datetime({ offset: true }).nullish(),
  phone: said(50),
  address: said(500),
  declaredGpRpps: said(11),
  declaredGpName: said(200),
})
export type OpenFile = z.input<typeof OpenFile>

/** A document whose bytes are in the blob store already. */
export const FileDocument = z.object({
  fileId: z.uuid(),
  /** Left out: what its type makes it. */
  kind: z.enum(PAPER_KINDS).optional(),
  title: z.string().trim().min(1).max(300),
  occurredAt: z.date(),
  authorPersonId: z.uuid().nullish(),
  authorName: said(200),
  authorRpps: said(11),
  typeCode: said(50),
  mediaType: z.enum(MEDIA_TYPES),
  blob: z.object({ key: z.string(), sha256: z.string().length(64), byteLength: z.number().int().positive() }),
  /** Id given by its producer. Null: the same bytes for the same patient are the same document. */
  uniqueId: said(300),
  /** The document it takes the place of; equal to `uniqueId` for a further version under the same id. */
  replacesUniqueId: said(300),
  /** Its words, for search inside the record. */
  text: z.string().nullish(),
  /** Masked from professionals of other establishments (fr: masqué aux professionnels). */
  isRestricted: z.boolean().default(false),
  /** Never shown to the patient (fr: non visible par le patient). */
  isHiddenFromPatient: z.boolean().default(false),
  /** Nor to who represents a child or a protected adult (fr: non visible par les représentants légaux). */
  isHiddenFromRepresentatives: z.boolean().default(false),
  ...provenance,
})
export type FileDocument = z.input<typeof FileDocument>

/**
 * `filed` a document of its own, `replaced` another's place taken, `superseded` arrived after what takes its
 * place, `beside` same id with other bytes and nobody said it replaces: both stay, flagged; `known` nothing new.
 */
export const FILING_OUTCOMES = ['filed', 'replaced', 'superseded', 'beside', 'known'] as const
export type FilingOutcome = (typeof FILING_OUTCOMES)[number]

export const WithdrawDocument = z.object({
  fileId: z.uuid(),
  uniqueId: z.string().min(1).max(300),
  ...provenance,
})
export type WithdrawDocument = z.infer<typeof WithdrawDocument>

/** HL7 table 0004: in hospital, outpatient, emergency, recurring, obstetrics, pre-admission, no visit. */
export const PATIENT_CLASSES = ['I', 'O', 'E', 'R', 'B', 'P', 'N'] as const
export type PatientClass = (typeof PATIENT_CLASSES)[number]

/** What a feed says of a stay. Left out: as it was. Null: it is so no more (a cancelled discharge). */
export const RecordStay = z.object({
  fileId: z.uuid(),
  visitNumber: z.string().trim().min(1).max(100),
  patientClass: z.enum(PATIENT_CLASSES).optional(),
  unit: z.string().trim().max(200).nullish(),
  attendingName: z.string().trim().max(200).nullish(),
  attendingRpps: z.string().trim().max(11).nullish(),
  admittedAt: z.date().optional(),
  dischargedAt: z.date().nullish(),
  /** How they came and went, where from and to: codes of PAM France, FINESS. */
  entryMode: z.string().trim().max(10).nullish(),
  origin: z.string().trim().max(10).nullish(),
  exitMode: z.string().trim().max(10).nullish(),
  destination: z.string().trim().max(10).nullish(),
  originFiness: z.string().trim().max(9).nullish(),
  destinationFiness: z.string().trim().max(9).nullish(),
  isCancelled: z.boolean().optional(),
  ...provenance,
})
export type RecordStay = z.infer<typeof RecordStay>

export const FileChanged = defineEvent('record.file.changed', {
  fileId: z.uuid(),
  patientId: z.uuid(),
  isNew: z.boolean(),
})
export const EntryFiled = defineEvent('record.entry.filed', {
  entryId: z.uuid(),
  patientId: z.uuid(),
  kind: z.enum(ENTRY_KINDS),
  /** Whose place it took: those who read them are told. */
  replaced: z.array(z.uuid()).optional(),
})
/** Of years past, by an initial load: news to nobody, and its words are to be found all the same. */
export const PastEntryFiled = defineEvent('record.entry.filed_past', { entryId: z.uuid() })
export const EntryWithdrawn = defineEvent('record.entry.withdrawn', {
  entryId: z.uuid(),
  patientId: z.uuid(),
})
export const EntrySent = defineEvent('record.entry.sent', {
  entryId: z.uuid(),
  patientId: z.uuid(),
  establishmentId: z.uuid(),
})
/** What was brought is a step further on its way into the software of its house. */
export const EntryTransmitted = defineEvent('record.entry.transmitted', {
  entryId: z.uuid(),
  patientId: z.uuid(),
})
/** Somebody from outside filed it into the file of this establishment: its software may want it. */
export const EntryContributed = defineEvent('record.entry.contributed', {
  entryId: z.uuid(),
  patientId: z.uuid(),
  establishmentId: z.uuid(),
})
/** Own consultations and stays, those of one's teams, own units, pinned, followed, all files of the house: the last by choice only. */
export const PATIENT_SCOPES = ['mine', 'team', 'units', 'pinned', 'followed', 'establishment'] as const
export type PatientScope = (typeof PATIENT_SCOPES)[number]

/** The address of a list: what is not understood is left out, never an error. */
export const PatientListQuery = z.object({
  scope: z.enum(PATIENT_SCOPES).optional().catch(undefined),
  filter: z.enum(['new', 'admitted', 'today']).optional().catch(undefined),
  sort: z.enum(['name', '-name']).optional().catch(undefined),
  /** One of one's teams; none is all of them. */
  team: z.uuid().optional().catch(undefined),
  after: z.string().max(80).optional().catch(undefined),
  before: z.string().max(80).optional().catch(undefined),
})
export type PatientListQuery = z.infer<typeof PatientListQuery>

/** Who a suggestion under the search field is. */
export type PatientSuggestion = {
  id: string
  birthName: string
  firstGivenName: string
  usedName: string | null
  birthDate: string | null
  sex: (typeof SEXES)[number]
}

export const MAX_TIMELINE_PAGES = 10

/** The address of a timeline; what is not understood is left out. */
/** Several at once, with commas between; what is none of them is passed over. */
const listOf = <T extends string>(one: z.ZodType<T>) =>
  z
    .string()
    .max(2_000)
    .catch('')
    .transform((said) => said.split(',').flatMap((value) => one.safeParse(value).data ?? []))

export const TimelineQuery = z.object({
  kind: listOf(z.enum(ENTRY_KINDS)),
  establishment: listOf(z.uuid()),
  zoom: z.enum(TIMELINE_ZOOMS).catch('all'),
  /** A day in the first month of what is shown. */
  at: z.iso.date().optional().catch(undefined),
  /** How many pages of it are on screen: the newest stay on top while one goes back in time. */
  pages: z.coerce.number().int().min(1).max(MAX_TIMELINE_PAGES).catch(1),
  before: z.string().max(80).optional().catch(undefined),
})
export type TimelineQuery = Partial<z.infer<typeof TimelineQuery>>

export const SearchForm = z.object({ q: z.string().trim().max(200).catch('') })
