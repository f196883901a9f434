import { HOUR, MINUTE, SECOND } from '#app/kernel/durations.ts'

/** Soon at first, then at leisure, and on until somebody answers: what was brought is never given up silently. */
const PAUSES_MS = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]

/** How long after a failed attempt the next one comes; attempts count from 1. */
export const pauseAfter = (attempts: number): number =>
  PAUSES_MS[Math.min(Math.max(attempts, 1), PAUSES_MS.length) - 1]!

/** MSH-10 has 20 characters: the same for every attempt, so that the receiver knows the message again. */
export const controlIdOf = (messageId: string): string => `CD${messageId.replaceAll('-', '').slice(0, 18)}`

export type Answer =
  | { kind: 'taken' }
  | { kind: 'refused'; reason: string }
  | { kind: 'unclear'; reason: string }

/** What an acknowledgment means for the message it answers. A code of its own (ERR-3) says why; never its text. */
export function answerOf(
  said: { code: string; inReplyTo: string; errorCode: string },
  controlId: string,
): Answer {
  if (said.inReplyTo !== controlId) return { kind: 'unclear', reason: 'otherMessage' }
  if (said.code === 'AA' || said.code === 'CA') return { kind: 'taken' }
  if (!['AE', 'AR', 'CE', 'CR'].includes(said.code)) return { kind: 'unclear', reason: 'badAck' }
  const error = /^\d{3}$/.test(said.errorCode) ? ` ${said.errorCode}` : ''
  return { kind: 'refused', reason: `${said.code}${error}` }
}

/** Own machine and link-local addresses: only a region where tests are made reaches them. */
export function isOwnMachine(address: string): boolean {
  const v4 = address.replace(/^::ffff:/i, '')
  return (
    /^(127|0)\./.test(v4) ||
    /^169\.254\./.test(v4) ||
    address === '::1' ||
    address === '::' ||
    /^fe[89ab]/i.test(address)
  )
}
