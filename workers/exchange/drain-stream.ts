import { drainStream } from '#app/features/exchange/commands/drain-stream.server.ts'
import { DrainStream } from '#app/features/exchange/jobs.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const drainStreamProcessor = defineProcessor(DrainStream, (ctx, stream) => drainStream(ctx, stream))
