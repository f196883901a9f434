import { type Actor, CLINICAL_ROLES, isLimited } from '#app/kernel/actor.ts'

type Who = Pick<Actor, 'kind' | 'role'>

/** Whoever opens patients chooses what they are told of them. */
export const canChooseNotices = (actor: Who): boolean =>
  actor.kind === 'person' && (CLINICAL_ROLES.includes(actor.role) || isLimited(actor.role))
