import { z } from 'zod'

/** What a patient is told and may oppose, purpose by purpose (fr: information et opposition). */
export const CHOICE_PURPOSES = [
  'care_sharing',
  'national_record',
  'research',
  'secondary_use',
  'ai_training',
] as const
export type ChoicePurpose = (typeof CHOICE_PURPOSES)[number]

/** Told; against it; no longer against it. Being told again lifts nothing. */
export const STANCES = ['informed', 'opposed', 'lifted'] as const
export type Stance = (typeof STANCES)[number]

export const CHOICE_WAYS = ['oral', 'written', 'phone', 'portal'] as const
export type ChoiceWay = (typeof CHOICE_WAYS)[number]

export const RecordChoice = z.object({
  purpose: z.enum(CHOICE_PURPOSES),
  stance: z.enum(STANCES),
  how: z.enum(CHOICE_WAYS),
  saidOn: z.iso.date(),
})
export type RecordChoice = z.infer<typeof RecordChoice>
