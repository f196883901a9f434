import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'

// The region's support sees what somebody sees, for half an hour and with their consent (fr: assistance). (SEC-06)

export const SUPPORT_REASON_MAX = 300

/** The help of somebody began or ended: their open pages say so. */
export const SupportChanged = defineEvent('identity.support.changed', { personId: z.uuid() })

export const SupportForm = z.object({
  code: z
    .string()
    .transform((typed) => typed.replace(/[\s.-]/g, '').toUpperCase())
    .pipe(z.string().min(4).max(20)),
  reason: z.string().trim().min(5).max(SUPPORT_REASON_MAX),
})
export type SupportForm = z.infer<typeof SupportForm>

/** A help that was asked for or given, as the account page and the support's page list it. */
export type SupportView = {
  id: string
  /** The other one: who helped, or who was helped. Null while nobody has. */
  name: string | null
  reason: string | null
  askedAt: string
  beganAt: string | null
  expiresAt: string
  endedAt: string | null
  isOpen: boolean
}
