import { z } from 'zod'
import { SECOND } from './durations.ts'

/** One queue per kind of load, so that a thousand images never delay a message. */
export const QUEUES = ['exchange', 'mail', 'record', 'upkeep'] as const
export type QueueName = (typeof QUEUES)[number]

export type JobOptions = {
  queue: QueueName
  /** At least 3: a database that restarts fails jobs whose work is done. */
  attempts: number
  backoffMs: number
  timeoutMs: number
}

export type JobDef<S extends z.ZodRawShape = z.ZodRawShape> = JobOptions & {
  name: string
  schema: z.ZodObject<S>
}
export type JobPayload<J extends JobDef> = z.infer<J['schema']>

/** `<feature>.<noun>.<verb>`. The processor is elsewhere, so enqueuing never loads the work. */
export function defineJob<S extends z.ZodRawShape>(
  name: string,
  shape: S,
  options: Partial<JobOptions> & Pick<JobOptions, 'queue'>,
): JobDef<S> {
  return {
    attempts: 8,
    backoffMs: 2 * SECOND,
    timeoutMs: 60 * SECOND,
    ...options,
    name,
    schema: z.object(shape),
  }
}

/** Where a job or hint comes from: becomes the context in which the job runs. */
export const Origin = z.object({
  regionId: z.uuid(),
  establishmentId: z.uuid().nullable(),
  actorId: z.uuid().nullable(),
  requestId: z.string(),
})
export type Origin = z.infer<typeof Origin>
