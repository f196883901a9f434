// What the shell and other features' pages may show of the record.

export { Contacts } from './contacts.tsx'
export { TransmissionState } from './contribution-line.tsx'
export { EntryList } from './entry-list.tsx'
export { forgetKeptUploads } from './kept-uploads.ts'
export { MyDay } from './my-day.tsx'
export { NewPatientPage } from './new-patient-page.tsx'
export { NextVisits } from './next-visits.tsx'
export { PrintButton } from './print-button.tsx'
