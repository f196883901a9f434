import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { io, type Socket } from 'socket.io-client'
import { describe, expect, inject, test } from 'vitest'
import { anAdt, anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { RECORD_CHANGED } from '#app/features/record/realtime.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { ackCode, sendMllp } from '../fixtures/mllp-client.ts'
import {
  aSecret,
  freePort,
  isHealthy,
  type Running,
  startProcess,
  stopProcess,
  until,
} from '../fixtures/processes.ts'
import { aSignIn } from '../fixtures/sign-in.ts'

// One engine, grown by configuration: the same journey of a message through two web processes and two workers,
// on Postgres alone, on Redis, and through PgBouncer in transaction mode.
const database = useDatabase()
const programs = { redis: '/usr/bin/redis-server', pgbouncer: '/usr/sbin/pgbouncer' }

type Backend = { env: Record<string, string>; stop: () => Promise<void> }

const onPostgres = async (): Promise<Backend> => ({ env: {}, stop: async () => {} })

async function onRedis(): Promise<Backend> {
  const port = await freePort()
  const redis = spawn(
    programs.redis,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
      cwd: tmpdir(),
    },
  )
  await reachable(port)
  return { env: { REDIS_URL: `redis://127.0.0.1:${port}` }, stop: () => ended(redis) }
}

/** DATABASE_URL and DATABASE_IDENTITY_URL go through the pooler; what needs a session does not. */
async function throughPgBouncer(): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-pgbouncer-'))
  const port = await freePort()
  const server = new URL(inject('adminUrl'))
  const passwords = inject('passwords')
  writeFileSync(
    join(folder, 'users.txt'),
    Object.entries(passwords)
      .map(([role, password]) => `"${role}" "${password}"\n`)
      .join(''),
  )
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=127.0.0.1 port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
`,
  )
  const isRoot = userInfo().uid === 0
  const pooler = spawn(
    programs.pgbouncer,
    [...(isRoot ? ['-u', 'nobody'] : []), join(folder, 'pgbouncer.ini')],
    {
      stdio: 'ignore',
    },
  )
  if (isRoot)
    for (const file of ['.', 'users.txt', 'pgbouncer.ini']) spawn('chown', ['nobody', join(folder, file)])
  await reachable(port)
  const pooled = (url: string) => {
    const through = new URL(url)
    through.port = String(port)
    return through.href
  }
  return {
    env: {
      DATABASE_URL: pooled(database.urls.DATABASE_URL),
      DATABASE_IDENTITY_URL: pooled(database.urls.DATABASE_IDENTITY_URL),
    },
    stop: async () => {
      await ended(pooler)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
    if (child.exitCode !== null || child.signalCode !== null) resolve()
  })

async function reachable(port: number) {
  const { connect } = await import('node:net')
  await until(
    `port ${port} answers`,
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1')
        socket.once('connect', () => resolve(true))
        socket.once('error', () => resolve(false))
        socket.once('close', () => socket.destroy())
        setTimeout(() => socket.end(), 200)
      }),
  )
}

describe.each([
  { name: 'Postgres alone', start: onPostgres, isHere: true },
  { name: 'Redis', start: onRedis, isHere: existsSync(programs.redis) },
  { name: 'PgBouncer in transaction mode', start: throughPgBouncer, isHere: existsSync(programs.pgbouncer) },
])('two web processes and two workers on $name', ({ start, isHere }) => {
  test.skipIf(!isHere)(
    'a message is filed once and moves the pages of both',
    { timeout: 120_000 },
    async () => {
      const backend = await start()
      const world = await aHospitalWithGp(database)
      const mllpPort = await freePort()
      await aConnection(database, world.regionId, world.hospital.id, mllpPort)
      const data = mkdtempSync(join(tmpdir(), 'cordee-processes-'))
      const secret = aSecret()
      const { DATABASE_MIGRATE_URL: _, ...urls } = database.urls
      const env = { ...urls, ...backend.env, CORDEE_SECRET: secret, CORDEE_DATA: data, LOG_LEVEL: 'info' }
      const ports = [await freePort(), await freePort()]
      const webs = ports.map((port) =>
        startProcess('main', { ...env, HOST: '127.0.0.1', PORT: String(port) }),
      )
      const workers = [startProcess('worker', env), startProcess('worker', env)]
      const all: Running[] = [...webs, ...workers]
      const sockets: Socket[] = []
      const said = () => all.map((r) => r.output()).join('\n---\n')
      try {
        for (const port of ports)
          await until(`web ready\n${said()}`, () => isHealthy(`http://127.0.0.1:${port}`), 60_000)
        await until(`listening\n${said()}`, async () => said().includes('hl7 listener started'), 60_000)

        const base = `284053155${mllpPort % 10_000}`.padEnd(13, '7')
        const ins = base + String(97 - (Number(base) % 97)).padStart(2, '0')
        const person = { ipp: `IPP-${mllpPort}`, ins, birthName: 'DEUX-FOIS-DEUX' }
        const admission = anAdt({
          person,
          controlId: `A${mllpPort}`,
          visitNumber: `V${mllpPort}`,
          gpRpps: world.gp.rpps,
        })
        expect(ackCode(await sendMllp(mllpPort, admission))).toBe('AA')
        const [file] = await until(`the file is open\n${said()}`, async () => {
          const rows = await database.owner.execute<{ patient_id: string }>(
            sql`select patient_id from patient_files where local_id = ${person.ipp}`,
          )
          return rows.length > 0 && [...rows]
        })
        const patientId = file!.patient_id
        await until('the GP sees the patient', async () =>
          world.gp.ctx.readPatient(patientId, 'care', async () => true).catch(() => false),
        )

        const cookie = await aSignIn(database.identityDb, secret, world.gp.personId)
        const stranger = await aSignIn(database.identityDb, secret, world.technician.personId)
        const listen = async (port: number, header: string) => {
          const socket = io(`http://127.0.0.1:${port}`, {
            path: '/realtime',
            extraHeaders: { cookie: header },
            forceNew: true,
          })
          sockets.push(socket)
          const answer = await socket.timeout(10_000).emitWithAck('join', 'patient', { patientId }, 0)
          const hints: unknown[] = []
          socket.on(RECORD_CHANGED, (ids) => hints.push(ids))
          return { room: (answer.rooms[0] ?? null) as string | null, hints, socket }
        }
        const pages = await Promise.all(ports.map((port) => listen(port, cookie.header)))
        expect(pages.map((page) => page.room)).toEqual([expect.any(String), expect.any(String)])
        expect((await listen(ports[0]!, stranger.header)).room).toBeNull()

        const document = anMdm({
          person,
          controlId: `D${mllpPort}`,
          documentId: [`1.2.250.1.999.30.${mllpPort}`],
          content: aPdf(String(mllpPort)),
        })
        const sentAt = performance.now()
        expect(ackCode(await sendMllp(mllpPort, document))).toBe('AA')
        await until(
          `both pages are told\n${said()}`,
          async () => pages.every((page) => page.hints.length > 0),
          20_000,
        )
        const movedMs = performance.now() - sentAt
        expect(pages[0]!.hints[0]).toMatchObject({ patientId })
        expect(JSON.stringify(pages[0]!.hints)).not.toContain('DEUX')

        const entries = await database.owner.execute<{ kind: string }>(
          sql`select kind::text from record_entries where patient_id = ${patientId} order by kind::text`,
        )
        expect([...entries]).toEqual([{ kind: 'document' }, { kind: 'stay' }])
        // A bound, not a measure: the measure is in the benches.
        expect(movedMs).toBeLessThan(15_000)

        // The relation ends: the room is lost in every process.
        const [relation] = await world.gp.ctx.read((tx) =>
          tx.execute<{ id: string }>(
            sql`select id from care_relations where patient_id = ${patientId} and ends_at is null`,
          ),
        )
        await world.gp.ctx.write(({ tx }) =>
          tx.execute(sql`select app.end_relation(${relation!.id}::uuid, 'not_my_patient')`),
        )
        await until(
          'both pages are told of the end',
          async () => pages.every((page) => page.hints.length > 1),
          20_000,
        )
        // Both of the end's hints may still be on their way.
        await new Promise((resolve) => setTimeout(resolve, 1500))
        const heard = pages.map((page) => page.hints.length)
        await sendMllp(
          mllpPort,
          anAdt({
            event: 'A08',
            person,
            controlId: `U${mllpPort}`,
            visitNumber: `V${mllpPort}`,
            gpRpps: null,
          }),
        )
        await until('the update is filed', async () => {
          const [row] = await database.owner.execute<{ n: number }>(
            sql`select count(*)::int as n from inbound_messages where control_id = ${`U${mllpPort}`} and state = 'filed'`,
          )
          return row!.n === 1
        })
        await new Promise((resolve) => setTimeout(resolve, 1500))
        expect(pages.map((page) => page.hints.length)).toEqual(heard)
      } finally {
        for (const socket of sockets) socket.close()
        await Promise.all(all.map(stopProcess))
        await backend.stop()
        rmSync(data, { recursive: true, force: true })
      }
      expect(
        all.map((r) => r.child.exitCode),
        said(),
      ).toEqual([0, 0, 0, 0])
    },
  )
})
