// What workers and the command line may ask of the trail, named one by one.
export { sealTrail } from './commands/seal-trail.server.ts'
export { verifyTrail } from './queries/verify-trail.server.ts'
export { publicKeyText } from './seals.ts'
export { keysOf } from './trail-store.server.ts'
