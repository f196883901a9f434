import { sql } from 'drizzle-orm'
import { crashPoint } from '#app/kernel/crash-points.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import type { QueueName } from '#app/kernel/jobs.ts'
import { describeError, log } from '#app/kernel/log.server.ts'
import type { QueueJob } from '#app/kernel/queues.server.ts'
import type { Eviction, Hint, Reaction } from '#app/kernel/reactions.ts'
import type { Db } from '#db/client.ts'

export type Sinks = {
  addBulk: (queue: QueueName, jobs: QueueJob[]) => Promise<void>
  hint: (hint: Hint) => void
  evict: (eviction: Eviction) => void
}

type Claimed = {
  seq: string
  region_id: string
  establishment_id: string | null
  actor_id: string | null
  request_id: string
  name: string
  payload: Record<string, unknown>
  attempts: number
}
type Effects = {
  seq: string
  jobs: { queue: QueueName; job: QueueJob }[]
  hints: Hint[]
  evictions: Eviction[]
}

/** A relay that died holds its claims no longer than this. Finished jobs are remembered far longer. */
const CLAIM_MS = 20 * SECOND
const MAX_ATTEMPTS = 10

/**
 * Takes up to `batch` waiting events, publishes what follows from them, and marks them: claim, publish and
 * mark are three steps, so nothing slow happens inside a transaction. At least once: a crash in between
 * publishes again, and job ids made of the event keep that from doing anything twice.
 * Returns how many events were taken.
 */
export async function relayOnce(
  db: Db,
  reactions: readonly Reaction[],
  sinks: Sinks,
  batch = 200,
): Promise<number> {
  const events = await claim(db, batch)
  if (events.length === 0) return 0
  await crashPoint('outbox.claimed')
  const ready: Effects[] = []
  for (const event of events) {
    try {
      ready.push(effectsOf(event, reactions))
    } catch (error) {
      await fail(db, [event.seq], error)
    }
  }
  try {
    await publish(ready, sinks)
  } catch (error) {
    if (ready.length > 1) {
      await publishOneByOne(db, ready, sinks)
      return events.length
    }
    await fail(
      db,
      ready.map((e) => e.seq),
      error,
    )
    return events.length
  }
  await crashPoint('outbox.published')
  await mark(
    db,
    ready.map((e) => e.seq),
  )
  return events.length
}

async function claim(db: Db, batch: number): Promise<Claimed[]> {
  const rows = await db.execute<Claimed>(sql`
    update outbox set claimed_at = now()
    where seq in (
      select seq from outbox
      where published_at is null and parked_at is null
        and (claimed_at is null or claimed_at < now() - make_interval(secs => ${CLAIM_MS / 1000}))
      order by seq limit ${batch} for update skip locked)
    returning seq, region_id, establishment_id, actor_id, request_id, name, payload, attempts`)
  return [...rows].sort((a, b) => Number(a.seq) - Number(b.seq))
}

function effectsOf(event: Claimed, reactions: readonly Reaction[]): Effects {
  const origin = {
    regionId: event.region_id,
    establishmentId: event.establishment_id,
    actorId: event.actor_id,
    requestId: event.request_id,
  }
  const effects: Effects = { seq: event.seq, jobs: [], hints: [], evictions: [] }
  for (const reaction of reactions.filter((r) => r.event === event.name)) {
    for (const { job, data, key } of reaction.jobs(event.payload, origin)) {
      // BullMQ refuses a colon in an id.
      const jobId = [event.seq, job.name, key].filter(Boolean).join('-')
      effects.jobs.push({
        queue: job.queue,
        job: {
          name: job.name,
          data: { ...origin, ...data },
          opts: { jobId, attempts: job.attempts, backoff: { type: 'exponential', delay: job.backoffMs } },
        },
      })
    }
    effects.hints.push(...reaction.hints(event.payload, origin))
    effects.evictions.push(...reaction.evictions(event.payload, origin))
  }
  return effects
}

async function publish(all: Effects[], sinks: Sinks) {
  const byQueue = new Map<QueueName, QueueJob[]>()
  for (const { queue, job } of all.flatMap((e) => e.jobs))
    byQueue.set(queue, [...(byQueue.get(queue) ?? []), job])
  for (const [queue, jobs] of byQueue) await sinks.addBulk(queue, jobs)
  // Pages first learn that something changed, then lose the room: they ask again and are told "not found".
  for (const hint of all.flatMap((e) => e.hints)) sinks.hint(hint)
  for (const eviction of all.flatMap((e) => e.evictions)) sinks.evict(eviction)
}

/** One bad event must not hold back the rest of its batch. */
async function publishOneByOne(db: Db, all: Effects[], sinks: Sinks) {
  for (const effects of all) {
    try {
      await publish([effects], sinks)
      await mark(db, [effects.seq])
    } catch (error) {
      await fail(db, [effects.seq], error)
    }
  }
}

const list = (seqs: string[]) => sql`any (${`{${seqs.join(',')}}`}::bigint[])`

async function mark(db: Db, seqs: string[]) {
  if (seqs.length === 0) return
  await db.execute(sql`update outbox set published_at = now(), claimed_at = null where seq = ${list(seqs)}`)
}

/** Counts the failure; the tenth parks the event. It is tried again when its claim runs out. */
async function fail(db: Db, seqs: string[], error: unknown) {
  if (seqs.length === 0) return
  const { kind, code } = describeError(error)
  log.error({ err: error, seqs }, 'outbox')
  await db.execute(sql`
    update outbox set attempts = attempts + 1, last_error = ${[kind, code].filter(Boolean).join(' ')},
      parked_at = case when attempts + 1 >= ${MAX_ATTEMPTS} then now() end,
      claimed_at = now() - make_interval(secs => ${CLAIM_MS / 1000}) + make_interval(secs => least(power(2, attempts), 60))
    where seq = ${list(seqs)}`)
}
