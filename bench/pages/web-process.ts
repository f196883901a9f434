import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LargeRegion } from '#db/seeds/large/ensure.ts'
import { aSecret, freePort, isHealthy, startProcess, stopProcess, until } from '#e2e/fixtures/processes.ts'
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
  const secret = aSecret()
  const data = mkdtempSync(join(tmpdir(), 'cordee-bench-'))
  const web = startProcess('main', {
    ...urls,
    DATABASE_MIGRATE_URL: '', // read by migrations only
    HOST: '127.0.0.1',
    PORT: String(port),
    CORDEE_SECRET: secret,
    CORDEE_DATA: data,
    LOG_LEVEL: 'warn',
  })
  const origin = `http://127.0.0.1:${port}`
  await until('the web process answers', () => {
    if (web.child.exitCode !== null) throw new Error(`The web process ended.\n${web.output()}`)
    return isHealthy(origin)
  })
  return {
    origin,
    secret,
    rssMb: () => rssOf(web.child.pid!),
    cpuMs: () => cpuOf(web.child.pid!),
    stop: async () => {
      await stopProcess(web)
      rmSync(data, { recursive: true, force: true })
    },
  }
}

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
