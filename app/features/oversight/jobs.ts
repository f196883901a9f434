import { z } from 'zod'
import { defineJob } from '#app/kernel/jobs.ts'

/** Tells the privacy officers that somebody broke the glass. */
export const MailOfficers = defineJob(
  'oversight.officers.mail',
  { accessId: z.uuid(), establishmentId: z.uuid() },
  { queue: 'mail' },
)
