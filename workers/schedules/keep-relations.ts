import { sql } from 'drizzle-orm'
import { keepRelations } from '#app/features/record/index.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

/** A page that is open when a right ends is closed within a minute, hint and loading included. */
const EVERY_MS = 15 * SECOND

/** Rights whose time is over, and those that waited for somebody who has joined. Any number of workers look. */
export function startKeepingRelations(engine: Engine): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  let isLooking = false
  const look = async () => {
    const regions = await engine.relayDb().execute<{ id: string }>(sql`select id from regions`)
    for (const { id } of regions) {
      const ctx = createCtx({
        db: engine.db,
        actor: systemActor(null),
        regionId: id,
        locale: 'fr',
        requestId: 'schedule',
      })
      await keepRelations(ctx).catch((error) => log.error({ err: error }, 'keep relations'))
    }
  }
  const run = () => {
    if (isLooking) return
    isLooking = true
    running = look()
      .catch((error) => log.error({ err: error }, 'keep relations'))
      .finally(() => {
        isLooking = false
      })
  }
  run()
  const timer = setInterval(run, EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
