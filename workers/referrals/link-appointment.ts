import { linkAppointment } from '#app/features/referrals/commands/link-appointment.server.ts'
import { LinkAppointment } from '#app/features/referrals/jobs.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const linkAppointmentProcessor = defineProcessor(LinkAppointment, (ctx, entry) =>
  linkAppointment(ctx, entry),
)
