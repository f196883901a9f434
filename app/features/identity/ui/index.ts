// What the shell and other features may show of signing in.
export { DoorLayout } from './door-layout.tsx'
export { InviteCorrespondentLink } from './invite-correspondent-link.tsx'
export { SessionWatch } from './session-watch.tsx'
export { SupportBanner } from './support-banner.tsx'
