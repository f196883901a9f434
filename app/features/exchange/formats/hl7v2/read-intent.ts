import type { Admission, IncomingDocuments, Reading, ReadOptions } from './intents.ts'
import type { Message } from './message.ts'
import { readAdmission } from './read-admission.ts'
import { type IncomingAppointment, readAppointment } from './read-appointment.ts'
import { readDocuments } from './read-documents.ts'
import { type IncomingResults, readResults } from './read-results.ts'

export type Intent = Admission | IncomingAppointment | IncomingResults | IncomingDocuments

/** What a message asks of us, whatever its kind. An ORU may hold values, documents, or both. */
export function readIntent(message: Message, options: ReadOptions): Reading<Intent> {
  const { messageCode } = message.envelope
  if (messageCode === 'ADT') return readAdmission(message, options)
  if (messageCode === 'SIU') return readAppointment(message, options)
  if (messageCode === 'ORU') {
    const results = readResults(message, options)
    if (results) return results
  }
  return readDocuments(message, options)
}
