import type { EventDef, EventPayload } from './events.ts'
import type { JobDef, JobPayload, Origin } from './jobs.ts'

/** A wish to run a job; `key` tells several of the same event apart. */
export type JobRequest<J extends JobDef = JobDef> = { job: J; data: JobPayload<J>; key?: string }

/** "Something changed" for those who look at it: ids, never data. */
export type Hint = { room: string; name: string; ids: Record<string, string> }

/**
 * A room that a grantee's sockets must leave: a relation ended. `who` is the grantee's own room. Without a room they
 * leave all of them, and come back to those they may join now.
 */
export type Eviction = { room: string | null; who: string }

export type Reaction = {
  event: string
  schema: EventDef['schema']
  jobs: (payload: Record<string, unknown>, origin: Origin) => JobRequest[]
  hints: (payload: Record<string, unknown>, origin: Origin) => Hint[]
  evictions: (payload: Record<string, unknown>, origin: Origin) => Eviction[]
}

/** What a feature does when something happened; the outbox relay reads the lists of all features. */
export function defineReaction<E extends EventDef>(
  event: E,
  does: {
    jobs?: (payload: EventPayload<E>, origin: Origin) => JobRequest[]
    hints?: (payload: EventPayload<E>, origin: Origin) => Hint[]
    evictions?: (payload: EventPayload<E>, origin: Origin) => Eviction[]
  },
): Reaction {
  const parse = (payload: unknown) => event.schema.parse(payload) as EventPayload<E>
  return {
    event: event.name,
    schema: event.schema,
    jobs: (payload, origin) => does.jobs?.(parse(payload), origin) ?? [],
    hints: (payload, origin) => does.hints?.(parse(payload), origin) ?? [],
    evictions: (payload, origin) => does.evictions?.(parse(payload), origin) ?? [],
  }
}

/** A job request with its data checked against the job's own schema. */
export const request = <J extends JobDef>(job: J, data: JobPayload<J>, key?: string): JobRequest => ({
  job,
  data: job.schema.parse(data),
  key,
})
