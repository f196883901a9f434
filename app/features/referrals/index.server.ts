// What the shell and the seeds may ask of requests, named one by one.
export { actOnReferral } from './commands/act-on-referral.server.ts'
export { attachEntry } from './commands/attach.server.ts'
export { saveDraft } from './commands/draft.server.ts'
export { keepService } from './commands/keep-service.server.ts'
export { receiveReferral } from './commands/receive-referral.server.ts'
export { sendReferral } from './commands/send-referral.server.ts'
export { countReferrals } from './queries/count-referrals.server.ts'
