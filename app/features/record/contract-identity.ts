import { z } from 'zod'
import { isInsMatriculeValid } from '#app/kernel/check-digits.ts'
import { defineEvent } from '#app/kernel/events.ts'

// Who a patient is, and what identity vigilance decides about it (fr: identitovigilance).

/** A review asks about a pair of patients, or about the file itself. */
export const PAIR_REASONS = ['same_traits', 'ins_with_other_traits', 'ins_known_elsewhere'] as const
export const FILE_REASONS = ['strict_trait_changed', 'differs_from_regional'] as const
export const REVIEW_REASONS = [...PAIR_REASONS, ...FILE_REASONS] as const
export type ReviewReason = (typeof REVIEW_REASONS)[number]

export const DECISION_KINDS = [
  'attach',
  'keep_apart',
  'merge',
  'separate',
  'keep_linked',
  'accept_traits',
  'refuse_traits',
  'merge_files',
] as const
export type DecisionKind = (typeof DECISION_KINDS)[number]

/** Left out: as it was. Null takes a complementary trait away; a strict one is never taken away. */
const complementary = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullable()
    .transform((v) => v || null)
    .optional()
const strict = (max: number) => z.string().trim().min(1).max(max).nullish()

/** What an establishment says anew of a patient it knows (HL7 A31, or a form). */
export const UpdateIdentity = z.object({
  localId: z.string().trim().min(1).max(100),
  birthName: strict(200),
  firstGivenName: strict(200),
  birthGivenNames: strict(400),
  birthDate: z.iso.date().nullish(),
  sex: z.enum(['male', 'female', 'unknown']).nullish(),
  birthPlaceCode: strict(5),
  insMatricule: z
    .string()
    .regex(/^\d{5}(\d\d|2A|2B)\d{8}$/)
    .nullish(),
  insOid: strict(100),
  identityStatus: z.enum(['PROV', 'RECUP', 'VALI', 'QUAL']).nullish(),
  usedName: complementary(200),
  usedGivenName: complementary(200),
  deceasedAt: z.iso.datetime({ offset: true }).nullable().optional(),
  phone: complementary(50),
  address: complementary(500),
  declaredGpRpps: complementary(11),
  declaredGpName: complementary(200),
})
export type UpdateIdentity = z.input<typeof UpdateIdentity>

const blankIsNotSaid = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema)

/** The same as a form sends it: a trait that is left blank and cannot be taken away is not said. */
export const IdentityForm = UpdateIdentity.pick({
  birthName: true,
  firstGivenName: true,
  birthGivenNames: true,
  sex: true,
  usedName: true,
  usedGivenName: true,
  phone: true,
  address: true,
}).extend({
  birthDate: blankIsNotSaid(z.iso.date().optional()),
  birthPlaceCode: blankIsNotSaid(
    z
      .string()
      .trim()
      .regex(/^(\d\d|2A|2B)\d{3}$/)
      .optional(),
  ),
})

/** An INS as people type it: blanks of its groups go, small letters of Corsica's departments are capitals. */
const typedIns = z
  .string()
  .transform((typed) => typed.replace(/\s+/g, '').toUpperCase() || undefined)
  .pipe(
    z
      .string()
      .regex(/^\d{5}(\d\d|2A|2B)\d{8}$/)
      .refine(isInsMatriculeValid)
      .optional(),
  )

/** A patient's file as the admission desk creates it: all five strict traits. */
export const CreateFile = z.object({
  /** The form's own: sent twice, it is one file. */
  formId: z.uuid(),
  /** IPP; empty: one is given. */
  localId: z.string().trim().max(100).default(''),
  birthName: z.string().trim().min(1).max(200),
  birthGivenNames: z.string().trim().min(1).max(400),
  firstGivenName: z.string().trim().min(1).max(200),
  birthDate: z.iso.date().refine((day) => day > '1880-01-01' && day <= new Date().toISOString().slice(0, 10)),
  sex: z.enum(['male', 'female']),
  birthPlaceCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^(\d\d|2A|2B)\d{3}$/),
  insMatricule: typedIns.optional(),
  /** The traits agree with a paper of high trust: validated. */
  hasPapers: z
    .literal('on')
    .optional()
    .transform((said) => said === 'on'),
  usedName: complementary(200),
  usedGivenName: complementary(200),
  phone: complementary(50),
  address: complementary(500),
  /** Who looks alike and was shown: this is somebody else. */
  isNone: z
    .string()
    .max(1000)
    .default('')
    .transform((shown) => shown.split(',').filter(Boolean)),
})
export type CreateFile = z.infer<typeof CreateFile>

export const MergeFiles = z.object({
  survivorLocalId: z.string().trim().min(1).max(100),
  mergedLocalId: z.string().trim().min(1).max(100),
})
export type MergeFiles = z.infer<typeof MergeFiles>

export const ChangeLocalId = z.object({
  from: z.string().trim().min(1).max(100),
  to: z.string().trim().min(1).max(100),
})
export type ChangeLocalId = z.infer<typeof ChangeLocalId>

/** Why: it stays on the trail and is read by whoever undoes it. */
const reason = z.string().trim().min(5).max(300)

export const DecideReview = z.object({ reviewId: z.uuid(), reason })
export type DecideReview = z.infer<typeof DecideReview>
export const SettleTraits = DecideReview.extend({ accept: z.stringbool() })
export type SettleTraits = z.infer<typeof SettleTraits>

export const PreviewMerge = z.object({ fromPatientId: z.uuid(), toPatientId: z.uuid() })
export type PreviewMerge = z.infer<typeof PreviewMerge>
export const MergePatients = PreviewMerge.extend({ reason })
export type MergePatients = z.infer<typeof MergePatients>

export const UndoDecision = z.object({ decisionId: z.uuid(), reason })
export type UndoDecision = z.infer<typeof UndoDecision>

export const MoveEntry = z.object({ entryId: z.uuid(), toFileId: z.uuid(), reason })
export type MoveEntry = z.infer<typeof MoveEntry>

/** Two identities became one, or two again. */
export const IdentityDecided = defineEvent('record.identity.decided', {
  decisionId: z.uuid(),
  fromPatientId: z.uuid(),
  toPatientId: z.uuid(),
})
/** A question waits, or waits no more. */
export const ReviewChanged = defineEvent('record.review.changed', { reviewId: z.uuid() })

/** An entry stood in the wrong record. Those who read it there have a notice. */
export const EntryMoved = defineEvent('record.entry.moved', {
  entryId: z.uuid(),
  fromPatientId: z.uuid(),
  toPatientId: z.uuid(),
  readerIds: z.array(z.uuid()),
})
