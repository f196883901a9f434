import type { Actor, Role } from '#app/kernel/actor.ts'
import { CLINICAL_ROLES } from '#app/kernel/actor.ts'

// Who may, at the door: pure functions, asked by the commands and by what the pages show.

/** One person's sign-in sessions are nobody else's business. */
export const canEndSignIn = (who: { personId: string }, signIn: { personId: string }) =>
  who.personId === signIn.personId

/** One click instead of a password and a code: only where all patients are fictitious. */
export const canOpenWithOneClick = (
  where: { isDemonstration: boolean },
  account: { isDemonstration: boolean; disabledAt: Date | null },
) => where.isDemonstration && account.isDemonstration && account.disabledAt === null

/** Where the person may work now: a running membership of their own in an open establishment. */
export const findWorkplace = <W extends { membershipId: string }>(
  who: { workplaces: W[] },
  membershipId: string,
) => who.workplaces.find((w) => w.membershipId === membershipId) ?? null

const DOCTOR = '10'

/** A hospital says itself who works there; a practice is its doctors', so the national directory is enough. */
export const mayJoinByDirectory = (
  who: { rpps: string | null },
  situation: { professionCode: string },
  place: { kind: string },
) => place.kind === 'practice' && situation.professionCode === DOCTOR && who.rpps !== null

/** With one place to work in there is nothing to choose. */
export const onlyWorkplace = <W>(who: { workplaces: W[] }): W | null =>
  who.workplaces.length === 1 ? who.workplaces[0]! : null

type Who = Pick<Actor, 'kind' | 'role' | 'establishmentId' | 'isAdministrator'>

/** The region's administrators everywhere in it; those of an establishment, and of a practice, at home. (EXT-07) */
export const canAdministerPeople = (actor: Who, establishmentId: string | null): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'person' &&
    (actor.role === 'region_admin' ||
      (actor.establishmentId === establishmentId &&
        (actor.role === 'establishment_admin' || actor.isAdministrator === true))))

/** Administering the region is the region's to give. */
export const canGiveRole = (actor: Who, role: Role): boolean =>
  !['region_admin', 'support'].includes(role) || actor.kind === 'system' || actor.role === 'region_admin'

/** Whoever writes to doctors outside may ask them in. */
export const canInviteCorrespondent = (actor: Who): boolean =>
  actor.kind === 'person' &&
  (CLINICAL_ROLES.includes(actor.role) ||
    ['establishment_admin', 'region_admin'].includes(actor.role) ||
    actor.isAdministrator === true)

/** Roles whose second factor two people reset together. */
export const isPowerful = (membership: { role: string; isAdministrator: boolean }): boolean =>
  membership.isAdministrator || ['region_admin', 'establishment_admin'].includes(membership.role)

/** What everybody in a region undertakes is the region's to say. */
export const canPublishCharter = (actor: Who): boolean =>
  actor.kind === 'person' && actor.role === 'region_admin'

/** Sees as somebody who gave a code: the region's support, and nobody who does anything else. (SEC-06) */
export const canSupport = (actor: Pick<Actor, 'kind' | 'role'>): boolean =>
  actor.kind === 'person' && actor.role === 'support'

/** Whoever works here; the support helps others. */
export const canBeHelped = (who: { role: Role }): boolean => who.role !== 'support'
