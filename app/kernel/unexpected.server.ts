import { log } from './log.server.ts'
import { currentRequestId } from './timing.server.ts'

/** Logs a bug under the reference that the person who met it was shown. */
export function logUnexpected(error: unknown) {
  log.error({ requestId: currentRequestId(), err: error }, 'unexpected')
}
