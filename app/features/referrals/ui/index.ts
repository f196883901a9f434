// What the shell may show of requests.
export { ReferralsToday } from './referrals-today.tsx'
