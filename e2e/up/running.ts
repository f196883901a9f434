import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, isPostgres } from '#db/embedded/processes.js'
import { type Checkout, clusterOf, hasLock, postmasterPid, readLock } from './checkout.ts'

export type Running = {
  /** Everything it has said so far. */
  output: () => string
  /** Ctrl-C: the whole group of the terminal gets it, npm and the shell between included. */
  ctrlC: () => void
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>
}

const started: { running: Running; checkout: Checkout }[] = []

/** `npm run up` in a checkout, as its person would type it. */
export function up(checkout: Checkout, env: Record<string, string> = {}): Running {
  const { person, folder } = checkout
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_|DATABASE_|ORIGIN$|HOST$)/i.test(name),
  )
  const child = spawn('npm', ['run', 'up'], {
    cwd: folder,
    ...(person ? { uid: person.uid, gid: person.gid } : {}),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(own),
      ...(person ? { HOME: person.home, USER: 'cordee' } : {}),
      LC_ALL: 'en_GB.UTF-8',
      // Beside another instance on this machine, which may have the usual one.
      MLLP_PORT: String(Number(env.PORT ?? 3000) + 1),
      ...env,
    } as unknown as NodeJS.ProcessEnv,
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const running = { output: () => output, ctrlC: () => void process.kill(-child.pid!, 'SIGINT'), ended }
  started.push({ running, checkout })
  return running
}

/** Waits until it says it is ready, and for no longer than it lives. */
export async function untilReady(running: Running) {
  let over = false
  running.ended.then(() => (over = true))
  while (!/Cordée (is ready|already runs)/.test(running.output())) {
    if (over) throw new Error(`It ended instead of serving:\n${running.output()}`)
    await sleep(50)
  }
}

export async function until(condition: () => boolean | Promise<boolean>, withinMs: number) {
  for (const deadline = Date.now() + withinMs; !(await condition()); ) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain.`)
    await sleep(50)
  }
}

export const isHealthy = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    (answer) => answer.status === 200,
    () => false,
  )

export const aFreePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** Ends whatever a failed test has left: the instance, or the Postgres of one that was killed. */
export async function endAll() {
  for (const { running, checkout } of started.splice(0)) {
    const pid = hasLock(checkout) ? readLock(checkout).pid : null
    if (pid && isAlive(pid)) process.kill(pid, 'SIGTERM')
    await running.ended
    const server = postmasterPid(clusterOf(checkout))
    if (server && isPostgres(server)) process.kill(server, 'SIGINT')
  }
}
