import { z } from 'zod'
import { MINUTE } from '#app/kernel/durations.ts'
import { defineJob } from '#app/kernel/jobs.ts'

/** Files what waits in one stream of a connection, in order. */
export const DrainStream = defineJob(
  'exchange.stream.drain',
  { connectionId: z.uuid(), stream: z.string() },
  { queue: 'exchange', attempts: 12, timeoutMs: 5 * MINUTE },
)

/** Announces the streams of a connection that wait, a page at a time. */
export const WakeStreams = defineJob(
  'exchange.streams.wake',
  { connectionId: z.uuid(), after: z.string().optional() },
  { queue: 'exchange' },
)

/** Whoever is in a unit is shown under its new name. */
export const RenameUnit = defineJob(
  'exchange.unit.rename',
  { former: z.string(), name: z.string() },
  { queue: 'exchange' },
)

/** Tells the technicians of an establishment that an interface has gone silent. */
export const MailSilence = defineJob('exchange.silence.mail', { connectionId: z.uuid() }, { queue: 'mail' })

/** A patient became known: what was blocked for want of that patient may go on. */
export const RetryUnknownPatients = defineJob(
  'exchange.unknown-patients.retry',
  { fileId: z.uuid() },
  { queue: 'exchange' },
)

/** Something from outside came into a file of this establishment: on to its software. */
export const TransmitEntry = defineJob(
  'exchange.entry.transmit',
  { entryId: z.uuid(), establishmentId: z.uuid() },
  { queue: 'exchange', timeoutMs: 2 * MINUTE },
)

/** The next attempt of one that waits. */
export const DeliverDocument = defineJob(
  'exchange.document.deliver',
  { messageId: z.uuid(), establishmentId: z.uuid() },
  { queue: 'exchange', attempts: 3, timeoutMs: 2 * MINUTE },
)
