import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { anAdt, anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { RECORD_CHANGED } from '#app/features/record/realtime.ts'
import { bootstrapCluster, databaseUrls } from '#db/bootstrap.ts'
import { createDb } from '#db/client.ts'
import { startEmbedded } from '#db/embedded/start.ts'
import { migrate } from '#db/migrate.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { testPasswords } from '#db/test/global-setup.ts'
import { asOwner, type TestDatabase } from '#db/test/harness.ts'
import { ackCode, sendMllp } from '#e2e/fixtures/mllp-client.ts'
import { aSecret, freePort, isHealthy, startProcess, stopProcess, until } from '#e2e/fixtures/processes.ts'
import { aSignIn } from '#e2e/fixtures/sign-in.ts'
import { describeMachine, ms, percentile, say, table } from './machine.ts'

// From a hospital's last byte to the GP's open page being told: a web process, a worker, a real socket at each
// end, one message at a time. The page then loads itself again, which is in the bench of pages.

const MESSAGES = 60
const REDIS = '/usr/bin/redis-server'

const server = await startEmbedded({ dataDir: join(process.cwd(), '.data', 'bench-pg') })
await describeMachine(server.adminUrl)
const rows: string[][] = []
try {
  for (const round of [1, 2]) {
    rows.push(await measure(`Postgres, round ${round}`, {}))
    if (existsSync(REDIS))
      rows.push(await onRedis((url) => measure(`Redis, round ${round}`, { REDIS_URL: url })))
  }
  say(`${MESSAGES} documents, one after the other:`)
  table(['queue and sockets', 'ACK p50 ms', 'ACK p95', 'told p50 ms', 'told p95', 'told max'], rows)
} finally {
  if (!server.attached) await server.stop()
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

async function measure(name: string, more: Record<string, string>): Promise<string[]> {
  const database = `cordee_slice_${process.pid}_${Date.now()}`
  await bootstrapCluster(server.adminUrl, { database, passwords: testPasswords() })
  const urls = databaseUrls(server.adminUrl, database, testPasswords())
  await migrate(urls.DATABASE_MIGRATE_URL)
  const t: TestDatabase = {
    db: createDb(urls.DATABASE_URL),
    identityDb: createDb(urls.DATABASE_IDENTITY_URL),
    relayDb: createDb(urls.DATABASE_DIRECT_URL),
    owner: createDb(asOwner(urls.DATABASE_MIGRATE_URL)),
    urls,
    name: database,
  }
  const data = mkdtempSync(join(tmpdir(), 'cordee-slice-'))
  const { DATABASE_MIGRATE_URL: _, ...runtimeUrls } = urls
  const secret = aSecret()
  const port = await freePort()
  const env = {
    ...runtimeUrls,
    ...more,
    CORDEE_SECRET: secret,
    CORDEE_DATA: data,
    PORT: String(port),
    LOG_LEVEL: 'info',
  }
  const world = await aHospitalWithGp(t)
  const mllp = await freePort()
  await aConnection(t, world.regionId, world.hospital.id, mllp)
  const running = [startProcess('main', env), startProcess('worker', env)]
  try {
    await until('web', () => isHealthy(`http://127.0.0.1:${port}`))
    await until('feed', async () => running[1]!.output().includes('hl7 listener started'))
    await sendMllp(mllp, anAdt({ gpRpps: world.gp.rpps, controlId: 'A' }))
    const patientId = await until('the GP may see', async () => {
      const [row] = await world.gp.ctx.read((tx) =>
        tx.execute<{ id: string }>('select id from patients limit 1'),
      )
      return row?.id
    })
    const { header } = await aSignIn(t.identityDb, secret, world.gp.personId)
    const socket = io(`http://127.0.0.1:${port}`, { path: '/realtime', extraHeaders: { cookie: header } })
    await socket.timeout(10_000).emitWithAck('join', 'patient', { patientId }, 0)
    const acks: number[] = []
    const told: number[] = []
    for (let n = 0; n < MESSAGES; n++) {
      const message = anMdm({
        controlId: `D${n}`,
        documentId: [`1.2.250.1.999.60.${n}`],
        content: aPdf(`n${n}`),
      })
      const hint = new Promise<void>((resolve) => socket.once(RECORD_CHANGED, () => resolve()))
      const startedAt = performance.now()
      if (ackCode(await sendMllp(mllp, message)) !== 'AA') throw new Error('not taken')
      acks.push(performance.now() - startedAt)
      await hint
      told.push(performance.now() - startedAt)
    }
    socket.close()
    return [
      name,
      ms(percentile(acks, 0.5)),
      ms(percentile(acks, 0.95)),
      ms(percentile(told, 0.5)),
      ms(percentile(told, 0.95)),
      ms(Math.max(...told)),
    ]
  } finally {
    await Promise.all(running.map(stopProcess))
    for (const db of [t.db, t.identityDb, t.relayDb, t.owner]) await db.$client.end()
    rmSync(data, { recursive: true, force: true })
  }
}
