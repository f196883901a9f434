import { isRppsValid } from '#app/kernel/check-digits.ts'
import type { Admission, IncomingDocuments, Professional, Reading, ReadOptions } from './intents.ts'
import type { Message } from './message.ts'
import { readAdmission } from './read-admission.ts'
import { type IncomingAppointment, readAppointment } from './read-appointment.ts'
import { readDocuments } from './read-documents.ts'
import { type IncomingResults, readResults } from './read-results.ts'

export type Intent = Admission | IncomingAppointment | IncomingResults | IncomingDocuments

/** Whoever the message names by a number. */
function namedIn(intent: Intent): (Professional | null | undefined)[] {
  if (intent.kind === 'admission')
    return [
      intent.visit?.attending,
      intent.declaredGp,
      ...(intent.clinical?.diagnoses.map(({ author }) => author) ?? []),
    ]
  if (intent.kind === 'appointment') return [intent.practitioner]
  if (intent.kind === 'documents')
    return [intent.visit?.attending, ...intent.documents.map(({ author }) => author)]
  return [
    ...intent.results.map(({ author }) => author),
    ...(intent.documents?.documents.map(({ author }) => author) ?? []),
  ]
}

/** A number that is declared an RPPS is taken as one; that its key is wrong, its sender is told. */
export function readIntent(message: Message, options: ReadOptions): Reading<Intent> {
  const reading = readByType(message, options)
  if (reading.ok && namedIn(reading.intent).some((named) => named?.rpps && !isRppsValid(named.rpps)))
    reading.intent.warnings.push('rppsKeyWrong')
  return reading
}

/** What a message asks of us, whatever its kind. An ORU may hold values, documents, or both. */
function readByType(message: Message, options: ReadOptions): Reading<Intent> {
  const { messageCode } = message.envelope
  if (messageCode === 'ADT') return readAdmission(message, options)
  if (messageCode === 'SIU') return readAppointment(message, options)
  if (messageCode === 'ORU') {
    const results = readResults(message, options)
    if (results) return results
  }
  return readDocuments(message, options)
}
