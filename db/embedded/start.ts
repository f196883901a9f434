import { spawn } from 'node:child_process'
import { closeSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { type Account, accountForPostgres, asAccount, openAs, PROGRAM_ENV } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import {
  adminPassword,
  assertUsable,
  createCluster,
  rememberedPort,
  rememberPort,
  run,
  type Settings,
  writeSettings,
} from './cluster.ts'
import { withLock } from './lock.js'
import { placeFor } from './places.ts'
import { isAlive, isPostgres } from './processes.js'

export type EmbeddedOptions = {
  dataDir: string
  /** Taken or fail. Without it: the one of last time if free, else any. */
  port?: number
  /** Lines of postgresql.conf over our own; they hold from the next start of the server on. */
  settings?: Settings
  report?: (line: string) => void
}

export type Embedded = {
  /** Superuser, database `postgres`. For creating roles and databases only. */
  adminUrl: string
  port: number
  dataDir: string
  /** The server was already running. */
  attached: boolean
  /** Stops the server, whoever started it. */
  stop: () => Promise<void>
}

type Cluster = { account: Account; binaries: Binaries; dataDir: string }

/**
 * Starts the Postgres that npm installed, or attaches to it when it runs already. It has its own session:
 * Ctrl-C and a crash of ours do not take it along, so web and worker can finish first. Stop it by `stop`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const account = accountForPostgres()
  const dataDir = placeFor(account, options.dataDir)
  return withLock(`${dataDir}.lock`, async () => {
    const cluster = { account, dataDir, binaries: findBinaries(account, dataDir) }
    if (!existsSync(join(dataDir, 'PG_VERSION'))) {
      options.report?.('Creating the database cluster…')
      await createCluster(account, cluster.binaries, dataDir, options.settings ?? {})
    }
    assertUsable(dataDir, cluster.binaries)

    const running = await runningPort(cluster)
    const port = running ?? (await start(cluster, options))
    return {
      adminUrl: urlOf(dataDir, port),
      port,
      dataDir,
      attached: running !== null,
      stop: () => stop(cluster),
    }
  })
}

const urlOf = (dataDir: string, port: number) =>
  `postgres://postgres:${adminPassword(dataDir)}@127.0.0.1:${port}/postgres`

/** Port of the server that runs on this data folder, once it accepts connections. */
async function runningPort({ account, binaries, dataDir }: Cluster): Promise<number | null> {
  const pidFile = join(dataDir, 'postmaster.pid')
  const { code } = await run(account, binaries.pgCtl, ['status', '-D', dataDir])
  if (code !== 0 || !existsSync(pidFile)) return null

  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n')
  // After a crash of the machine the pid in the file may belong to another program by now.
  if (!isPostgres(Number(pid))) {
    rmSync(pidFile, { force: true })
    return null
  }
  await waitUntilReady(urlOf(dataDir, Number(port)), () => !isAlive(Number(pid)))
  return Number(port)
}

async function start(cluster: Cluster, options: EmbeddedOptions): Promise<number> {
  const { account, dataDir } = cluster
  writeSettings(account, dataDir, options.settings ?? {})
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await choosePort(rememberedPort(dataDir)))
    const failure = await launch(cluster, port)
    if (failure === null) {
      rememberPort(account, dataDir, port)
      return port
    }
    // Someone took the port between our look and our start, or children of a killed server still end.
    if (attempt === 5) throw new Error(`Postgres did not start on port ${port}: ${failure}`)
    await sleep(attempt * 200)
  }
}

/** Null when it accepts connections, else what it said. */
async function launch({ account, binaries, dataDir }: Cluster, port: number): Promise<string | null> {
  const logFile = join(dataDir, 'start.log')
  const log = openAs(account, logFile)
  const server = spawn(binaries.postgres, ['-D', dataDir, '-p', String(port)], {
    ...asAccount(account),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
    env: PROGRAM_ENV,
  })
  closeSync(log)
  let ended = false
  server.once('error', () => (ended = true))
  server.once('exit', () => (ended = true))
  server.unref()
  try {
    await waitUntilReady(urlOf(dataDir, port), () => ended)
    return null
  } catch (error) {
    if (!ended) throw error
    return readFileSync(logFile, 'utf8').trim() || (error as Error).message
  }
}

async function waitUntilReady(url: string, hasEnded: () => boolean, timeoutMs = 120_000) {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    if (hasEnded()) throw new Error('Postgres ended while starting.')
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
    try {
      await sql`select 1`
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(40) // refused, or still recovering after a crash
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

async function choosePort(remembered: number | null): Promise<number> {
  if (remembered && (await isFree(remembered))) return remembered
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

async function stop({ account, binaries, dataDir }: Cluster) {
  const { code, output } = await run(account, binaries.pgCtl, [
    'stop',
    '-D',
    dataDir,
    '-m',
    'fast',
    '-w',
    '-t',
    '60',
  ])
  if (code !== 0 && !output.includes('postmaster.pid'))
    throw new Error(`Postgres did not stop: ${output.trim()}`)
}
