import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bootstrapCluster, databaseUrls } from '#db/bootstrap.ts'
import { describeHolder, unlock } from '#db/embedded/lock.js'
import { markOf } from '#db/embedded/processes.js'
import { migrate } from '#db/migrate.ts'
import { accountLines } from './up/accounts.ts'
import { type Child, keepRunning } from './up/child.ts'
import { addressOf } from './up/conditions.js'
import { waitUntilHealthy } from './up/health.ts'
import { say, step } from './up/messages.js'
import { openPostgres, watchPostgres } from './up/postgres.ts'
import { DATA, DATABASE, LOCK } from './up/prepare.js'
import { environmentFor, programsFor } from './up/programs.ts'
import { readSecrets } from './up/secrets.ts'
import { seedOnce } from './up/seed-once.ts'
import { watchCode } from './up/watch.ts'

// The one process that starts the others and ends them in order: Postgres is first and last. Whether a
// demonstration may start at all was checked before this was loaded (up/conditions.js).

const LOGS = join(DATA, 'logs')
const MAILBOX_PATH = '/demo/mailbox'

const logOf = (name: string) => join(LOGS, `${name}.log`)

/** What is undone at the end, last first. */
type Undo = (() => unknown)[]

/** Serves until a signal, then ends the process. */
export async function supervise({ dev }: { dev: boolean }) {
  const stopping = new AbortController()
  listenToSignals(stopping)
  // A closed terminal takes our output along: that must not keep us from ending the others.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const undo: Undo = [() => unlock(LOCK)]
  let exitCode = 0
  try {
    await start(dev, undo, stopping.signal)
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve))
  } catch (error) {
    // A signal makes the step under way fail: that is no failure of the start.
    if (!stopping.signal.aborted) {
      exitCode = 1
      console.error((error as Error).name === 'Refusal' ? (error as Error).message : error)
    }
  }
  say('stopping')
  for (const action of undo.reverse())
    try {
      await action()
    } catch (error) {
      exitCode = 1
      console.error((error as Error).message)
    }
  say('stopped', { folder: DATA })
  process.exit(exitCode)
}

function listenToSignals(stopping: AbortController) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // Asked twice: leave at once. Web and worker notice, and the next start takes Postgres over.
      if (stopping.signal.aborted && signal === 'SIGINT') process.exit(130)
      stopping.abort()
    })
}

async function start(dev: boolean, undo: Undo, signal: AbortSignal) {
  const address = addressOf(process.env)
  for (const folder of [LOGS, join(DATA, 'blobs')]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { passwords, secret } = readSecrets(join(DATA, 'secrets.json'))

  const postgres = await openPostgres(join(DATA, 'pg'))
  undo.push(() => postgres.stop())
  signal.throwIfAborted()
  await bootstrapCluster(postgres.adminUrl, { database: DATABASE, passwords })
  const { DATABASE_MIGRATE_URL, ...urls } = databaseUrls(postgres.adminUrl, DATABASE, passwords)
  await step('migrating', () => migrate(DATABASE_MIGRATE_URL))
  signal.throwIfAborted()

  const programs = programsFor(dev)
  const env = { ...environmentFor({ dev, address, secret }), ...urls }
  await seedOnce({
    adminUrl: postgres.adminUrl,
    database: DATABASE,
    args: programs.seed,
    env: { ...env, DATABASE_MIGRATE_URL },
    log: logOf('seed'),
    signal,
  })

  const children: Child[] = []
  let url: string | undefined
  // Whoever starts next reads there that we serve, or what to end if we were killed.
  const noteChildren = () =>
    describeHolder(LOCK, { url, children: children.flatMap((child) => child.pid() ?? []).map(markOf) })
  undo.push(() => Promise.all(children.map((child) => child.stop())))
  await step('startingProcesses', async () => {
    for (const name of ['web', 'worker'] as const) {
      const log = dev ? null : logOf(name)
      children.push(keepRunning({ name, args: programs[name], env, log, onRestart: noteChildren }))
      noteChildren()
    }
    await waitUntilHealthy({ address, children, logOf, signal })
  })
  url = address.url
  noteChildren()
  undo.push(watchPostgres(postgres))
  if (dev) undo.push(restartOnSave(children))
  announce(url, dev)
}

/** Vite reloads pages; what runs outside it is started again. */
function restartOnSave([web, worker]: Child[]) {
  return watchCode(['app', 'db', 'workers'], (path) => {
    if (path.startsWith('app/server/')) web?.restart()
    else worker?.restart()
  })
}

function announce(url: string, dev: boolean) {
  say('ready', { url })
  say('mailbox', { url: url + MAILBOX_PATH })
  if (!dev) say('logs', { folder: LOGS })
  const accounts = accountLines(join(DATA, 'demo-accounts.json'))
  if (accounts.length > 0) {
    say('accounts')
    process.stdout.write(`${accounts.join('\n')}\n`)
  }
  say('howToStop')
}
