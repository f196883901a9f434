import type { Admission, IncomingDocuments, Reading, ReadOptions } from './intents.ts'
import type { Message } from './message.ts'
import { readAdmission } from './read-admission.ts'
import { readDocuments } from './read-documents.ts'

export type Intent = Admission | IncomingDocuments

/** What a message asks of us, whatever its kind. */
export function readIntent(message: Message, options: ReadOptions): Reading<Intent> {
  return message.envelope.messageCode === 'ADT'
    ? readAdmission(message, options)
    : readDocuments(message, options)
}
