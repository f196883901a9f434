import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, expect, test, vi } from 'vitest'
import { type Embedded, startEmbedded } from './start.ts'

// Servers are created and stopped here, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const started: Embedded[] = []
const folders: string[] = []

const aFolder = () => {
  const parent = mkdtempSync(join(tmpdir(), 'cordee pg '))
  chmodSync(parent, 0o755)
  folders.push(parent)
  return join(parent, 'data folder')
}

/** Durability off: these tests kill processes, not machines. */
const start = async (dataDir: string) => {
  const server = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
  started.push(server)
  return server
}

const query = async <T extends object>(server: Embedded, text: string) => {
  const sql = postgres(server.adminUrl, { max: 1, onnotice: () => {} })
  try {
    return await sql.unsafe<T[]>(text)
  } finally {
    await sql.end()
  }
}

const postmasterPid = async (server: Embedded) => {
  const [row] = await query<{ pid: string }>(
    server,
    "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid",
  )
  return Number(row!.pid)
}

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('a first start creates a cluster, a second one in the same folder attaches to it', async () => {
  const dataDir = aFolder()
  const first = await start(dataDir)
  await query(first, 'create table kept (id int)')

  const second = await start(dataDir)

  expect(first.attached).toBe(false)
  expect(second).toMatchObject({ attached: true, port: first.port, adminUrl: first.adminUrl })
  expect(await query(second, 'select * from kept')).toEqual([])
})

test('it listens on the loopback only, with scram, and writes no value of a row to its log', async () => {
  const server = await start(aFolder())
  const rows = await query<{ name: string; setting: string }>(server, 'select name, setting from pg_settings')
  const setting = Object.fromEntries(rows.map((row) => [row.name, row.setting]))

  expect(setting).toMatchObject({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    data_checksums: 'on',
    max_connections: '200',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  })
  const methods = await query<{ auth_method: string }>(
    server,
    'select distinct auth_method from pg_hba_file_rules',
  )
  expect(methods).toEqual([{ auth_method: 'scram-sha-256' }])
})

test('three cold starters at once, in processes of their own, share one server', async () => {
  const dataDir = aFolder()
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(join(process.cwd(), 'db/embedded/start.ts'))})
    const { attached, port } = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} })
    process.stdout.write(JSON.stringify({ attached, port }))`
  const starters = Array.from({ length: 3 }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    return new Promise<{ attached: boolean; port: number }>((resolve, reject) => {
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      child.stderr.on('data', (chunk) => (err += chunk))
      child.once('close', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(err))))
    })
  })

  const answers = await Promise.all(starters)
  await start(dataDir)

  expect(answers.filter((answer) => !answer.attached)).toHaveLength(1)
  expect(new Set(answers.map((answer) => answer.port)).size).toBe(1)
  // No scratch folder, lock or draft stays behind.
  expect(readdirSync(join(dataDir, '..'))).toEqual(['data folder'])
})

test('it takes over the lock of a starter that was killed', async () => {
  const dataDir = aFolder()
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(`${dataDir}.lock`, JSON.stringify({ pid: dead, start: '1' }))

  expect((await start(dataDir)).attached).toBe(false)
})

test('it takes over a lock whose pid now belongs to another process', async () => {
  const dataDir = aFolder()
  writeFileSync(`${dataDir}.lock`, JSON.stringify({ pid: process.pid, start: 'an earlier life' }))

  expect((await start(dataDir)).attached).toBe(false)
})

test('what was committed before kill -9 of the server is there after the next start', async () => {
  const dataDir = aFolder()
  const first = await start(dataDir)
  await query(first, 'create table kept (id int); insert into kept values (7)')
  process.kill(await postmasterPid(first), 'SIGKILL')

  const second = await start(dataDir)

  expect(second.port).toBe(first.port)
  expect(await query(second, 'select id from kept')).toEqual([{ id: 7 }])
})

test('a pid file left by a crash of the machine does not pass for a running server', async () => {
  const dataDir = aFolder()
  const first = await start(dataDir)
  const pid = await postmasterPid(first)
  const file = await query<{ text: string }>(first, "select pg_read_file('postmaster.pid') as text")
  await first.stop()
  // The pid belongs to someone else now: to us.
  writeFileSync(
    join(first.dataDir, 'postmaster.pid'),
    file[0]!.text.replace(String(pid), String(process.pid)),
  )

  expect((await start(dataDir)).attached).toBe(false)
})

test('it moves to another port when the remembered one is taken', async () => {
  const dataDir = aFolder()
  const first = await start(dataDir)
  await first.stop()
  const { createServer } = await import('node:net')
  const other = createServer().listen(first.port, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))

  const second = await start(dataDir)
  other.close()

  expect(second.port).not.toBe(first.port)
})

test('a data folder of another major version is refused with a sentence', async () => {
  const dataDir = aFolder()
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'PG_VERSION'), '14\n')

  await expect(startEmbedded({ dataDir })).rejects.toThrow(/written by Postgres 14/)
})

test.runIf(process.getuid?.() === 0)(
  'as root, a folder closed to the unprivileged account is replaced by one it can reach',
  async () => {
    const dataDir = aFolder()
    chmodSync(join(dataDir, '..'), 0o700)

    const server = await start(dataDir)
    folders.push(server.dataDir)

    expect(server.dataDir).toMatch(/^\/var\/lib\/cordee-pg\/[0-9a-f]{16}$/)
    expect(existsSync(dataDir)).toBe(false)
  },
)
