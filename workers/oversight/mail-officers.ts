import { mailOfficers } from '#app/features/oversight/commands/mail-officers.server.ts'
import { MailOfficers } from '#app/features/oversight/jobs.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const mailOfficersProcessor = defineProcessor(MailOfficers, (ctx, of) =>
  mailOfficers(ctx, of, engine().identityDb),
)
