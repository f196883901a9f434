import { sql } from 'drizzle-orm'
import { DeliverDocument } from '#app/features/exchange/jobs.ts'
import { MINUTE, SECOND } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'
import type { QueueEngine } from '#app/kernel/queues.server.ts'
import type { Db } from '#db/client.ts'

type Due = { id: string; region_id: string; establishment_id: string; attempts: number }

const LOOK_MS = 2 * SECOND

/**
 * What waits for its next attempt becomes a job when its moment has come. The job's id holds the attempt, so that
 * several workers that look make one job of it, and the minute, so that a job that failed is no end of it.
 */
export async function enqueueDue(relayDb: Db, addBulk: QueueEngine['addBulk']): Promise<number> {
  const due = await relayDb.execute<Due>(sql`
    select m.id, m.region_id, m.establishment_id, m.attempts from outbound_messages m
    join outbound_connections c on c.region_id = m.region_id and c.establishment_id = m.establishment_id
    where m.state = 'waiting' and m.next_attempt_at <= now() and c.is_enabled
      and (m.claimed_until is null or m.claimed_until < now())
    order by m.next_attempt_at limit 50`)
  if (due.length === 0) return 0
  const minute = Math.floor(Date.now() / MINUTE)
  await addBulk(
    DeliverDocument.queue,
    due.map(({ id, region_id, establishment_id, attempts }) => ({
      name: DeliverDocument.name,
      data: {
        regionId: region_id,
        establishmentId: establishment_id,
        actorId: null,
        requestId: 'schedule',
        messageId: id,
      },
      opts: {
        jobId: `${DeliverDocument.name}-${id}-${attempts}-${minute}`,
        attempts: DeliverDocument.attempts,
        backoff: { type: 'exponential', delay: DeliverDocument.backoffMs },
      },
    })),
  )
  return due.length
}

export function startSendingDocuments(engine: Engine): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  const { addBulk } = engine.queues()
  const timer = setInterval(() => {
    running = running
      .then(() => enqueueDue(engine.relayDb(), addBulk))
      .catch((error) => log.error({ err: error }, 'due documents'))
  }, LOOK_MS)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
