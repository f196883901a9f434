import { z } from 'zod'
import { ROLES, type Role } from '#app/kernel/actor.ts'
import { isRppsValid } from '#app/kernel/check-digits.ts'
import { defineEvent } from '#app/kernel/events.ts'
import { normalizeEmail } from './rules.ts'

// Who works where, and how people come to it: inputs of the screens of administrators, and what is told of it.

/** Somebody works somewhere from now on. With the RPPS: what waited for that number applies. */
export const MembershipBegan = defineEvent('identity.membership.began', {
  membershipId: z.uuid(),
  personId: z.uuid(),
  establishmentId: z.uuid(),
  role: z.string(),
  rpps: z.string().optional(),
})
/** From now on they no longer do. */
export const MembershipEnded = defineEvent('identity.membership.ended', {
  membershipId: z.uuid(),
  personId: z.uuid(),
  establishmentId: z.uuid(),
})

const name = z.string().trim().min(1).max(80)
const blank = (value: unknown) => (value === '' || value === null ? undefined : value)
const email = z.string().transform(normalizeEmail).pipe(z.email().max(254))
const rpps = z
  .string()
  .transform((typed) => typed.replace(/\s/g, ''))
  .refine(isRppsValid)
/** A calendar day of the region, the last on which one works there. */
const day = z.iso.date()
const checkbox = z.preprocess((value) => value === 'on' || value === true, z.boolean())

export const INVITABLE_ROLES = ROLES

export const InvitePerson = z.object({
  establishmentId: z.uuid(),
  email,
  rpps: z.preprocess(blank, rpps.optional()),
  familyName: name,
  givenName: name,
  title: z.preprocess(blank, z.enum(['Dr', 'Pr', 'Mme', 'M.']).optional()),
  role: z.enum(ROLES),
  isAdministrator: checkbox,
  worksUntil: z.preprocess(blank, day.optional()),
})
export type InvitePerson = z.infer<typeof InvitePerson>

/** A doctor outside (fr: correspondant): by mail when the address is known, else by a letter with a code. */
export const InviteCorrespondent = z.object({
  rpps,
  familyName: name,
  givenName: name,
  email: z.preprocess(blank, email.optional()),
  practiceName: z.string().trim().min(1).max(120),
  practiceCity: z.preprocess(blank, z.string().trim().max(80).optional()),
})
export type InviteCorrespondent = z.infer<typeof InviteCorrespondent>

export const InvitationAct = z.object({
  intent: z.enum(['renewInvitation', 'withdrawInvitation']),
  invitationId: z.uuid(),
})

export const MemberForm = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('change'),
    worksUntil: z.preprocess(blank, day.optional()),
    isAdministrator: checkbox,
  }),
  z.object({ intent: z.literal('end') }),
  z.object({ intent: z.literal('resetSecondFactor') }),
])

export const ResetDecision = z.object({
  intent: z.enum(['confirmReset', 'refuseReset']),
  resetId: z.uuid(),
})

export const PeopleForm = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('renewInvitation'), invitationId: z.uuid() }),
  z.object({ intent: z.literal('withdrawInvitation'), invitationId: z.uuid() }),
  z.object({ intent: z.literal('confirmReset'), resetId: z.uuid() }),
  z.object({ intent: z.literal('refuseReset'), resetId: z.uuid() }),
])

export const ListPeople = z.object({
  q: z.string().trim().max(100).optional().catch(undefined),
  /** The last membership of the page before. */
  after: z.uuid().optional().catch(undefined),
  establishment: z.uuid().optional().catch(undefined),
})
export type ListPeople = z.infer<typeof ListPeople>

const password = z.string().min(1).max(512)
const repeats = (form: { password: string; repeated: string }) => form.password === form.repeated
const unlike = { path: ['repeated'] }

export const AcceptInvitation = z.object({ password, repeated: z.string() }).refine(repeats, unlike)

/** The first activation of a doctor: the RPPS they know, the code they were given. */
export const Activation = z
  .object({
    rpps,
    code: z.string().min(4).max(40),
    email,
    password,
    repeated: z.string(),
  })
  .refine(repeats, unlike)
export type Activation = z.infer<typeof Activation>

const charterText = z.string().trim().min(40).max(20_000)
export const PublishCharter = z.object({ textFr: charterText, textEn: charterText })
export type PublishCharter = z.infer<typeof PublishCharter>

export const CharterAcceptance = z.object({ charterId: z.uuid(), next: z.string().optional() })

export type PersonRow = {
  membershipId: string
  personId: string
  displayName: string
  rpps: string | null
  role: Role
  isAdministrator: boolean
  endsAt: string | null
  hasEnded: boolean
}
export type PersonPage = { rows: PersonRow[]; next: string | null }

export type InvitationView = {
  id: string
  displayName: string
  email: string | null
  kind: 'mail' | 'letter'
  role: Role
  practiceName: string | null
  expiresAt: string
  isOver: boolean
}
