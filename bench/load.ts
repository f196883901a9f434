import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { StepTimes } from '#app/kernel/step-timing.server.ts'
import { startEmbedded } from '#db/embedded/start.ts'
import { aConnection } from '#db/test/factories.ts'
import { freePort, startProcess, stopProcess } from '#e2e/fixtures/processes.ts'
import { writeHistory } from './feed/messages.ts'
import { aPlace, type Place } from './feed/place.ts'
import { describeMachine, load, ms, say, table } from './machine.ts'

// The initial load as it is done: a file of years, `npm run load:hl7` beside a worker, no throttle. Does the rate
// stay as the tables grow, what do the processes hold, how much waits, and where does the time go?
// LOAD_MESSAGES (default 4000) and LOAD_EVERY_S (default 15) set its size and how often it looks.

const MESSAGES = Number(process.env.LOAD_MESSAGES ?? 4000)
const EVERY_MS = Number(process.env.LOAD_EVERY_S ?? 15) * 1000
const RATE = '100000'

type Costs = { steps: StepTimes; memoryMb: number; cpuMs: number }
const costsOf = (output: string): Costs | null => {
  const line = output
    .split('\n')
    .findLast((text) => text.includes('"steps"') && text.startsWith('{') && text.endsWith('}'))
  return line ? (JSON.parse(line) as Costs) : null
}

/** `npm run load:hl7`, as the operator types it. */
function startLoad(place: Place, file: string, connectionId: string, more: Record<string, string>) {
  const args = ['dist/load-hl7.js', file, '--connection', connectionId, '--rate', RATE]
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...process.env, ...place.env, ...more, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  child.stdout!.on('data', (chunk) => said.push(String(chunk)))
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, output: () => said.join(''), exited }
}

const memoryOf = (child: ChildProcess): string => {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return String(Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024))
  } catch {
    return '-' // over, or no Linux
  }
}

async function counts({ t }: Place) {
  const [row] = await t.owner.execute<{ taken: string; waiting: string; told: string; size: string }>(sql`
    select (select count(*) from inbound_messages) as taken,
      (select count(*) from inbound_messages where state = 'waiting') as waiting,
      (select count(*) from outbox where published_at is null) as told,
      pg_size_pretty(pg_database_size(current_database())) as size`)
  return {
    taken: Number(row!.taken),
    waiting: Number(row!.waiting),
    told: Number(row!.told),
    size: row!.size,
  }
}

function sayCosts(name: string, costs: Costs | null, messages: number) {
  if (!costs) return say(`${name}: nothing was measured.`)
  const steps = Object.entries(costs.steps).sort(([, a], [, b]) => b.ms - a.ms)
  const total = steps.reduce((sum, [, step]) => sum + step.ms, 0)
  say(
    `${name}: ${ms(costs.cpuMs / messages)} ms of processor a message, ${costs.memoryMb} MB at its end. Time by step (own time, as waited for):`,
  )
  table(
    ['step', 'times', 'ms each', 'ms a message', 'share'],
    steps.map(([step, { count, ms: sum }]) => [
      step,
      String(count),
      (sum / count).toFixed(2),
      (sum / messages).toFixed(2),
      `${((sum / total) * 100).toFixed(1)} %`,
    ]),
  )
}

const server = await startEmbedded({
  dataDir: process.env.CORDEE_BENCH_PG ?? join(process.cwd(), '.data', 'bench-pg'),
})
await describeMachine(server.adminUrl)
const place = await aPlace(server.adminUrl)
const worker = startProcess('worker', { ...place.env, CORDEE_STEP_TIMES: 'true' })
try {
  const file = join(place.data, 'history.hl7')
  await writeHistory(file, MESSAGES)
  say(`${MESSAGES} messages in one file of ${Math.round(statSync(file).size / 1e6)} MB`)
  say()
  const connection = await aConnection(
    place.t,
    place.world.regionId,
    place.world.hospital.id,
    await freePort(),
  )
  await place.t.owner.execute(sql`update connections set mode = 'initial_load'`)

  const startedAt = performance.now()
  const loading = startLoad(place, file, connection.id, { CORDEE_STEP_TIMES: 'true' })
  const rows: string[][] = []
  let before = { filed: 0, taken: 0, at: startedAt }
  for (;;) {
    await Promise.race([sleep(EVERY_MS), before.taken >= MESSAGES ? sleep(500) : loading.exited])
    const now = await counts(place)
    const at = performance.now()
    const filed = now.taken - now.waiting
    const isDone = loading.child.exitCode !== null && now.waiting === 0
    if (at - before.at >= EVERY_MS - 100 || isDone) {
      const perMinute = (n: number) => ((n / (at - before.at)) * 60_000).toFixed(0)
      rows.push([
        `${((at - startedAt) / 1000).toFixed(0)} s`,
        String(filed),
        perMinute(now.taken - before.taken),
        perMinute(filed - before.filed),
        String(now.waiting),
        String(now.told),
        memoryOf(loading.child),
        memoryOf(worker.child),
        now.size,
        load(),
      ])
      before = { filed, taken: now.taken, at }
    }
    if (isDone) break
    if (worker.child.exitCode !== null || worker.child.signalCode !== null) throw new Error(worker.output())
  }
  const seconds = (performance.now() - startedAt) / 1000
  table(
    [
      'after',
      'filed',
      'taken /min',
      'filed /min',
      'waiting',
      'to tell',
      'loader MB',
      'worker MB',
      'database',
      'load',
    ],
    rows,
  )
  const states = await place.t.owner.execute<{ state: string; reason: string | null; n: string }>(
    sql`select state, reason, count(*) as n from inbound_messages group by 1, 2 order by 3 desc`,
  )
  say(states.map(({ state, reason, n }) => `${n} ${state}${reason ? ` (${reason})` : ''}`).join(', '))
  say(
    `${(MESSAGES / seconds).toFixed(0)} messages a second from the file to the record, ${seconds.toFixed(0)} s.`,
  )
  say()
  await stopProcess(worker)
  sayCosts('Loader', costsOf(loading.output()), MESSAGES)
  sayCosts('Worker', costsOf(worker.output()), MESSAGES)
} finally {
  await stopProcess(worker)
  await place.end()
  if (!server.attached) await server.stop()
}
process.exit(0)
