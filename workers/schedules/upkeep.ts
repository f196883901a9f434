import { sql } from 'drizzle-orm'
import { HOUR } from '#app/kernel/durations.ts'
import { log } from '#app/kernel/log.server.ts'
import type { Db } from '#db/client.ts'

const KEEP_PUBLISHED_DAYS = 30
const UPKEEP_LOCK = 7_210_010

/** What a database needs now and then: next months' trail partitions, and an outbox that stays small. */
export async function upkeepOnce(relayDb: Db): Promise<void> {
  await relayDb.transaction(async (tx) => {
    const [lock] = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${UPKEEP_LOCK}) as mine`,
    )
    if (!lock!.mine) return
    await tx.execute(sql`select app.ensure_audit_partitions()`)
    await tx.execute(sql`
      delete from outbox where seq in (
        select seq from outbox where published_at < now() - make_interval(days => ${KEEP_PUBLISHED_DAYS}) limit 10000)`)
  })
}

/** At start and every hour. */
export function startUpkeep(relayDb: Db): { stop: () => void } {
  const run = () => upkeepOnce(relayDb).catch((error) => log.error({ err: error }, 'upkeep'))
  run()
  const timer = setInterval(run, HOUR)
  return { stop: () => clearInterval(timer) }
}
