import { type Actor, filesOf } from '#app/kernel/actor.ts'

// What a role may do with the rows that exist for it: whose requests are read at all, the database says.

type Who = Pick<Actor, 'kind' | 'role' | 'establishmentId'> & Pick<Partial<Actor>, 'isAdministrator'>

const isAtWork = (actor: Who): boolean => actor.kind === 'person' && filesOf(actor as Actor) !== null

/** Asking for a patient is a doctor's word, for which they answer with their name. */
export const canAsk = (actor: Who): boolean => isAtWork(actor) && actor.role === 'doctor'

/** Following requests, one's own or a service's: whoever works with patients. */
export const canSeeRequests = (actor: Who): boolean =>
  isAtWork(actor) && actor.role !== 'identity_vigilance' && actor.role !== 'limited'

const WHO_DECIDE: readonly string[] = ['doctor', 'nurse_coordinator', 'secretary', 'board_coordinator']

/** Taking a request on, giving a date, asking for more, sending it on: the people of a service. */
export const canDecide = (actor: Who): boolean => isAtWork(actor) && WHO_DECIDE.includes(actor.role)

/** An opinion is a doctor's. */
export const canAnswer = (actor: Who): boolean => isAtWork(actor) && actor.role === 'doctor'

/** Opens services and names who is in them; sees no request. */
export const canKeepServices = (actor: Who): boolean =>
  actor.kind === 'person' &&
  actor.establishmentId !== null &&
  (actor.role === 'establishment_admin' || actor.isAdministrator === true)
