// What other features may ask of the record, named one by one.

export { type CreatedFile, createFileToRefer, mayCreateToRefer } from './commands/create-file.server.ts'
export {
  attachFile,
  keepApart,
  mergePatients,
  settleTraits,
  unmergePatients,
} from './commands/decide-identity.server.ts'
export { declareGp, removeGp } from './commands/declare-gp.server.ts'
export { delegate } from './commands/delegate.server.ts'
export { designate, designateByRpps } from './commands/designate.server.ts'
export { endRelation, leavePatient } from './commands/end-relation.server.ts'
export { type FiledDocument, fileDocument } from './commands/file-document.server.ts'
export { fileFact, recordNoAllergy } from './commands/file-fact.server.ts'
export { fileResult } from './commands/file-result.server.ts'
export type { FiledFact } from './commands/filings.server.ts'
export { changeLocalId, mergeFiles } from './commands/join-files.server.ts'
export { keepRelations } from './commands/keep-relations.server.ts'
export { foundTeam, setTeamMember } from './commands/keep-teams.server.ts'
export { moveEntry } from './commands/move-entry.server.ts'
export { type OpenedFile, openFile } from './commands/open-file.server.ts'
export { proposeRecipients } from './commands/propose-recipients.server.ts'
export { type RecordedAppointment, recordAppointment } from './commands/record-appointment.server.ts'
export { recordConsent } from './commands/record-consent.server.ts'
export { type RecordedStay, recordStay } from './commands/record-stay.server.ts'
export { renameUnit } from './commands/rename-unit.server.ts'
export { type UpdatedIdentity, updateIdentity } from './commands/update-identity.server.ts'
export { withdrawDocument } from './commands/withdraw-document.server.ts'
export { fileSignedNote, markNoteInError, writeNote } from './commands/write-note.server.ts'
export { emptyReport, type ImportReport, importFhir } from './fhir/import-record.server.ts'
export { canSeeDelegations } from './policy.ts'
export { countReviews } from './queries/count-reviews.server.ts'
export { getMyDay, type MyDay } from './queries/get-my-day.server.ts'
export { getOutgoingEntry, type OutgoingEntry } from './queries/get-outgoing-entry.server.ts'
export { getPatientSummary, type PatientSummary } from './queries/get-patient-summary.server.ts'
export { openDocument } from './queries/open-document.server.ts'
export { openPatient } from './queries/open-patient.server.ts'
export { previewMerge } from './queries/review-identities.server.ts'
export { searchPatients } from './queries/search-patients.server.ts'
export { unopposed } from './queries/unopposed.server.ts'
export { unsealUpload } from './upload-token.server.ts'
