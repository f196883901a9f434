import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { sql } from 'drizzle-orm'
import { parseMessage } from '#app/features/exchange/formats/hl7v2/message.ts'
import { createMllpDecoder, frame } from '#app/features/exchange/formats/hl7v2/mllp.ts'
import { readIntent } from '#app/features/exchange/formats/hl7v2/read-intent.ts'
import { putMessage } from '#app/features/exchange/inbox.server.ts'
import { drainStream, loadMessages, receiveMessage } from '#app/features/exchange/index.server.ts'
import { startEmbedded } from '#db/embedded/start.ts'
import { aConnection } from '#db/test/factories.ts'
import { freePort, startProcess, stopProcess, until } from '#e2e/fixtures/processes.ts'
import { aDay } from './feed/messages.ts'
import { aPlace, type Place } from './feed/place.ts'
import { describeMachine, load, ms, say, table } from './machine.ts'

// How many messages of a hospital's feed a second reach the record: over real MLLP sockets into a real worker,
// filed to the end. One and four streams, queue on Postgres and on Redis by turns; then history from files; then
// where the time of one message goes.

const MESSAGES = Number(process.env.FEED_MESSAGES ?? 400)
const STEPS = 150
const REDIS = '/usr/bin/redis-server'

const server = await startEmbedded({
  dataDir: process.env.CORDEE_BENCH_PG ?? join(process.cwd(), '.data', 'bench-pg'),
})
await describeMachine(server.adminUrl)

/** One sender: each message after the answer to the one before it. */
async function sendAll(port: number, messages: Uint8Array[]): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const decoder = createMllpDecoder({ maxBytes: 1_000_000 })
  let answered = (_ack: string) => {}
  socket.on('data', (chunk) => {
    for (const event of decoder.push(chunk))
      if (event.kind === 'frame') answered(Buffer.from(event.bytes).toString('latin1'))
  })
  for (const message of messages) {
    const ack = new Promise<string>((resolve) => {
      answered = resolve
    })
    socket.write(frame(message))
    if (!(await ack).includes('MSA|AA')) throw new Error('not taken')
  }
  socket.end()
}

const waiting = async ({ t }: Place) =>
  Number(
    (
      await t.owner.execute<{ n: string }>(
        sql`select count(*) as n from inbound_messages where state <> 'filed'`,
      )
    )[0]!.n,
  )

async function live(name: string, streams: number, more: Record<string, string>): Promise<string[]> {
  const place = await aPlace(server.adminUrl)
  const ports = await Promise.all(Array.from({ length: streams }, freePort))
  for (const port of ports) await aConnection(place.t, place.world.regionId, place.world.hospital.id, port)
  const worker = startProcess('worker', { ...place.env, ...more })
  try {
    await until('feeds', async () => worker.output().split('hl7 listener started').length > streams)
    const shares = ports.map((_, i) => aDay(MESSAGES / streams, `S${i}x`))
    const startedAt = performance.now()
    await Promise.all(ports.map((port, i) => sendAll(port, shares[i]!)))
    const takenAt = performance.now()
    await until('all filed', async () => (await waiting(place)) === 0, 300_000)
    const filedAt = performance.now()
    const rate = (to: number) => (MESSAGES / ((to - startedAt) / 1000)).toFixed(0)
    return [name, String(streams), rate(takenAt), rate(filedAt), load()]
  } finally {
    await stopProcess(worker)
    await place.end()
  }
}

async function history(): Promise<string[]> {
  const place = await aPlace(server.adminUrl)
  const { id: connectionId } = await aConnection(
    place.t,
    place.world.regionId,
    place.world.hospital.id,
    await freePort(),
  )
  await place.t.owner.execute(sql`update connections set mode = 'initial_load'`)
  const file = join(place.data, 'history.hl7')
  writeFileSync(
    file,
    Buffer.concat(aDay(MESSAGES, 'H').map((message) => Buffer.concat([message, Buffer.from('\r\n')]))),
  )
  const worker = startProcess('worker', place.env)
  try {
    const startedAt = performance.now()
    await loadMessages(place.world.feed, { connectionId, path: file, rate: 10_000 }, { store: place.store })
    const takenAt = performance.now()
    await until('all filed', async () => (await waiting(place)) === 0, 300_000)
    const rate = (to: number) => (MESSAGES / ((to - startedAt) / 1000)).toFixed(0)
    return ['initial load from a file, Postgres', '1', rate(takenAt), rate(performance.now()), load()]
  } finally {
    await stopProcess(worker)
    await place.end()
  }
}

/** Each step on its own, in this process: what one message costs and where. */
async function steps() {
  const place = await aPlace(server.adminUrl)
  const { id: connectionId } = await aConnection(
    place.t,
    place.world.regionId,
    place.world.hospital.id,
    await freePort(),
  )
  const times = new Map<string, number>()
  const clocked = async <T>(step: string, work: () => T | Promise<T>): Promise<T> => {
    const at = performance.now()
    const value = await work()
    times.set(step, (times.get(step) ?? 0) + performance.now() - at)
    return value
  }
  const messages = aDay(STEPS, 'P')
  let statements = 0
  try {
    for (const bytes of messages) {
      await clocked('parse and read', () => {
        const parsed = parseMessage(bytes)
        if (parsed.ok) readIntent(parsed.message, { zone: 'Europe/Paris' })
      })
      await clocked('seal and store (fsync)', () => putMessage(place.store, place.world.regionId, bytes))
      await clocked('take: all of it, to the ACK', () =>
        receiveMessage(place.world.feed, { connectionId, bytes }, place.store),
      )
      const [row] = await place.t.owner.execute<{ stream: string }>(
        sql`select stream from inbound_messages order by seq desc limit 1`,
      )
      await clocked('file: all of it', () =>
        drainStream(place.world.feed, { connectionId, stream: row!.stream }, place.store),
      )
      statements++
    }
    const total = times.get('take: all of it, to the ACK')! + times.get('file: all of it')!
    table(
      ['step', 'ms a message', 'share'],
      [...times].map(([step, time]) => [
        step,
        ms(time / statements),
        `${Math.round((time / total) * 100)} %`,
      ]),
    )
    await byStatement(place, total / statements)
  } finally {
    await place.end()
  }
}

/** What the same messages write, by table: the trail and the outbox beside the record. */
async function byStatement(place: Place, perMessage: number) {
  const count = async (name: string) =>
    Number((await place.t.owner.execute<{ n: string }>(sql.raw(`select count(*) as n from ${name}`)))[0]!.n) /
    STEPS
  const rows = []
  for (const name of [
    'record_entries',
    'observations',
    'audit_entries',
    'outbox',
    'feed_subjects',
    'stay_movements',
  ])
    rows.push([name, (await count(name)).toFixed(1)])
  table(['rows written', 'a message'], rows)
  say(`One message alone: ${ms(perMessage)} ms from its bytes to the record, without queue and sockets.`)
}

async function onRedis<T>(work: (url: string) => Promise<T>): Promise<T> {
  const port = await freePort()
  const redis = spawn(REDIS, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  })
  try {
    return await work(`redis://127.0.0.1:${port}`)
  } finally {
    redis.kill('SIGTERM')
  }
}

try {
  const rows: string[][] = []
  for (const round of process.env.FEED_STEPS_ONLY ? [] : [1, 2])
    for (const streams of [1, 4]) {
      rows.push(await live(`Postgres, round ${round}`, streams, {}))
      if (existsSync(REDIS))
        rows.push(await onRedis((url) => live(`Redis, round ${round}`, streams, { REDIS_URL: url })))
    }
  if (!process.env.FEED_STEPS_ONLY) rows.push(await history())
  say(`${MESSAGES} messages (admission, 12 values, a letter of 30 kB, discharge), to the end:`)
  table(['queue', 'streams', 'taken /s', 'filed /s', 'load'], rows)
  await steps()
} finally {
  if (!server.attached) await server.stop()
}
process.exit(0)
