import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'
import { defineJob } from '#app/kernel/jobs.ts'
import { createQueueEngine } from '#app/kernel/queues.server.ts'
import { defineReaction, request } from '#app/kernel/reactions.ts'
import { bootstrapCluster, databaseUrls, type Passwords } from '#db/bootstrap.ts'
import { createDb, type Db } from '#db/client.ts'
import { startEmbedded } from '#db/embedded/start.ts'
import { migrate } from '#db/migrate.ts'
import { freePort } from '#e2e/fixtures/processes.ts'
import { relayOnce } from '#workers/outbox/relay.ts'
import { startLoop } from '#workers/outbox/relay-loop.ts'
import { describeMachine, load, ms, percentile, say, table } from './machine.ts'

// From an event in the outbox to a job that ran: how many a second, and how long one takes when it is alone.
// On Postgres, and on Redis when redis-server is installed. The processor does nothing, so this is the ceiling.

const EVENTS = 5_000
const ALONE = 100
const CONCURRENCY = 20

const Measured = defineEvent('bench.thing.measured', { n: z.number() })
const Count = defineJob('bench.thing.count', { n: z.number() }, { queue: 'record' })
const reactions = [defineReaction(Measured, { jobs: (event) => [request(Count, { n: event.n })] })]

const folder = mkdtempSync(join(tmpdir(), 'cordee-bench-'))
const server = await startEmbedded({ dataDir: join(process.cwd(), '.data', 'bench-pg') })
const passwords: Passwords = {
  app_migrator: 'bench-migrator',
  app_user: 'bench-user',
  app_relay: 'bench-relay',
  app_identity: 'bench-identity',
}
const database = `cordee_bench_${process.pid}`
await bootstrapCluster(server.adminUrl, { database, passwords })
const urls = databaseUrls(server.adminUrl, database, passwords)
const redis = await startRedis()
const rows: string[][] = []
try {
  await migrate(urls.DATABASE_MIGRATE_URL)
  await describeMachine(server.adminUrl)
  // By turns, so that neither has the quiet half of the run.
  for (const round of [1, 2]) {
    rows.push(await measure(`Postgres, round ${round}`, undefined))
    if (redis) rows.push(await measure(`Redis, round ${round}`, redis.url))
  }
  say(`${EVENTS} events at once, then ${ALONE} one by one; ${CONCURRENCY} jobs at a time:`)
  table(['queue', 'relayed /s', 'done /s', 'alone p50 ms', 'p95'], rows)
  if (!redis) say('redis-server is not installed: Postgres alone was measured.')
  say(`Load ${load()} after`)
} finally {
  await redis?.stop()
  await dropDatabase()
  if (!server.attached) await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)

async function measure(name: string, redisUrl: string | undefined): Promise<string[]> {
  const db = createDb(urls.DATABASE_DIRECT_URL, { max: 6, name: 'bench' })
  const owner = createDb(ownerUrl(), { max: 2, name: 'bench' })
  const queues = createQueueEngine({ directUrl: urls.DATABASE_DIRECT_URL, redisUrl }, (error) =>
    say(`queue: ${error.message}`),
  )
  const sinks = { addBulk: queues.addBulk, hint: () => {}, evict: () => {} }
  const doneAt = new Map<number, number>()
  const worker = queues.work('record', CONCURRENCY, async ({ data }) => {
    doneAt.set(Number(data.n), performance.now())
  })
  try {
    await happen(owner, [0]) // connections and queues open
    await relayOnce(db, reactions, sinks)
    await until(() => doneAt.has(0))
    doneAt.clear()

    await happen(
      owner,
      Array.from({ length: EVENTS }, (_, i) => i + 1),
    )
    const startedAt = performance.now()
    while ((await relayOnce(db, reactions, sinks)) > 0);
    const relayedAt = performance.now()
    await until(() => doneAt.size === EVENTS)
    const lastAt = Math.max(...doneAt.values())
    doneAt.clear()

    const alone = await oneByOne(db, owner, sinks, doneAt)
    const perSecond = (from: number, to: number) => Math.round(EVENTS / ((to - from) / 1000)).toString()
    return [
      name,
      perSecond(startedAt, relayedAt),
      perSecond(startedAt, lastAt),
      ms(percentile(alone, 0.5)),
      ms(percentile(alone, 0.95)),
    ]
  } finally {
    await worker.close()
    await queues.close()
    await Promise.all([db, owner].map((it) => it.$client.end()))
  }
}

/** By the worker's own loop: told by the database, then relayed, then run. */
async function oneByOne(
  db: Db,
  owner: Db,
  sinks: Parameters<typeof relayOnce>[2],
  doneAt: Map<number, number>,
) {
  const loop = startLoop(
    { directUrl: urls.DATABASE_DIRECT_URL, channel: 'cordee_outbox', name: 'bench relay' },
    () => relayOnce(db, reactions, sinks),
  )
  await sleep(1_000) // it listens
  const times: number[] = []
  for (let n = 1; n <= ALONE; n++) {
    const happenedAt = performance.now()
    await happen(owner, [n])
    await until(() => doneAt.has(n))
    times.push(doneAt.get(n)! - happenedAt)
  }
  await loop.stop()
  return times
}

async function happen(owner: Db, numbers: number[]) {
  await owner.execute(sql`
    insert into outbox (region_id, request_id, name, payload)
    select gen_random_uuid(), 'bench', ${Measured.name}, jsonb_build_object('n', n)
    from unnest(${`{${numbers.join(',')}}`}::int[]) n`)
}

async function until(isDone: () => boolean, timeoutMs = 120_000) {
  const deadline = performance.now() + timeoutMs
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error('The jobs did not run.')
    await sleep(1)
  }
}

function ownerUrl() {
  const url = new URL(urls.DATABASE_MIGRATE_URL)
  url.searchParams.set('options', '-c role=app_owner')
  return url.href
}

async function dropDatabase() {
  const admin = createDb(server.adminUrl, { max: 1, name: 'bench' })
  await admin.execute(sql.raw(`drop database if exists ${database} with (force)`))
  await admin.$client.end()
}

/** A server of its own that keeps what it was given as a production one would. */
async function startRedis() {
  const port = await freePort()
  const child = spawn('redis-server', ['--port', String(port), '--dir', folder, '--appendonly', 'yes'], {
    stdio: 'ignore',
  })
  const hasFailed = await Promise.race([
    new Promise<boolean>((resolve) => child.once('error', () => resolve(true))),
    sleep(1_000).then(() => false),
  ])
  if (hasFailed) return null
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}
