// What the shell may show of signing in.
export { SessionWatch } from './session-watch.tsx'
