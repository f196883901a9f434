import { AsyncLocalStorage } from 'node:async_hooks'

/** What one request cost so far, and the reference people read to support when it fails. */
export type RequestTiming = { requestId: string; dbMs: number; queries: number }

// On globalThis: in development Vite may load this module twice, and both must see the same request.
const holder = globalThis as { cordeeTiming?: AsyncLocalStorage<RequestTiming> }
holder.cordeeTiming ??= new AsyncLocalStorage<RequestTiming>()
const storage = holder.cordeeTiming

export const withTiming = <T>(timing: RequestTiming, work: () => T): T => storage.run(timing, work)

/** Called by whatever talks to the database; outside a request (jobs, tests) it counts for nobody. */
export function addDbTime(ms: number, queries = 1) {
  const timing = storage.getStore()
  if (!timing) return
  timing.dbMs += ms
  timing.queries += queries
}

export const currentRequestId = (): string | undefined => storage.getStore()?.requestId
