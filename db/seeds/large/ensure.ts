import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { bootstrapCluster, databaseUrls, type LoginRole, type Passwords } from '../../bootstrap.ts'
import { type Embedded, startEmbedded } from '../../embedded/start.ts'
import { migrate } from '../../migrate.ts'
import { buildLargeRegion, type Report } from './build.ts'
import type { LargeFacts } from './facts.ts'

export type LargeRegion = {
  urls: ReturnType<typeof databaseUrls>
  /** Superuser, in the region's database: settings and sizes, never what is measured. */
  adminUrl: string
  facts: LargeFacts
  /** Stops the server if this call started it. */
  release: () => Promise<void>
}

/** Safe to lose: a build that breaks off is begun again. */
const BUILD_SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  autovacuum: 'off',
  max_wal_size: '16GB',
  checkpoint_timeout: '30min',
  shared_buffers: '2GB',
}
/** What it is measured with: a third of a machine's 24 GB, as an operator would give it; else as the product starts it. */
export const SERVE_SETTINGS = { shared_buffers: '8GB', effective_cache_size: '14GB' }

export const largeDataDir = () => process.env.CORDEE_LARGE_PG ?? join(process.cwd(), '.data', 'large-pg')
const markerOf = (dataDir: string) => `${dataDir}.json`

/** Whether a region of this very generator and these migrations lies ready: nothing is started to find out. */
export function isLargeRegionReady(dataDir = largeDataDir()) {
  const marker = markerOf(dataDir)
  return existsSync(marker) && JSON.parse(readFileSync(marker, 'utf8')).version === versionOfSources()
}

/** The large region, built when it is missing or older than its generator or the migrations. */
export async function ensureLargeRegion({
  dataDir = largeDataDir(),
  port,
  report = () => {},
}: {
  dataDir?: string
  port?: number
  report?: Report
} = {}): Promise<LargeRegion> {
  if (!isLargeRegionReady(dataDir)) await build(dataDir, port, report)
  const { database, facts } = JSON.parse(readFileSync(markerOf(dataDir), 'utf8'))
  const server = await startEmbedded({ dataDir, port, settings: SERVE_SETTINGS })
  const adminUrl = new URL(server.adminUrl)
  adminUrl.pathname = `/${database}`
  return {
    urls: databaseUrls(server.adminUrl, database, passwordsOf(server)),
    adminUrl: adminUrl.href,
    facts,
    release: async () => {
      if (!server.attached) await server.stop()
    },
  }
}

async function build(dataDir: string, port: number | undefined, report: Report) {
  const version = versionOfSources()
  const database = `cordee_large_${version}`
  report('Building the large region, once for this generator and these migrations: some minutes.')
  mkdirSync(dirname(dataDir), { recursive: true })
  rmSync(markerOf(dataDir), { force: true })

  let server = await startEmbedded({ dataDir, port, settings: BUILD_SETTINGS, report })
  if (server.attached) {
    await server.stop() // it may run with the settings that are for serving
    server = await startEmbedded({ dataDir, port, settings: BUILD_SETTINGS, report })
  }
  try {
    await dropFormer(server.adminUrl)
    const passwords = passwordsOf(server)
    await bootstrapCluster(server.adminUrl, { database, passwords })
    await migrate(databaseUrls(server.adminUrl, database, passwords).DATABASE_MIGRATE_URL)
    const adminUrl = new URL(server.adminUrl)
    adminUrl.pathname = `/${database}`
    const facts = await buildLargeRegion(adminUrl.href, report)
    await server.stop()
    writeFileSync(markerOf(dataDir), JSON.stringify({ version, database, facts }, null, 2))
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function dropFormer(adminUrl: string) {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  const former = await admin<{ datname: string }[]>`
    select datname from pg_database where datname like 'cordee\\_large\\_%'`
  for (const { datname } of former) await admin.unsafe(`drop database "${datname}" with (force)`)
  await admin.end()
}

/** The same for every process that attaches: made from the cluster's own secret. */
function passwordsOf({ adminUrl }: Embedded): Passwords {
  const secret = decodeURIComponent(new URL(adminUrl).password)
  const of = (role: LoginRole) => createHash('sha256').update(`${secret}:${role}`).digest('base64url')
  return {
    app_migrator: of('app_migrator'),
    app_user: of('app_user'),
    app_relay: of('app_relay'),
    app_identity: of('app_identity'),
  }
}

/** Changes with every line of the generator, of the migrations and of what prepares a database. */
function versionOfSources() {
  const here = dirname(fileURLToPath(import.meta.url))
  const db = join(here, '..', '..')
  const hash = createHash('sha256')
  for (const folder of [here, join(here, 'sql'), join(db, 'migrations')])
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    ))
      if (entry.isFile() && /\.(ts|sql)$/.test(entry.name) && !entry.name.includes('.test.'))
        hash.update(entry.name).update(readFileSync(join(folder, entry.name)))
  hash.update(readFileSync(join(db, 'bootstrap.ts')))
  return hash.digest('hex').slice(0, 12)
}
