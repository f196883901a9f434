import { type Actor, CLINICAL_ROLES } from '#app/kernel/actor.ts'

// Who oversees, and who is overseen. Which rows exist for an officer is the database's answer.

type Who = Pick<Actor, 'kind' | 'role'>

const WHO_BREAKS: readonly string[] = ['doctor', 'nurse_coordinator']

/** Opening a patient in an emergency: those who treat. */
export const canBreakGlass = (actor: Who): boolean =>
  actor.kind === 'person' && WHO_BREAKS.includes(actor.role)

/** Reads the trail, reviews what was unusual, answers patients who ask. */
export const canOversee = (actor: Who): boolean => actor.kind === 'person' && actor.role === 'privacy_officer'

/** One's own actions, for whoever opens patients. */
export const canSeeOwnAccesses = (actor: Who): boolean =>
  actor.kind === 'person' && (CLINICAL_ROLES.includes(actor.role) || canOversee(actor))
