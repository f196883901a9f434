import { sql } from 'drizzle-orm'
import { closeSpentGlass } from '#app/features/oversight/commands/close-spent-glass.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

/** Every minute, region by region: a broken glass whose time is over is told to the pages that are open on it. */
export function startWatchingGlass(engine: Engine): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  const look = async () => {
    const regions = await engine.relayDb().execute<{ id: string }>(sql`select id from regions limit 200`)
    for (const { id: regionId } of regions) {
      const ctx = createCtx({
        db: engine.db,
        actor: systemActor(null),
        regionId,
        locale: 'fr',
        requestId: 'schedule',
      })
      await closeSpentGlass(ctx)
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
