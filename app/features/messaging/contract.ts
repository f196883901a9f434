import { z } from 'zod'
import { NEWS_REASONS } from '#app/features/record/contract.ts'

/** What a person may want to be told: what is new of their patients, and that something they read holds no more. */
export const TOPICS = [...NEWS_REASONS, 'changed'] as const
export type Topic = (typeof TOPICS)[number]

/** Not at all; in the product alone; also by mail at once; also in the digest (fr: récapitulatif). */
export const CHANNELS = ['none', 'bell', 'mail', 'digest'] as const
export type Channel = (typeof CHANNELS)[number]

/** The two mails there are; each can be stopped from the mail itself. */
export const MAIL_KINDS = ['mail', 'digest'] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** Whoever relied on something learns that it holds no more: that cannot be switched off. */
export const channelsFor = (topic: Topic): readonly Channel[] =>
  topic === 'changed' ? CHANNELS.filter((channel) => channel !== 'none') : CHANNELS

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** What a person chose. Hours are those of the region's clocks; days are 1 for Monday to 7 for Sunday. */
export type Wishes = {
  choices: Partial<Record<Topic, Channel>>
  digestHour: number
  digestDays: readonly number[]
  /** No mail from one to the other; both null: at any hour. */
  quietFrom: number | null
  quietUntil: number | null
}

const hour = z.coerce.number().int().min(0).max(23)
const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined)

const saved = {
  intent: z.literal('save'),
  ...(Object.fromEntries(TOPICS.map((topic) => [topic, z.enum(CHANNELS)])) as Record<
    Topic,
    z.ZodEnum<Record<Channel, Channel>>
  >),
  digestHour: hour,
  day1: ticked,
  day2: ticked,
  day3: ticked,
  day4: ticked,
  day5: ticked,
  day6: ticked,
  day7: ticked,
  isQuiet: ticked,
  quietFrom: hour,
  quietUntil: hour,
}

export const SettingsForm = z.discriminatedUnion('intent', [
  z.object(saved),
  z.object({ intent: z.literal('mute'), patientId: z.uuid() }),
  z.object({ intent: z.literal('unmute'), patientId: z.uuid() }),
])
export type SettingsForm = z.infer<typeof SettingsForm>
export type SavedWishes = Omit<Extract<SettingsForm, { intent: 'save' }>, 'intent'>
