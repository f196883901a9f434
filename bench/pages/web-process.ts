import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LargeRegion } from '#db/seeds/large/ensure.ts'
import { isBuilt } from '../../app/server/up/sources.js'
import { say } from '../machine.ts'

export type WebProcess = {
  origin: string
  secret: string
  rssMb: () => number
  cpuMs: () => number
  stop: () => Promise<void>
}

/** The production build as an operator starts it, on a port of its own. */
export async function startWebProcess({ urls }: LargeRegion): Promise<WebProcess> {
  if (!isBuilt()) {
    say('Building the application…')
    const built = spawnSync('npm', ['run', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
    if (built.status !== 0) throw new Error('The build failed.')
  }
  const port = await freePort()
  const secret = randomBytes(32).toString('base64url')
  const data = mkdtempSync(join(tmpdir(), 'cordee-bench-'))
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ...urls,
      DATABASE_MIGRATE_URL: '', // read by migrations only
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      CORDEE_SECRET: secret,
      CORDEE_DATA: data,
      LOG_LEVEL: 'warn',
    },
  })
  const origin = `http://127.0.0.1:${port}`
  await untilHealthy(child, origin)
  return {
    origin,
    secret,
    rssMb: () => rssOf(child.pid!),
    cpuMs: () => cpuOf(child.pid!),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null) child.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function untilHealthy(child: ChildProcess, origin: string) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error('The web process ended while starting.')
    const isHealthy = await fetch(`${origin}/health`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isHealthy) return
    await sleep(100)
  }
  throw new Error('The web process did not become healthy in 30 seconds.')
}

export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** Resident memory in MB, as `ps` says it. */
function rssOf(pid: number) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Math.round(Number(stdout) / 1024)
}

/** Processor time used so far, which other work on the machine does not change; where Linux tells it. */
function cpuOf(pid: number) {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  const [user, system] = readFileSync(file, 'utf8').split(') ')[1]!.split(' ').slice(11, 13)
  return (Number(user) + Number(system)) * 10
}
