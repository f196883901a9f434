import { sql } from 'drizzle-orm'
import { closeSpentGlass } from '#app/features/oversight/commands/close-spent-glass.server.ts'
import { findUnusual } from '#app/features/oversight/commands/find-unusual.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { HOUR, MINUTE } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

/**
 * Region by region. Every minute: a broken glass whose time is over is told to the pages that are open on it. Every
 * hour: what was unusual among the latest openings. Several workers may do both; done twice is done once.
 */
export function startWatchingGlass(engine: Engine): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  let lookedAt = 0
  const look = async () => {
    const regions = await engine.relayDb().execute<{ id: string }>(sql`select id from regions limit 200`)
    const isHour = Date.now() - lookedAt >= HOUR
    if (isHour) lookedAt = Date.now()
    for (const { id: regionId } of regions) {
      const ctx = createCtx({
        db: engine.db,
        actor: systemActor(null),
        regionId,
        locale: 'fr',
        requestId: 'schedule',
      })
      await closeSpentGlass(ctx)
      if (isHour) await findUnusual(ctx)
    }
  }
  const run = () => {
    running = running.then(look).catch((error) => log.error({ err: error }, 'watch broken glass'))
  }
  run()
  const timer = setInterval(run, MINUTE)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
