import { z } from 'zod'

/** What the rest of the product may know of the outside doctor's screens. No I/O: the browser loads this too. */

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** Whom to call, when. Days as digits, 1 is Monday; the whole day is 00:00 to 00:00. */
export const UrgentLine = z.object({
  label: z.string().trim().min(1).max(80),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[\d .-]{3,20}$/),
  days: z.string().regex(/^[1-7]{1,7}$/),
  from: clock,
  until: clock,
})
export type UrgentLine = z.infer<typeof UrgentLine>

export const MAX_LINES = 6

export const SaveUrgentCard = z.object({
  fever: z.string().trim().min(1).max(1200),
  otherwise: z.string().trim().max(1200).default(''),
  lines: z
    .string()
    .transform((value, ctx) => {
      try {
        return JSON.parse(value) as unknown
      } catch {
        ctx.addIssue({ code: 'custom' })
        return z.NEVER
      }
    })
    .pipe(z.array(UrgentLine).min(1).max(MAX_LINES)),
})
export type SaveUrgentCard = z.infer<typeof SaveUrgentCard>
