import { z } from 'zod'
import { MINUTE } from '#app/kernel/durations.ts'
import { defineJob } from '#app/kernel/jobs.ts'

/** Files what waits in one stream of a connection, in order. */
export const DrainStream = defineJob(
  'exchange.stream.drain',
  { connectionId: z.uuid(), stream: z.string() },
  { queue: 'exchange', attempts: 12, timeoutMs: 5 * MINUTE },
)

/** A patient became known: what was blocked for want of that patient may go on. */
export const RetryUnknownPatients = defineJob(
  'exchange.unknown-patients.retry',
  { fileId: z.uuid() },
  { queue: 'exchange' },
)
