import { z } from 'zod'
import type { Role } from '#app/kernel/actor.ts'
import type { WorkSituation } from './pro-sante-connect.ts'
import { isRecoveryCode, normalizeEmail, PASSWORD_MAX, TOTP_DIGITS } from './rules.ts'

export * from './contract-calls.ts'
export * from './contract-people.ts'
export * from './contract-support.ts'

/** What the rest of the product may know of people and sign-in. No I/O: the browser loads this file too. */

// What is typed is long at most; whether it is good is the command's to say, with a reason of its own.
const password = z
  .string()
  .min(1)
  .max(PASSWORD_MAX * 4)
const email = z.string().transform(normalizeEmail).pipe(z.email().max(254))
const next = z.string().optional()

export const SignIn = z.object({ email, password, next })
export type SignIn = z.infer<typeof SignIn>

/** A work situation that Pro Santé Connect named, and the address for notices at the first time. */
export const SituationChoice = z.object({
  /** The place in the list, and the establishment here that it is about. */
  choice: z
    .string()
    .regex(/^\d{1,3}(:[0-9a-f-]{36})?$/)
    .transform((choice) => {
      const [index = '', establishmentId] = choice.split(':')
      return { index: Number(index), establishmentId }
    }),
  email: z
    .string()
    .optional()
    .transform((typed) => (typed ? normalizeEmail(typed) : undefined))
    .pipe(z.email().max(254).optional()),
})

export const DemonstrationSignIn = z.object({ personId: z.uuid(), next })

/** Six digits, however they were grouped, or a recovery code. */
export const SecondFactorCode = z.object({
  code: z
    .string()
    .transform((code) => code.replace(/[\s.-]/g, ''))
    .refine((code) => new RegExp(`^\\d{${TOTP_DIGITS}}$`).test(code) || isRecoveryCode(code)),
})

export const PasswordResetRequest = z.object({ email })

/** Typed twice: a password with a slip in it locks its owner out. */
export const NewPassword = z
  .object({ password, repeated: z.string() })
  .refine((form) => form.password === form.repeated, { path: ['repeated'] })

const PasswordChange = z
  .object({ intent: z.literal('changePassword'), current: password, password, repeated: z.string() })
  .refine((form) => form.password === form.repeated, { path: ['repeated'] })

/** The browser's answer as JSON in a field; what it proves is checked by its own library. */
const keyAnswer = z
  .string()
  .max(20_000)
  .transform((text, issue) => {
    try {
      return JSON.parse(text)
    } catch {
      issue.addIssue({ code: 'custom' })
      return z.NEVER
    }
  })
  .pipe(z.looseObject({ id: z.string(), response: z.looseObject({ clientDataJSON: z.string() }) }))

export const PasskeySignIn = z.object({ response: keyAnswer, next })

/** Before a key is made: password or code, where the sign-in is not fresh. */
export const BeginPasskey = z.object({ secret: z.string().max(200).optional() })

/** One of one's own keys, as the account page lists it. */
export type PasskeyView = { id: string; name: string; createdAt: string; lastUsedAt: string | null }

/** What can be done on one's own account page. */
export const AccountForm = z.discriminatedUnion('intent', [
  PasswordChange,
  z.object({ intent: z.literal('revoke'), signInId: z.string().min(1).max(100) }),
  z.object({ intent: z.literal('revokeOthers') }),
  z.object({ intent: z.literal('allowSupport') }),
  z.object({ intent: z.literal('renewRecoveryCodes'), current: password }),
  z.object({ intent: z.literal('addPasskey'), name: z.string().trim().min(1).max(60), response: keyAnswer }),
  z.object({ intent: z.literal('removePasskey'), passkeyId: z.string().min(1).max(1500) }),
])
export type PasswordChange = z.infer<typeof PasswordChange>

export const WorkContextSwitch = z.object({ membershipId: z.uuid(), next })

/** A work situation as the page lists it. */
export type SituationView = WorkSituation & {
  /** The establishment here that it is about. */
  establishmentId: string | null
  establishmentName: string | null
  regionName: string | null
  /** What one would be there; null when one may not work there from here. */
  role: Role | null
}

/** One of the person's own open sign-ins, as the account page lists it. */
export type OpenSignInView = {
  id: string
  isCurrent: boolean
  browser: string | null
  system: string | null
  ip: string | null
  method: string
  since: string
  lastSeen: string
}

/** An account that the demonstration opens with one click. */
export type DemonstrationAccount = {
  personId: string
  displayName: string
  role: Role
  establishmentName: string
}

export type MailView = {
  id: string
  to: string
  recipient: string
  subject: string
  createdAt: string
  sentAt: string | null
}
