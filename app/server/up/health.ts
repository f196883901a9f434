import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, lastLines } from './child.ts'
import { refusal } from './messages.js'

const PATIENCE_MS = 120_000
const FAILURES_ALLOWED = 2

type Options = {
  address: { port: number; host: string }
  children: Child[]
  logOf: (name: string) => string
  signal: AbortSignal
}

/** Web answers and worker has not ended; or says which of them does not start, with the end of its log. */
export async function waitUntilHealthy({ address, children, logOf, signal }: Options) {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await isHealthy(address))) {
    signal.throwIfAborted()
    const failed = children.find((child) => child.failures() > FAILURES_ALLOWED)
    if (failed || Date.now() > deadline) {
      const log = logOf((failed ?? children[0]!).name)
      console.error(lastLines(log))
      throw refusal('notStarted', { name: (failed ?? children[0]!).name, log })
    }
    await sleep(100)
  }
}

async function isHealthy({ port, host }: { port: number; host: string }) {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host
  try {
    const answer = await fetch(`http://${reachable}:${port}/health`, { signal: AbortSignal.timeout(2_000) })
    return answer.status === 200
  } catch {
    return false
  }
}
