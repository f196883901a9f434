import { z } from 'zod'
import { defineJob } from '#app/kernel/jobs.ts'

/** Tells whoever read an entry that it holds no more; `butNot` is who made it so. */
export const TellReaders = defineJob(
  'record.readers.tell',
  { entryId: z.uuid(), butNot: z.uuid().nullable() },
  { queue: 'record' },
)

/** Makes the words of a PDF findable, after it was filed. */
export const ReadWords = defineJob('record.words.read', { entryId: z.uuid() }, { queue: 'record' })
