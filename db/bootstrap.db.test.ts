import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPostgresBackend, withBackend } from 'bullmq'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bootstrapCluster, databaseUrls } from './bootstrap.ts'
import { type Embedded, startEmbedded } from './embedded/start.ts'
import { migrate } from './migrate.ts'

// Servers are created and stopped here, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 })

// A server of its own: roles belong to the whole server, and this test sets their passwords.
const folder = mkdtempSync(join(tmpdir(), 'cordee-bootstrap-'))
chmodSync(folder, 0o755)
const passwords = { app_migrator: "o'mig", app_user: 'p@ss/word', app_relay: 'r:%41', app_identity: 'é id' }
let server: Embedded
let urls: ReturnType<typeof databaseUrls>

const query = async <T extends object>(url: string, text: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe<T[]>(text))]
  } finally {
    await sql.end()
  }
}

beforeAll(async () => {
  server = await startEmbedded({ dataDir: join(folder, 'pg'), settings: { fsync: 'off' } })
  await Promise.all([
    bootstrapCluster(server.adminUrl, { database: 'cordee', passwords }),
    bootstrapCluster(server.adminUrl, { database: 'cordee', passwords }),
  ])
  urls = databaseUrls(server.adminUrl, 'cordee', passwords)
})

afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('no role of the product is superuser or crosses row-level security', async () => {
  const roles = await query(
    server.adminUrl,
    `select rolname as role, rolcanlogin as login,
            rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty
     from pg_roles where rolname like 'app\\_%' order by 1`,
  )
  expect(roles).toEqual([
    { role: 'app_auditor', login: false, mighty: false },
    { role: 'app_definer', login: false, mighty: false },
    { role: 'app_identity', login: true, mighty: false },
    { role: 'app_migrator', login: true, mighty: false },
    { role: 'app_owner', login: false, mighty: false },
    { role: 'app_relay', login: true, mighty: false },
    { role: 'app_user', login: true, mighty: false },
  ])
})

test.each(['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_IDENTITY_URL'] as const)(
  '%s signs in, and may neither create anything nor become another role',
  async (name) => {
    expect(await query(urls[name], 'select current_database() as db')).toEqual([{ db: 'cordee' }])
    await expect(query(urls[name], 'create table public.mine (id int)')).rejects.toMatchObject({
      code: '42501',
    })
    await expect(query(urls[name], 'create schema mine')).rejects.toMatchObject({ code: '42501' })
    await expect(query(urls[name], 'set role app_owner')).rejects.toMatchObject({ code: '42501' })
    await expect(query(urls[name], 'set role app_definer')).rejects.toMatchObject({ code: '42501' })
  },
)

test('a migration owns what it creates and can give a function to the definer', async () => {
  const rows = await query<{ owner: string }>(
    urls.DATABASE_MIGRATE_URL,
    `set role app_owner;
     create schema probe;
     create function probe.one() returns int language sql as 'select 1';
     grant create on schema probe to app_definer;
     alter function probe.one() owner to app_definer;
     create extension if not exists pg_trgm;
     create extension if not exists unaccent;
     create extension if not exists btree_gist;`,
  )
  expect(rows).toBeDefined()
  const [owner] = await query(
    server.adminUrl.replace(/postgres$/, 'cordee'),
    `select proowner::regrole::text as owner from pg_proc where proname = 'one'`,
  )
  expect(owner).toEqual({ owner: 'app_definer' })
})

test('several starters migrate at once, and again, and the queue works as app_relay alone', async () => {
  await Promise.all([migrate(urls.DATABASE_MIGRATE_URL), migrate(urls.DATABASE_MIGRATE_URL)])
  await migrate(urls.DATABASE_MIGRATE_URL)

  const foreign = await query(
    server.adminUrl.replace(/postgres$/, 'cordee'),
    `select relname from pg_class where relnamespace = 'bullmq'::regnamespace and relowner <> 'app_owner'::regrole`,
  )
  expect(foreign).toEqual([])

  const { Queue: PgQueue } = withBackend(createPostgresBackend)
  const queue = new PgQueue('probe', { connection: { connectionString: urls.DATABASE_DIRECT_URL } })
  queue.on('error', () => {})
  await queue.addBulk([
    { name: 'a', data: {} },
    { name: 'b', data: {}, opts: { delay: 1000 } },
  ])
  expect(await queue.getJobCounts('waiting', 'delayed')).toEqual({ waiting: 1, delayed: 1 })
  await queue.close()
  await expect(query(urls.DATABASE_URL, 'select * from bullmq.job')).rejects.toMatchObject({ code: '42501' })
})
