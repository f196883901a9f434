import { z } from 'zod'

// Notes as a screen sends them; part of contract.ts.

const intent = <T extends string>(name: T) => z.literal(name)
const written = { title: z.string().trim().max(300).default(''), body: z.string().trim().max(50_000) }

/** A note on its way (fr: brouillon): its author's alone until it is signed. */
export const WriteNote = z.discriminatedUnion('intent', [
  z.object({ intent: intent('save'), ...written }),
  z.object({
    intent: intent('sign'),
    title: z.string().trim().min(1).max(300),
    body: z.string().trim().min(1).max(50_000),
    /** Whose file takes it, when the own establishment has none. */
    receiverFileId: z.uuid().optional(),
  }),
  z.object({ intent: intent('discard') }),
])
export type WriteNote = z.infer<typeof WriteNote>

export const MarkNoteInError = z.object({ reason: z.string().trim().min(5).max(500) })
export type MarkNoteInError = z.infer<typeof MarkNoteInError>
