import { AsyncLocalStorage } from 'node:async_hooks'

/** What one request cost so far, and the reference people read to support when it fails. */
export type RequestTiming = {
  requestId: string
  /** During which it waited for the database: what loaders ask side by side counts once. */
  dbMs: number
  queries: number
  /** Beginnings and ends of what `dbMs` is made of. */
  spans?: [number, number][]
}

// On globalThis: in development Vite may load this module twice, and both must see the same request.
const holder = globalThis as { cordeeTiming?: AsyncLocalStorage<RequestTiming> }
holder.cordeeTiming ??= new AsyncLocalStorage<RequestTiming>()
const storage = holder.cordeeTiming

export const withTiming = <T>(timing: RequestTiming, work: () => T): T => storage.run(timing, work)

/** Called by whatever talks to the database; outside a request (jobs, tests) it counts for nobody. */
export function addDbTime(ms: number, queries = 1) {
  const timing = storage.getStore()
  if (!timing) return
  const now = performance.now()
  timing.spans = [...(timing.spans ?? []), [now - ms, now]]
  timing.dbMs = covered(timing.spans)
  timing.queries += queries
}

/** How much time the spans cover together. */
export function covered(spans: readonly (readonly [number, number])[]): number {
  let total = 0
  let until = Number.NEGATIVE_INFINITY
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (to <= until) continue
    total += to - Math.max(from, until)
    until = to
  }
  return total
}

export const currentRequestId = (): string | undefined => storage.getStore()?.requestId
