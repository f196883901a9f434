import { join } from 'node:path'
import { createAdapter as createPostgresAdapter } from '@socket.io/postgres-adapter'
import { createAdapter as createRedisAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { ServerOptions } from 'socket.io'
import { createDb, type Db } from '#db/client.ts'
import { type BlobStore, folderStore, s3Store } from './blobs.server.ts'
import { type Env, readEnv } from './env.server.ts'
import { log } from './log.server.ts'
import { createQueueEngine, type QueueEngine } from './queues.server.ts'
import { clamScanner, noScanner, type Scanner } from './scan.server.ts'

type SocketAdapter = NonNullable<ServerOptions['adapter']>

/** What stands behind the environment: nothing else knows whether it is a folder or S3, Postgres or Redis. */
export type Engine = {
  env: Env
  /** `app_user`: everything behind walls and doors. May go through PgBouncer. */
  db: Db
  /** `app_identity`: sign-in only. */
  identityDb: Db
  /** `app_relay`, a session of its own: outbox, LISTEN, advisory locks. */
  relayDb: () => Db
  queues: () => QueueEngine
  blobs: BlobStore
  /** Looks into files that people bring; without one configured, every file passes. */
  scanner: Scanner
  /** How socket processes find each other. */
  socketAdapter: () => SocketAdapter
  close: () => Promise<void>
}

export function createEngine(env: Env, processName: string): Engine {
  const closers: (() => Promise<unknown>)[] = []
  const lazily = <T>(make: () => { value: T; close: () => Promise<unknown> }) => {
    let made: { value: T } | undefined
    return () => {
      if (!made) {
        const { value, close } = make()
        made = { value }
        closers.unshift(close)
      }
      return made.value
    }
  }
  const pool = (url: string, max: number) => {
    const db = createDb(url, { max, name: processName, isDirect: isDirect(url, env.DATABASE_DIRECT_URL) })
    closers.push(() => db.$client.end({ timeout: 5 }))
    return db
  }

  return {
    env,
    db: pool(env.DATABASE_URL, env.DATABASE_POOL),
    identityDb: pool(env.DATABASE_IDENTITY_URL, Math.max(2, Math.ceil(env.DATABASE_POOL / 3))),
    relayDb: lazily(() => {
      const value = createDb(env.DATABASE_DIRECT_URL, { max: 6, name: processName })
      return { value, close: () => value.$client.end({ timeout: 5 }) }
    }),
    queues: lazily(() => {
      const value = createQueueEngine(
        { directUrl: env.DATABASE_DIRECT_URL, redisUrl: env.REDIS_URL },
        (error) => log.error({ err: error }, 'queue'),
      )
      return { value, close: value.close }
    }),
    blobs: env.S3_BUCKET
      ? s3Store({
          endpoint: env.S3_ENDPOINT,
          bucket: env.S3_BUCKET,
          region: env.S3_REGION,
          accessKeyId: env.S3_ACCESS_KEY_ID!,
          secretAccessKey: env.S3_SECRET_ACCESS_KEY!,
        })
      : folderStore(join(env.CORDEE_DATA, 'blobs')),
    scanner: env.CLAMAV_HOST ? clamScanner({ host: env.CLAMAV_HOST, port: env.CLAMAV_PORT }) : noScanner,
    socketAdapter: lazily<SocketAdapter>(() =>
      env.REDIS_URL ? redisSockets(env.REDIS_URL) : postgresSockets(env.DATABASE_DIRECT_URL),
    ),
    async close() {
      for (const close of closers) await close().catch((error) => log.warn({ err: error }, 'close'))
    },
  }
}

/** The same server as the direct connection: no pooler in between. */
const isDirect = (url: string, direct: string) => new URL(url).host === new URL(direct).host

function postgresSockets(connectionString: string) {
  const sockets = new pg.Pool({ connectionString, max: 3, keepAlive: true })
  sockets.on('error', (error) => log.error({ err: error }, 'socket pool'))
  const value = createPostgresAdapter(sockets, {
    errorHandler: (error) => log.error({ err: error }, 'socket adapter'),
  })
  return { value, close: () => sockets.end() }
}

function redisSockets(url: string) {
  const client = new Redis(url, { lazyConnect: false })
  client.on('error', (error) => log.error({ err: error }, 'socket redis'))
  const value = createRedisAdapter(client)
  return {
    value,
    close: async () => {
      client.disconnect()
    },
  }
}

// On globalThis: in development Vite loads this module again, and pools must exist once.
const holder = globalThis as { cordeeEngine?: Engine }

/** The engine of this process, made at first use. */
export function engine(): Engine {
  holder.cordeeEngine ??= createEngine(readEnv(), 'cordee')
  return holder.cordeeEngine
}

export async function closeEngine(): Promise<void> {
  await holder.cordeeEngine?.close()
  holder.cordeeEngine = undefined
}
