import type { Actor } from '#app/kernel/actor.ts'

/** The names of a region's establishments are no secret among those who work there. */
export const canListEstablishments = (actor: Actor) => actor.kind === 'person'

/** The region's page, and what it lets one do. */
export const canAdministerRegion = (actor: Actor) => actor.kind === 'person' && actor.role === 'region_admin'
