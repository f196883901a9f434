import { z } from 'zod'
import { MEDIA_TYPES } from '#app/features/record/contract.ts'
import { ZonedTime } from '#app/kernel/zoned-time.ts'
import type { IncomingObservation } from './read-results.ts'

/** What a message asks of us, in our words. Filing works on these alone and never sees a segment. */

export const LocalId = z.object({
  value: z.string(),
  /** Name of the authority that gave it (CX-4.1), and its OID when it has one. */
  authority: z.string().nullable(),
  oid: z.string().nullable(),
  /** The authority's id as sent, whatever its kind (some feeds give a FINESS here). */
  authorityId: z.string().nullable(),
  /** CX-5: PI for an IPP, AN for a stay's file, VN for a visit. */
  type: z.string().nullable(),
})
export type LocalId = z.infer<typeof LocalId>

export const INS_KINDS = ['nir', 'nia', 'test', 'demo'] as const

export const Ins = z.object({
  matricule: z.string(),
  oid: z.string(),
  kind: z.enum(INS_KINDS),
  keyIsValid: z.boolean(),
})
export type Ins = z.infer<typeof Ins>

/** QUAL: INS called and papers checked. VALI: papers checked. PROV: neither, or the sender has doubts. */
export const TRUST_STATUSES = ['QUAL', 'VALI', 'PROV'] as const

/** Fields that a sender may ask to delete. */
export const DELETABLE_FIELDS = ['usedName', 'phones', 'address', 'deathDateTime'] as const

export const Address = z.object({
  lines: z.array(z.string()),
  city: z.string().nullable(),
  postalCode: z.string().nullable(),
  country: z.string().nullable(),
})

export const PHONE_USES = ['home', 'mobile', 'work'] as const

export const PatientIdentity = z.object({
  localIds: z.array(LocalId),
  ins: Ins.nullable(),
  trust: z.enum(TRUST_STATUSES),
  /** PID-32 as sent (table 0445): doubts and homonyms show here. */
  reliabilityCodes: z.array(z.string()),
  birthName: z.string().nullable(),
  birthGivenNames: z.string().nullable(),
  firstGivenName: z.string().nullable(),
  usedName: z.string().nullable(),
  usedGivenName: z.string().nullable(),
  /** YYYY-MM-DD; null when incomplete or no calendar day. */
  birthDate: z.string().nullable(),
  sex: z.enum(['male', 'female', 'unknown']),
  birthPlaceCog: z.string().nullable(),
  isDeceased: z.boolean(),
  deathDateTime: ZonedTime.nullable(),
  phones: z.array(z.object({ number: z.string(), use: z.enum(PHONE_USES).nullable() })),
  emails: z.array(z.string()),
  address: Address.nullable(),
  deleted: z.array(z.enum(DELETABLE_FIELDS)),
})
export type PatientIdentity = z.infer<typeof PatientIdentity>

export const Professional = z.object({
  rpps: z.string().nullable(),
  /** The id as sent, when it is not an RPPS. */
  otherId: z.string().nullable(),
  familyName: z.string().nullable(),
  givenName: z.string().nullable(),
})
export type Professional = z.infer<typeof Professional>

export const Unit = z.object({ label: z.string().nullable(), code: z.string().nullable() })

/** ZBE: one movement of the stay; later messages correct or cancel it by its id. */
export const Movement = z.object({
  ids: z.array(LocalId),
  action: z.enum(['insert', 'update', 'cancel']).nullable(),
  startsAt: ZonedTime.nullable(),
  endsAt: ZonedTime.nullable(),
  isHistoric: z.boolean(),
  /** The event that is corrected or cancelled (ZBE-6). */
  originalTrigger: z.string().nullable(),
  medicalUnit: Unit.nullable(),
  careUnit: Unit.nullable(),
  nature: z.string().nullable(),
})
export type Movement = z.infer<typeof Movement>

export const Visit = z.object({
  visitNumber: LocalId.nullable(),
  /** PID-18: the administrative file (NDA) that may hold several visits. */
  accountNumber: LocalId.nullable(),
  /** PV1-2: I in hospital, O outpatient, E emergency, R recurring, N none. */
  patientClass: z.string().nullable(),
  location: z
    .object({
      unit: z.string().nullable(),
      room: z.string().nullable(),
      bed: z.string().nullable(),
      facility: z.string().nullable(),
    })
    .nullable(),
  unitLabel: z.string().nullable(),
  attending: Professional.nullable(),
  admittedAt: ZonedTime.nullable(),
  dischargedAt: ZonedTime.nullable(),
  movement: Movement.nullable(),
})
export type Visit = z.infer<typeof Visit>

/** ZFA and ZFD: what the patient said, how the identity was taken. Null where the message does not say. */
export const Consent = z.object({
  dmpStatus: z.string().nullable(),
  dmpStatusOn: z.string().nullable(),
  isAccessAuthorised: z.boolean().nullable(),
  isFeedingOpposed: z.boolean().nullable(),
  isConsultationConsented: z.boolean().nullable(),
  isBreakGlassOpposed: z.boolean().nullable(),
  isRegulationCentreOpposed: z.boolean().nullable(),
  isTextMessageConsented: z.boolean().nullable(),
  identityMode: z.string().nullable(),
  insCheckedOn: z.string().nullable(),
  identityDocument: z.string().nullable(),
  identityDocumentUntil: z.string().nullable(),
})
export type Consent = z.infer<typeof Consent>

export const DeclaredGp = Professional.extend({ action: z.enum(['declare', 'end']) })

/** AL1: an allergy as it is told. */
export const SaidAllergy = z.object({
  /** The same allergy in the next message. */
  uniqueId: z.string(),
  substance: z.string(),
  substanceCode: z.string().nullable(),
  reaction: z.string().nullable(),
  severity: z.enum(['mild', 'moderate', 'severe']).nullable(),
  since: ZonedTime.nullable(),
})
export type SaidAllergy = z.infer<typeof SaidAllergy>

/** DG1: a diagnosis as it is told. */
export const SaidDiagnosis = z.object({
  /** DG1-20, else its code: coded again in a later stay, it is the same. */
  uniqueId: z.string(),
  code: z.string().nullable(),
  codeSystem: z.enum(['cim10', 'local']).nullable(),
  title: z.string().nullable(),
  category: z.enum(['cancer', 'other']),
  certainty: z.enum(['suspected', 'confirmed']).nullable(),
  since: ZonedTime.nullable(),
  author: Professional.nullable(),
  /** DG1-18. */
  isConfidential: z.boolean(),
  /** DG1-21 `D`. */
  isDeleted: z.boolean(),
})
export type SaidDiagnosis = z.infer<typeof SaidDiagnosis>

export const Clinical = z.object({
  allergies: z.array(SaidAllergy),
  /** Asked, and none. */
  isNoneKnown: z.boolean(),
  /** An AL1 or DG1 of `""`: all that this feed said of them is taken back. */
  takesBackAllergies: z.boolean(),
  diagnoses: z.array(SaidDiagnosis),
  takesBackDiagnoses: z.boolean(),
  /** OBX: measurements among them are for the record. */
  observations: z.array(z.custom<IncomingObservation>((value) => typeof value === 'object')),
})
export type Clinical = z.infer<typeof Clinical>

/** ZFM and ZFV: how the patient came and went. Nothing of it where it would tell of psychiatric care. */
export const Passage = z.object({
  entryMode: z.string().nullable(),
  origin: z.string().nullable(),
  exitMode: z.string().nullable(),
  destination: z.string().nullable(),
  /** FINESS of the establishment they come from or, at the end of a stay, go to. */
  finess: z.string().nullable(),
})
export type Passage = z.infer<typeof Passage>

/** Event -> what it means here. What is not listed is refused as unsupportedEvent. */
export const ADMISSION_EVENTS = {
  A01: 'admission',
  A02: 'transfer',
  A03: 'discharge',
  A04: 'outpatient',
  A05: 'preadmission',
  A06: 'classChange',
  A07: 'classChange',
  A08: 'update',
  A11: 'cancelAdmission',
  A12: 'cancelTransfer',
  A13: 'cancelDischarge',
  A21: 'leave',
  A22: 'returnFromLeave',
  A28: 'identity',
  A31: 'identity',
  A38: 'cancelPreadmission',
  A40: 'merge',
  A47: 'changeOfId',
  A52: 'cancelLeave',
  A53: 'cancelReturnFromLeave',
  A54: 'attendingChange',
  A55: 'cancelAttendingChange',
  Z80: 'unitChange',
  Z81: 'cancelUnitChange',
  Z84: 'unitChange',
  Z85: 'cancelUnitChange',
  Z88: 'unitChange',
  Z89: 'cancelUnitChange',
  Z99: 'movementUpdate',
} as const
export type AdmissionEvent = keyof typeof ADMISSION_EVENTS

export const WARNINGS = [
  'insKeyWrong',
  'rppsKeyWrong',
  'insAuthorityUnknown',
  'insWithoutQualification',
  'insTraitsMissing',
  'birthDateIncomplete',
  'movementShifted',
  'visibilityValueUnknown',
  'documentIdDiffersFromCda',
  'pdfWithoutEnd',
  'referenceNotFetched',
] as const
export type Warning = (typeof WARNINGS)[number]

export const Admission = z.object({
  kind: z.literal('admission'),
  event: z.enum(Object.keys(ADMISSION_EVENTS) as [AdmissionEvent, ...AdmissionEvent[]]),
  meaning: z.enum([...new Set(Object.values(ADMISSION_EVENTS))]),
  occurredAt: ZonedTime.nullable(),
  /** When it was written (EVN-2, else MSH-7): of two messages on one thing the later said counts. */
  saidAt: ZonedTime.nullable(),
  identity: PatientIdentity,
  visit: Visit.nullable(),
  /** ZFM-2: how the stay ended; 9 is a death. */
  exitMode: z.string().nullable(),
  passage: Passage.nullable(),
  /** Null where the event takes something back or joins files: it then says nothing of the patient's health. */
  clinical: Clinical.nullable(),
  declaredGp: DeclaredGp.nullable(),
  consent: Consent.nullable(),
  /** MRG-1 of a merge (A40) or a change of id (A47): the ids that cease. */
  formerIds: z.array(LocalId),
  warnings: z.array(z.enum(WARNINGS)),
})
export type Admission = z.infer<typeof Admission>

export const Visibility = z.object({
  isMaskedFromProfessionals: z.boolean(),
  isHiddenFromPatient: z.boolean(),
  isHiddenFromLegalRepresentatives: z.boolean(),
})
export type Visibility = z.infer<typeof Visibility>

export const IncomingDocument = z.object({
  action: z.enum(['add', 'replace', 'withdraw']),
  /** root, or root^extension; namespace^value for an id that is no OID. */
  uniqueId: z.string(),
  /** Of a replacement. May equal uniqueId: then it is a further version under the same id. */
  replacesId: z.string().nullable(),
  /** setId of the CDA: the same for all versions of one document. */
  setId: z.string().nullable(),
  /** LOINC, or the national code where LOINC has none. */
  typeCode: z.string().nullable(),
  title: z.string().nullable(),
  date: ZonedTime.nullable(),
  author: Professional.nullable(),
  /** RPPS of those it is addressed to, as far as they are given so. */
  recipients: z.array(z.string()),
  /** Null, like bytes, only for a withdrawal that came without content. */
  mime: z.enum(MEDIA_TYPES).nullable(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
  visibility: Visibility,
})
export type IncomingDocument = z.infer<typeof IncomingDocument>

export const IncomingDocuments = z.object({
  kind: z.literal('documents'),
  event: z.enum(['T02', 'T04', 'T10', 'R01']),
  identity: PatientIdentity,
  visit: Visit.nullable(),
  documents: z.array(IncomingDocument).min(1),
  warnings: z.array(z.enum(WARNINGS)),
})
export type IncomingDocuments = z.infer<typeof IncomingDocuments>

export const REFUSALS = [
  'unsupportedMessage',
  'unsupportedEvent',
  'noPatient',
  'noDocument',
  'noAppointment',
  'noDocumentId',
  'noReplacedId',
  'statusChangeUnsupported',
  'badBase64',
  'badXml',
  'unsupportedContent',
  'patientMismatch',
] as const
export type Refusal = { ok: false; reason: (typeof REFUSALS)[number]; segment?: string; field?: number }
export type Reading<T> = { ok: true; intent: T } | Refusal

/** IANA name of the establishment's zone, for times without offset. */
export type ReadOptions = { zone: string }
