import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'

// Why somebody may see a patient, how that begins and how it ends. The browser loads this too.

/** Why someone may see a patient. */
export const RELATION_BASES = [
  'declared_gp',
  'designation',
  'care_circle',
  'referral',
  'board_case',
  'transfer',
  'stay',
  'proxy',
  'patient',
  'break_glass',
] as const
export type RelationBasis = (typeof RELATION_BASES)[number]

const rpps = z.string().regex(/^\d{11}$/)

/** What a feed says of a GP; the name is for the time in which nobody here has that number. */
export const DeclareGp = z.object({ fileId: z.uuid(), rpps, name: z.string().trim().max(200).nullish() })
export type DeclareGp = z.infer<typeof DeclareGp>

/** `ended_by_hand`: somebody ended that right, and the feed only repeats what it said before. */
export type DeclaredGp = 'declared' | 'waiting' | 'ended_by_hand'

export const Designate = z.object({
  patientId: z.uuid(),
  personId: z.uuid(),
  until: z.iso.datetime({ offset: true }).nullish(),
})
export type Designate = z.infer<typeof Designate>

/** Short codes: why a relation ends, as a person says it. */
export const END_REASONS = ['not_my_patient', 'patient_choice', 'care_ended', 'mistake'] as const
export const EndRelation = z.object({ relationId: z.uuid(), reason: z.enum(END_REASONS) })
export type EndRelation = z.infer<typeof EndRelation>

/** What an establishment answers to a right that it gave. */
export const HOUSE_END_REASONS = ['patient_choice', 'care_ended', 'mistake'] as const

/** Why a doctor says "not my patient"; none need be given. */
export const LEAVE_REASONS = ['never_seen', 'other_doctor', 'moved', 'other'] as const
export type LeaveReason = (typeof LEAVE_REASONS)[number]

const unsaid = (typed: unknown) => (typed === '' ? undefined : typed)

/** What can be done on the care circle of a patient. */
export const CircleForm = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('designate'),
    /** A person of the region, or `rpps` when the number is not known here yet. */
    who: z.union([z.uuid(), z.literal('rpps')]),
    rpps: z.preprocess(unsaid, rpps.optional()),
    name: z.preprocess(unsaid, z.string().trim().max(200).optional()),
    until: z.preprocess(unsaid, z.iso.date().optional()),
  }),
  z.object({
    intent: z.literal('end'),
    relationId: z.uuid(),
    reason: z.enum(HOUSE_END_REASONS),
  }),
  z.object({ intent: z.literal('leave'), reason: z.preprocess(unsaid, z.enum(LEAVE_REASONS).optional()) }),
  z.object({ intent: z.literal('settle'), questionId: z.uuid(), answer: z.enum(['accept', 'refuse']) }),
])
export type CircleForm = z.infer<typeof CircleForm>

export const QUESTION_KINDS = ['waiting', 'proposed', 'declined'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** On the establishment's own list of questions. */
export const SettleQuestion = z.object({ questionId: z.uuid(), answer: z.enum(['accept', 'refuse']) })
export type SettleQuestion = z.infer<typeof SettleQuestion>

/** Seven days: a letter that crossed the change still finds its reader. */
export const DEFAULT_GP_CHANGE_DELAY_DAYS = 7
export const MAX_GP_CHANGE_DELAY_DAYS = 90
export const RelationSettings = z.object({
  gpChangeDelayDays: z.coerce.number().int().min(0).max(MAX_GP_CHANGE_DELAY_DAYS),
})
export type RelationSettings = z.infer<typeof RelationSettings>

/** A locum stands in for a doctor, a secretary works for them (fr: remplaçant, secrétaire). */
export const DELEGATION_KINDS = ['locum', 'secretary'] as const
export type DelegationKind = (typeof DELEGATION_KINDS)[number]
export const DELEGATION_READS = ['all', 'agenda'] as const
export type DelegationReads = (typeof DELEGATION_READS)[number]

export const DelegationForm = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('delegate'),
    doctorId: z.uuid(),
    deputyId: z.uuid(),
    kind: z.enum(DELEGATION_KINDS),
    reads: z.enum(DELEGATION_READS).default('all'),
    from: z.iso.date(),
    until: z.iso.date(),
  }),
  z.object({ intent: z.literal('endDelegation'), delegationId: z.uuid() }),
])
export type DelegationForm = z.infer<typeof DelegationForm>

const aboutRelation = { relationId: z.uuid(), patientId: z.uuid(), granteeId: z.uuid() }
export const RelationBegan = defineEvent('record.relation.began', aboutRelation)
export const RelationEnded = defineEvent('record.relation.ended', aboutRelation)
/** A question about who may see a patient was asked or settled, or a right got an end. */
export const CircleChanged = defineEvent('record.circle.changed', {
  patientId: z.uuid(),
  establishmentId: z.uuid(),
})
export const DelegationEnded = defineEvent('record.delegation.ended', {
  delegationId: z.uuid(),
  doctorId: z.uuid(),
  deputyId: z.uuid(),
})
