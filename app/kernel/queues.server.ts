import {
  createPostgresBackend,
  type JobsOptions,
  Queue,
  type QueueOptions,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq'
import { DAY, SECOND } from './durations.ts'
import type { QueueName } from './jobs.ts'

export type QueueJob = { name: string; data: Record<string, unknown>; opts: JobsOptions }
export type Runner = (job: { name: string; data: Record<string, unknown>; id?: string }) => Promise<unknown>

export type QueueEngine = {
  kind: 'postgres' | 'redis'
  /** One statement for many jobs; an id that exists already is the same job. */
  addBulk: (queue: QueueName, jobs: QueueJob[]) => Promise<void>
  work: (queue: QueueName, concurrency: number, run: Runner) => { close: () => Promise<void> }
  counts: (queue: QueueName) => Promise<Record<string, number>>
  close: () => Promise<void>
}

type Report = (error: Error) => void

/** A finished job is remembered longer than the relay may repeat itself, so that its id still counts. */
export const KEEP_FINISHED = {
  removeOnComplete: { age: (2 * DAY) / SECOND },
  removeOnFail: { age: (30 * DAY) / SECOND },
}
const WORKER_OPTIONS = {
  runRetryDelay: 1500,
  stalledInterval: 15 * SECOND,
  lockDuration: 30 * SECOND,
  maxStalledCount: 3,
}

/** BullMQ on Postgres out of the box, on Redis when `redisUrl` is set. Every object has an error listener. */
export function createQueueEngine(
  where: { directUrl: string; redisUrl?: string },
  report: Report,
): QueueEngine {
  const make = where.redisUrl ? redisMakers(where.redisUrl) : postgresMakers(where.directUrl)
  const queues = new Map<QueueName, Queue>()
  const queueOf = (name: QueueName) => {
    let queue = queues.get(name)
    if (!queue) {
      queue = make.queue(name)
      queue.on('error', report)
      queues.set(name, queue)
    }
    return queue
  }
  return {
    kind: where.redisUrl ? 'redis' : 'postgres',
    async addBulk(name, jobs) {
      await queueOf(name).addBulk(jobs.map((job) => ({ ...job, opts: { ...KEEP_FINISHED, ...job.opts } })))
    },
    work(name, concurrency, run) {
      const worker = make.worker(name, run, concurrency)
      worker.on('error', report)
      return { close: () => worker.close() }
    },
    counts: (name) => queueOf(name).getJobCounts(),
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

type Makers = {
  queue: (name: string) => Queue
  worker: (name: string, run: Runner, concurrency: number) => Worker
}

function postgresMakers(connectionString: string): Makers {
  const backend = withBackend(createPostgresBackend)
  const connection = { connectionString, schema: 'bullmq', max: 4, keepAlive: true }
  return {
    queue: (name) => new backend.Queue(name, { connection }) as unknown as Queue,
    worker: (name, run, concurrency) =>
      new backend.Worker(name, run, { connection, concurrency, ...WORKER_OPTIONS }) as unknown as Worker,
  }
}

function redisMakers(url: string): Makers {
  const parsed = new URL(url)
  const base = {
    host: parsed.hostname,
    port: Number(parsed.port || 6379),
    username: parsed.username || undefined,
    password: decodeURIComponent(parsed.password) || undefined,
    db: Number(parsed.pathname.slice(1) || 0),
    ...(parsed.protocol === 'rediss:' ? { tls: {} } : {}),
  }
  return {
    queue: (name) => new Queue(name, { connection: base } satisfies QueueOptions),
    worker: (name, run, concurrency) =>
      new Worker(name, run, {
        connection: { ...base, maxRetriesPerRequest: null },
        concurrency,
        ...WORKER_OPTIONS,
      } satisfies WorkerOptions),
  }
}
