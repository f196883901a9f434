import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'
import { ACCESS_KINDS } from './rules.ts'

/** What the rest of the product may know of oversight. No I/O: the browser loads this file too. */

export const GLASS_CATEGORIES = ['vital_emergency', 'unplanned_care', 'patient_request', 'other'] as const
export type GlassCategory = (typeof GLASS_CATEGORIES)[number]

export const GLASS_KEYS = ['ins', 'traits', 'local_id'] as const
export type GlassKey = (typeof GLASS_KEYS)[number]

const why = {
  category: z.enum(GLASS_CATEGORIES),
  reason: z.string().trim().min(10).max(500),
}
/** The password, a code of the authenticator or a recovery code; empty where one signs in by Pro Santé Connect. */
const secret = { secret: z.string().max(600).optional() }
const word = z.string().trim().min(1).max(120)

/** Whom, why, and who asks again: in one form, so that nothing is answered to a question without a reason. */
export const BreakGlass = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('ins'),
    ins: z
      .string()
      .transform((typed) => typed.replace(/[\s.]/g, '').toUpperCase())
      .pipe(z.string().regex(/^[1-478]\d{5}[\dAB]\d{8}$/)),
    ...why,
    ...secret,
  }),
  z.object({
    by: z.literal('traits'),
    birthName: word,
    firstGivenName: word,
    birthDate: z.iso.date(),
    sex: z.enum(['female', 'male']),
    birthPlaceCode: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^\d[\dAB]\d{3}$/),
    ...why,
    ...secret,
  }),
  z.object({ by: z.literal('local_id'), establishmentId: z.uuid(), localId: word, ...why, ...secret }),
])
export type BreakGlass = z.infer<typeof BreakGlass>

export const EndGlass = z.object({ accessId: z.uuid() })
export type EndGlass = z.infer<typeof EndGlass>

export const VERDICTS = ['justified', 'not_justified', 'follow_up'] as const
export type Verdict = (typeof VERDICTS)[number]

export const Review = z.object({
  id: z.uuid(),
  expectedVersion: z.coerce.number().int().positive(),
  verdict: z.enum(VERDICTS),
  comment: z.string().trim().min(3).max(1000),
})
export type Review = z.infer<typeof Review>

/** Somebody opened a patient without a right to it. */
export const GlassBroken = defineEvent('oversight.glass.broken', {
  accessId: z.uuid(),
  establishmentId: z.uuid(),
})

/** An officer gave a verdict: the queue of the others is shorter. */
export const GlassReviewed = defineEvent('oversight.glass.reviewed', { accessId: z.uuid() })

const id = z.uuid().optional().catch(undefined)
const day = z.iso.date().optional().catch(undefined)

/** What the trail can be narrowed to; the address says it, in ids and days. */
export const TrailQuery = z.object({
  patient: id,
  person: id,
  establishment: id,
  kind: z.enum(ACCESS_KINDS).optional().catch(undefined),
  outcome: z.enum(['done', 'refused']).optional().catch(undefined),
  from: day,
  to: day,
  after: z.string().max(80).optional().catch(undefined),
})
export type TrailQuery = z.infer<typeof TrailQuery>

/** Whom a request is about: exactly, by a number, or by name and birth date. Sent, never in an address. */
export const FindPatients = z
  .object({
    number: z
      .string()
      .trim()
      .max(60)
      .transform((typed) => typed.replace(/\s/g, '')),
    name: z.string().trim().max(120),
    birthDate: z.iso.date().or(z.literal('')),
  })
  .refine((form) => form.number !== '' || (form.name !== '' && form.birthDate !== ''), { path: ['number'] })
export type FindPatients = z.infer<typeof FindPatients>

/** The days that a patient's log is about. */
export const LogQuery = z.object({ from: day, to: day })

/** The schedule found accesses that are unusual. */
export const UnusualFound = defineEvent('oversight.unusual.found', { count: z.number().int() })
