import { tellReaders } from '#app/features/record/commands/tell-readers.server.ts'
import { TellReaders } from '#app/features/record/jobs.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const tellReadersProcessor = defineProcessor(TellReaders, (ctx, entry) => tellReaders(ctx, entry))
