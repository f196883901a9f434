import { readWords } from '#app/features/record/commands/read-words.server.ts'
import { ReadWords } from '#app/features/record/jobs.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const readWordsProcessor = defineProcessor(ReadWords, (ctx, entry) =>
  readWords(ctx, entry, { blobs: engine().blobs }),
)
