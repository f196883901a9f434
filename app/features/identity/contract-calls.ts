import { z } from 'zod'
import { isInsMatriculeValid, isRppsValid } from '#app/kernel/check-digits.ts'

// A doctor's own software opens Cordée on the right patient (fr: appel contextuel). docs/contextual-call.md says how.

/** What a ticket says it is, so that a token signed for something else is none. */
export const TICKET_TYPE = 'cordee-call+jwt'
/** Seconds between its signature and its end, at most. */
export const TICKET_LIFE = 60
export const MAX_TICKET = 4_096

export const CalledPatient = z.union([
  /** Qualified identity: the number with its key, and who assigned it. */
  z.object({ ins: z.string().regex(/^[0-9AB]{15}$/), oid: z.string().regex(/^[0-9.]{5,40}$/) }),
  /** The number that the software's own establishment gave. */
  z.object({ localId: z.string().trim().min(1).max(64) }),
])
export type CalledPatient = z.infer<typeof CalledPatient>

/** What a ticket says besides what every signed token does. */
export const TicketClaims = z.object({
  /** The doctor's RPPS. */
  sub: z.string().refine(isRppsValid),
  jti: z.string().min(8).max(128),
  iat: z.number(),
  exp: z.number(),
  patient: CalledPatient.refine((patient) => !('ins' in patient) || isInsMatriculeValid(patient.ins)),
})
export type TicketClaims = z.infer<typeof TicketClaims>

export const SoftwareForm = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('register'),
    name: z.string().trim().min(2).max(80),
    key: z.string().trim().min(40).max(20_000),
  }),
  z.object({ intent: z.literal('revoke'), softwareId: z.uuid() }),
  z.object({
    intent: z.literal('test'),
    ticket: z
      .string()
      .trim()
      .min(1)
      .max(MAX_TICKET * 2),
  }),
])
export type SoftwareForm = z.infer<typeof SoftwareForm>

export type SoftwareView = {
  id: string
  name: string
  algorithm: string
  thumbprint: string
  createdAt: string
  lastUsedAt: string | null
  lastRefusedAt: string | null
  /** A key of `errors`. */
  lastRefusal: string | null
  revokedAt: string | null
}

/** What stands on the page between the software and the patient. */
export type CallState =
  | { state: 'over' }
  | { state: 'notYou'; software: string; name: string }
  | { state: 'elsewhere'; software: string; place: string; membershipId: string }
  | { state: 'notFound'; software: string; mayBreakGlass: boolean; mayCreate: boolean }
