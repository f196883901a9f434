// What the shell and other features' pages may show of the record.
export { MyDay } from './my-day.tsx'
