import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import postgres from 'postgres'
import { refusal, step } from './messages.js'

type Options = {
  adminUrl: string
  database: string
  args: string[]
  env: NodeJS.ProcessEnv
  log: string
  signal: AbortSignal
}

/**
 * Runs the demonstration's seed unless it has run to its end on this server. What was done is noted in the
 * server's own `postgres` database, so the note lives and dies with the data and is not in the product's schema.
 */
export async function seedOnce({ adminUrl, database, args, env, log, signal }: Options) {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    await admin`create table if not exists cordee_seeded (database text primary key, at timestamptz not null)`
    const seeded = await admin`select 1 from cordee_seeded where database = ${database}`
    if (seeded.length > 0) return
    await step('seeding', () => runSeed(args, env, log, signal))
    await admin`insert into cordee_seeded values (${database}, now()) on conflict do nothing`
  } finally {
    await admin.end()
  }
}

function runSeed(args: string[], env: NodeJS.ProcessEnv, log: string, signal: AbortSignal) {
  const out = openSync(log, 'a', 0o600)
  const child = spawn(process.execPath, ['--import', './app/server/up/follow-parent.js', ...args], {
    env,
    signal,
    stdio: ['ignore', out, out, 'ipc'],
    windowsHide: true,
  })
  closeSync(out)
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(refusal('seedFailed', { log }))))
  })
}
