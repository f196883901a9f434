import type { Actor } from '#app/kernel/actor.ts'

const KEEPERS: readonly string[] = ['establishment_admin', 'doctor', 'nurse_coordinator']

/** Who writes the establishment's urgent card: those who answer for it and those who answer the telephone. */
export const canKeepUrgentCard = (actor: Pick<Actor, 'kind' | 'role'>): boolean =>
  actor.kind === 'person' && KEEPERS.includes(actor.role)

/** Whom a call that finds nobody is offered the emergency way: those who treat. */
export const mayTryEmergency = (actor: Pick<Actor, 'kind' | 'role'>): boolean =>
  actor.kind === 'person' && (actor.role === 'doctor' || actor.role === 'nurse_coordinator')
