// What the shell and other features' pages may show of the record.
export { EntryList } from './entry-list.tsx'
export { PatientTable } from './patient-table.tsx'
