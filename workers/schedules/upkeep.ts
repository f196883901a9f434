import { sql } from 'drizzle-orm'
import type { BlobStore } from '#app/kernel/blobs.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
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

/** Twice as long as what was uploaded can be filed: nobody needs it any more. */
const KEEP_STAGED_MS = DAY

/** Any number of workers may: gone twice is gone. */
export const sweepStaged = (blobs: Pick<BlobStore, 'removeStaged'>, now = new Date()): Promise<number> =>
  blobs.removeStaged(new Date(now.getTime() - KEEP_STAGED_MS))

/** At start and every hour. */
export function startUpkeep({ relayDb, blobs }: Pick<Engine, 'relayDb' | 'blobs'>): { stop: () => void } {
  const run = async () => {
    await upkeepOnce(relayDb()).catch((error) => log.error({ err: error }, 'upkeep'))
    await sweepStaged(blobs).catch((error) => log.error({ err: error }, 'sweep of uploads'))
  }
  void run()
  const timer = setInterval(run, HOUR)
  return { stop: () => clearInterval(timer) }
}
