import { keysOf, sealTrail } from '#app/features/audit/index.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

/** So that the seals are at most a minute behind the trail, with two tries to spare. */
const EVERY_MS = 20 * SECOND

/** Any number of workers try; one at a time seals. */
export function startSealing({ env, relayDb, blobs }: Engine): { stop: () => Promise<void> } {
  const keys = keysOf(env)
  let running: Promise<void> | null = null
  const run = async () => {
    try {
      const { outcome } = await sealTrail({ relayDb: relayDb(), blobs, keys, now: () => new Date() })
      if (outcome === 'tampered')
        log.error('the newest seals of the trail are gone from the database: run audit:verify')
    } catch (error) {
      log.error({ err: error }, 'seal the trail')
    }
  }
  const start = () => {
    running ??= run().finally(() => {
      running = null
    })
  }
  start()
  const timer = setInterval(start, EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
