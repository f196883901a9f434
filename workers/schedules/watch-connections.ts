import { sql } from 'drizzle-orm'
import { forgetMessages } from '#app/features/exchange/commands/forget-messages.server.ts'
import { noteSilence } from '#app/features/exchange/commands/watch-silence.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { HOUR, MINUTE } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

type Row = { id: string; region_id: string; establishment_id: string; hour: number }

/** When hospitals sleep: deleting years of messages is not a day's work. */
const NIGHT = { from: 1, until: 5 }

/** Every minute: has an interface gone silent? Every hour of the night: raw messages whose time is over. */
export function startWatchingConnections(engine: Engine): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  let forgotAt = 0
  const look = async () => {
    const rows = await engine.relayDb().execute<Row>(sql`
      select c.id, c.region_id, c.establishment_id,
        extract(hour from now() at time zone r.time_zone)::int as hour
      from connections c join regions r on r.id = c.region_id limit 1000`)
    const mayForget = Date.now() - forgotAt >= HOUR
    if (mayForget) forgotAt = Date.now()
    for (const row of rows) {
      const ctx = ctxOf(engine, row)
      await alone(row.id, () => noteSilence(ctx, { connectionId: row.id }))
      const isNight = row.hour >= NIGHT.from && row.hour < NIGHT.until
      if (mayForget && isNight) await alone(row.id, () => forgetMessages(ctx, { connectionId: row.id }))
    }
  }
  const run = () => {
    running = running.then(look).catch((error) => log.error({ err: error }, 'watch connections'))
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

/** What goes wrong with one connection must not keep the others unwatched. */
const alone = (connection: string, work: () => Promise<unknown>) =>
  work().catch((error) => log.error({ err: error, connection }, 'watch connection'))

const ctxOf = (engine: Engine, row: Row): Ctx =>
  createCtx({
    db: engine.db,
    actor: systemActor(row.establishment_id),
    regionId: row.region_id,
    locale: 'fr',
    requestId: 'schedule',
  })
