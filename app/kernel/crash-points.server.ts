/**
 * Places where a test lets the process die as by `kill -9`, to prove that nothing is lost there and nothing is
 * done twice. Deaf outside tests: `CORDEE_CRASH_AT` counts only with NODE_ENV=test.
 */
export type CrashPoint =
  | 'exchange.stored' // raw message stored, no ACK yet
  | 'exchange.filing' // inside the transaction that files
  | 'exchange.filed' // filed, its events not relayed, its job not finished
  | 'exchange.answered' // the hospital's software has taken a document, nothing of it is written yet
  | 'outbox.claimed' // events claimed, nothing published
  | 'outbox.published' // jobs added, events not marked
  | 'notices.claimed' // notices have their mail's id, the mail is not written
  | 'notices.written' // the mail is written, the notices are not marked

const wanted = process.env.NODE_ENV === 'test' ? process.env.CORDEE_CRASH_AT : undefined
const delayMs = Number(process.env.CORDEE_CRASH_DELAY_MS ?? 0)

export async function crashPoint(point: CrashPoint): Promise<void> {
  if (wanted !== point) return
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
}
