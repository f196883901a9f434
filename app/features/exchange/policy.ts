import type { Actor } from '#app/kernel/actor.ts'

const WATCHERS: readonly string[] = ['interface_technician', 'establishment_admin']

/** Who watches an establishment's feeds: envelopes and errors, never content. */
export const canWatchExchange = (actor: Actor) => actor.kind === 'person' && WATCHERS.includes(actor.role)

/** Who declares a feed of the establishment, and says who sends by it. */
export const canDeclareConnection = (actor: Actor) => canWatchExchange(actor)

/** Who decides on a message that holds up others. */
export const canResolveMessage = (actor: Actor) =>
  actor.kind === 'system' || (actor.kind === 'person' && actor.role === 'interface_technician')
