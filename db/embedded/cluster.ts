import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Account, asAccount, giveTo, openAs, PROGRAM_ENV } from './account.ts'
import type { Binaries } from './binaries.ts'
import { isAlive } from './processes.js'

export type Settings = Record<string, string | number>

const DEFAULTS: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  maintenance_work_mem: '128MB',
  random_page_cost: 1.1,
  max_wal_size: '2GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A week of logs, and no value of any row in them: statements and key details may name a patient.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: 0,
  log_truncate_on_rotation: 'on',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
}

const PASSWORD_FILE = 'cordee.password'
const PORT_FILE = 'cordee.port'
const SETTINGS_FILE = 'cordee.conf'

const writeAs = (account: Account, path: string, text: string) => {
  const file = openAs(account, path)
  writeFileSync(file, text)
  closeSync(file)
}

export const adminPassword = (dataDir: string) => readFileSync(join(dataDir, PASSWORD_FILE), 'utf8').trim()

export function rememberedPort(dataDir: string): number | null {
  const file = join(dataDir, PORT_FILE)
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || null : null
}

export const rememberPort = (account: Account, dataDir: string, port: number) =>
  writeAs(account, join(dataDir, PORT_FILE), String(port))

const quote = (value: string | number) => `'${String(value).replaceAll("'", "''")}'`

export function writeSettings(account: Account, dataDir: string, settings: Settings) {
  const lines = Object.entries({ ...DEFAULTS, ...settings }).map(
    ([name, value]) => `${name} = ${quote(value)}`,
  )
  writeAs(account, join(dataDir, SETTINGS_FILE), `${lines.join('\n')}\n`)
}

/** Runs one of Postgres's programs to its end. */
export function run(account: Account, command: string, args: string[]) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      ...asAccount(account),
      env: PROGRAM_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

const removeAbandoned = (dataDir: string) => {
  const prefix = `${basename(dataDir)}.new-`
  for (const name of readdirSync(dirname(dataDir)))
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
      rmSync(join(dirname(dataDir), name), { recursive: true, force: true })
}

/** Creates the cluster aside and moves it into place, so that a data folder is always a whole one. */
export async function createCluster(
  account: Account,
  binaries: Binaries,
  dataDir: string,
  settings: Settings,
) {
  removeAbandoned(dataDir)
  const scratch = `${dataDir}.new-${process.pid}`
  const cluster = join(scratch, 'pg')
  const password = randomBytes(24).toString('base64url')
  mkdirSync(scratch, { mode: 0o700 })
  giveTo(account, scratch)
  try {
    writeAs(account, join(scratch, 'password'), password)
    const { code, output } = await run(account, binaries.initdb, [
      ...['-D', cluster, '-U', 'postgres', '--pwfile', join(scratch, 'password')],
      ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...(settings.fsync === 'off' ? ['--no-sync'] : []),
    ])
    if (code !== 0) throw new Error(`initdb failed (${code}): ${output.trim()}`)
    writeAs(account, join(cluster, PASSWORD_FILE), password)
    const main = join(cluster, 'postgresql.conf')
    writeAs(account, main, `${readFileSync(main, 'utf8')}\ninclude '${SETTINGS_FILE}'\n`)
    chmodSync(cluster, 0o700)
    renameSync(cluster, dataDir)
  } catch (error) {
    // Another process put a whole cluster there first: use that one.
    if (!existsSync(join(dataDir, 'PG_VERSION'))) throw error
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

export function assertUsable(dataDir: string, binaries: Binaries) {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (version !== binaries.majorVersion)
    throw new Error(
      `${dataDir} was written by Postgres ${version} and the installed one is ${binaries.majorVersion}. ` +
        'Export it with the old version first, or move the folder away to start afresh.',
    )
}
