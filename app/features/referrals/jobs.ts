import { z } from 'zod'
import { defineJob } from '#app/kernel/jobs.ts'

/** An appointment came, moved or was called off: a request may wait for it. */
export const LinkAppointment = defineJob(
  'referrals.appointment.link',
  { entryId: z.uuid() },
  { queue: 'record' },
)
