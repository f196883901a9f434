import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'

/** What the rest of the product may know of requests between houses. No I/O: the browser loads this too. */

export const REFERRAL_KINDS = ['advice', 'referral'] as const
export type ReferralKind = (typeof REFERRAL_KINDS)[number]

export const URGENCIES = ['routine', 'soon', 'fast', 'urgent'] as const
export type Urgency = (typeof URGENCIES)[number]
/** Within how many days each asks for an opinion or a date. Suspected cancer is `fast`. */
export const URGENCY_DAYS: Record<Urgency, number> = { routine: 30, soon: 14, fast: 7, urgent: 2 }

export const REFERRAL_STATES = [
  'draft',
  'sent',
  'received',
  'info_asked',
  'accepted',
  'scheduled',
  'answered',
  'refused',
  'cancelled',
] as const
export type ReferralState = (typeof REFERRAL_STATES)[number]

export const REFUSAL_REASONS = [
  'not_our_field',
  'other_service',
  'no_capacity',
  'incomplete',
  'other',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export const MAX_REFERRAL_DOCUMENTS = 10

/** Blank is not said. */
const blank = <S extends z.ZodType>(schema: S) =>
  z.preprocess((typed) => (typed === '' ? undefined : typed), schema)
const text = (max: number) => z.string().trim().max(max)
const ticked = z
  .literal('on')
  .optional()
  .transform((said) => said === 'on')

const asked = {
  kind: z.enum(REFERRAL_KINDS),
  urgency: z.enum(URGENCIES),
  question: text(10_000),
  wishedPersonId: blank(z.uuid().optional()),
  isPatientInformed: ticked,
}

/** The page's own draft: sent twice, it is one; kept after it was sent, it is none. */
const draft = { referralId: z.uuid() }

/** A request as its form sends it: kept while one writes, then sent once. */
export const ReferralForm = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save'), ...draft, ...asked, serviceId: blank(z.uuid().optional()) }),
  z.object({
    intent: z.literal('send'),
    ...draft,
    ...asked,
    serviceId: z.uuid(),
    question: text(10_000).min(10),
    isPatientInformed: ticked.refine((said) => said),
  }),
  z.object({ intent: z.literal('discard'), ...draft }),
  /** An entry of the record goes along. */
  z.object({ intent: z.literal('attach'), ...draft, entryId: z.uuid() }),
  /** A file that was brought for this: its sealed token. */
  z.object({ intent: z.literal('bring'), ...draft, token: z.string().max(4_000), title: text(300).min(1) }),
  z.object({ intent: z.literal('detach'), ...draft, documentId: z.uuid() }),
])
export type ReferralForm = z.infer<typeof ReferralForm>
export type SendReferral = Extract<ReferralForm, { intent: 'send' }>

const moved = { expectedVersion: z.coerce.number().int().positive() }

/** What can be done with a request that was sent, from its page. */
export const ReferralAct = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('accept'), ...moved }),
  z.object({
    intent: z.literal('schedule'),
    ...moved,
    day: z.iso.date(),
    time: z.string().regex(/^\d\d:\d\d$/),
  }),
  z.object({
    intent: z.literal('answer'),
    ...moved,
    answer: text(20_000).min(10),
    /** A document of the record that goes with it. */
    entryId: blank(z.uuid().optional()),
  }),
  z.object({
    intent: z.literal('refuse'),
    ...moved,
    reason: z.enum(REFUSAL_REASONS),
    note: text(2_000).min(5),
    redirectServiceId: blank(z.uuid().optional()),
  }),
  z.object({ intent: z.literal('ask_info'), ...moved, note: text(2_000).min(5) }),
  z.object({ intent: z.literal('give_info'), ...moved, note: text(5_000).min(2) }),
  z.object({ intent: z.literal('cancel'), ...moved, note: text(2_000).default('') }),
  z.object({ intent: z.literal('printed') }),
  /** What was refused becomes a draft for the service it was sent on to. */
  z.object({ intent: z.literal('send_on') }),
])
export type ReferralAct = z.infer<typeof ReferralAct>
/** What moves a request: `receive` by opening it, `unschedule` when the agenda calls its appointment off. */
export const ACTS = [
  'receive',
  'accept',
  'schedule',
  'answer',
  'refuse',
  'ask_info',
  'give_info',
  'cancel',
  'unschedule',
] as const
export type Act = (typeof ACTS)[number]

export const ServiceForm = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('open'),
    name: text(120).min(2),
    about: text(1_000).default(''),
    takesReferrals: ticked,
    takesAdvice: ticked,
  }),
  z.object({
    intent: z.literal('change'),
    serviceId: z.uuid(),
    name: text(120).min(2),
    about: text(1_000).default(''),
    takesReferrals: ticked,
    takesAdvice: ticked,
  }),
  z.object({ intent: z.literal('close'), serviceId: z.uuid() }),
  z.object({ intent: z.literal('reopen'), serviceId: z.uuid() }),
  z.object({ intent: z.literal('join'), serviceId: z.uuid(), personId: z.uuid(), isDeputy: ticked }),
  z.object({ intent: z.literal('leave'), serviceId: z.uuid(), personId: z.uuid() }),
])
export type ServiceForm = z.infer<typeof ServiceForm>

export const QUEUE_FILTERS = ['open', 'new', 'late', 'accepted', 'closed'] as const
export const QueueQuery = z.object({
  show: z.enum(QUEUE_FILTERS).catch('open'),
  service: z.uuid().optional().catch(undefined),
  after: z.string().max(80).optional().catch(undefined),
  before: z.string().max(80).optional().catch(undefined),
})
export type QueueQuery = z.infer<typeof QueueQuery>

export const ASKED_FILTERS = ['all', 'open', 'answered', 'draft'] as const
export const AskedQuery = z.object({
  show: z.enum(ASKED_FILTERS).catch('all'),
  after: z.string().max(80).optional().catch(undefined),
  before: z.string().max(80).optional().catch(undefined),
})
export type AskedQuery = z.infer<typeof AskedQuery>

/** Whom it concerns and how far it is, for those who tell people and for open pages. */
const about = {
  referralId: z.uuid(),
  patientId: z.uuid(),
  /** Who asked, and the service that answers. */
  askedBy: z.uuid(),
  serviceId: z.uuid(),
  establishmentId: z.uuid(),
  kind: z.enum(REFERRAL_KINDS),
}
export const ReferralSent = defineEvent('referrals.referral.sent', { ...about, urgency: z.enum(URGENCIES) })
export const ReferralReceived = defineEvent('referrals.referral.received', about)
export const ReferralInfoAsked = defineEvent('referrals.referral.info_asked', about)
export const ReferralInfoGiven = defineEvent('referrals.referral.info_given', about)
export const ReferralAccepted = defineEvent('referrals.referral.accepted', about)
export const ReferralScheduled = defineEvent('referrals.referral.scheduled', about)
export const ReferralAnswered = defineEvent('referrals.referral.answered', about)
export const ReferralRefused = defineEvent('referrals.referral.refused', about)
export const ReferralCancelled = defineEvent('referrals.referral.cancelled', about)
