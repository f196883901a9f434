// What the shell and other features may ask of notices.
export { canChooseNotices } from './policy.ts'
