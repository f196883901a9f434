import { retryUnknownPatients } from '#app/features/exchange/commands/retry-unknown-patients.server.ts'
import { RetryUnknownPatients } from '#app/features/exchange/jobs.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const retryUnknownPatientsProcessor = defineProcessor(RetryUnknownPatients, (ctx) =>
  retryUnknownPatients(ctx),
)
