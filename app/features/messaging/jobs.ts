import { z } from 'zod'
import { defineJob } from '#app/kernel/jobs.ts'

/** Tells those who follow the patient of something new; `butNot` is who did it. */
export const TellCircle = defineJob(
  'messaging.circle.tell',
  { patientId: z.uuid(), entryId: z.uuid(), butNot: z.uuid().nullable() },
  { queue: 'mail' },
)

export const TellDeath = defineJob(
  'messaging.death.tell',
  { patientId: z.uuid(), butNot: z.uuid().nullable() },
  { queue: 'mail' },
)

/** Of what one read and holds no more: whether a mail says so too. */
export const RouteChange = defineJob(
  'messaging.change.route',
  { personId: z.uuid(), entryId: z.uuid() },
  { queue: 'mail' },
)
