import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '#app/kernel/durations.ts'

export type Pace = {
  /** Resolves when the next one may go. */
  wait: () => Promise<void>
  set: (perSecond: number | null) => void
}

/** At most so many a second, evenly; null lets all go. For history, which must not slow the day's work. */
export function createPace(perSecond: number | null): Pace {
  let rate = perSecond
  let nextAt = 0
  return {
    set: (changed) => {
      rate = changed
    },
    wait: async () => {
      if (rate === null) return
      const now = performance.now()
      nextAt = Math.max(now, nextAt) + SECOND / rate
      const ms = nextAt - SECOND / rate - now
      if (ms > 0) await sleep(ms)
    },
  }
}
