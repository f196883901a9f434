import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { accountForPostgres } from '#db/embedded/account.ts'
import { placeFor } from '#db/embedded/places.ts'
import { isAlive } from '#db/embedded/processes.js'
import {
  aCheckout,
  aPerson,
  type Checkout,
  clusterOf,
  copyNpmCache,
  hasLock,
  postmasterPid,
  query,
  readLock,
} from './checkout.ts'
import { aFreePort, endAll, isHealthy, until, untilReady, up } from './running.ts'

// The real command on copies of this checkout. The first starts make build and data that the others begin with.

const isRoot = process.getuid?.() === 0
const checkouts: Checkout[] = []
let first: Checkout
let patients: number
const outputs = { killed: '', next: '' }

const checkout = (options: Parameters<typeof aCheckout>[0] = {}) => {
  const made = aCheckout({ like: first, ...options })
  checkouts.push(made)
  return made
}

const countPatients = async (cluster: string) =>
  Number((await query<{ count: string }>(cluster, 'select count(*) from patients'))[0]!.count)

/** A first start that is killed while it makes the region, and the one that goes on from there. */
beforeAll(async () => {
  first = aCheckout()
  const env = { PORT: String(await aFreePort()) }
  const killed = up(first, env)
  await until(() => killed.output().includes('Creating the demonstration region'), 300_000)
  await until(async () => (await countPatients(clusterOf(first))) > 3, 60_000)
  process.kill(readLock(first).pid, 'SIGKILL')
  await killed.ended
  const next = up(first, env)
  await untilReady(next)
  patients = await countPatients(clusterOf(first))
  next.ctrlC()
  await next.ended
  Object.assign(outputs, { killed: killed.output(), next: next.output() })
})

afterEach(async () => {
  await endAll()
  for (const made of checkouts.splice(0)) made.remove()
})

afterAll(() => first?.remove())

describe('npm run up', () => {
  test('makes build, database and region in a path with spaces, and goes on after kill -9', () => {
    expect(first.folder).toContain(' ')
    expect(outputs.killed).toMatch(/Building.*Creating the database.*Creating the demonstration region/s)
    expect(outputs.next).toMatch(/Postgres was still running.*Creating the demonstration region.*is ready/s)
    expect(outputs.next).not.toMatch(/Building|Creating the database/)
    expect(outputs.next).toMatch(/Demonstration accounts.*:\n( {2}\S.*@.*\n){10,}/)
  })

  test('serves a demonstration, ends in order on Ctrl-C, and keeps its data for a start of seconds', async () => {
    const clone = checkout()
    const port = await aFreePort()
    const once = up(clone, { PORT: String(port) })
    await untilReady(once)

    expect(await isHealthy(port)).toBe(true)
    expect(once.output()).toContain(`Cordée is ready: http://localhost:${port}`)
    const mailbox = /Demonstration mail: (\S+)/.exec(once.output())![1]!
    expect((await fetch(mailbox)).status).toBe(200)
    expect(once.output()).toMatch(/Demonstration accounts.*:\n {2}\S+/)
    const powers = await query(
      clusterOf(clone),
      `select distinct usename as role, usesuper as superuser from pg_stat_activity join pg_user using (usename)
       where datname = current_database() and pid <> pg_backend_pid()`,
    )
    expect(powers).toContainEqual({ role: 'app_relay', superuser: false })
    expect(powers).not.toContainEqual(expect.objectContaining({ superuser: true }))
    await query(clusterOf(clone), 'create table kept as select 7 as answer')
    const children = readLock(clone).children!.map((child) => child.pid)
    const server = postmasterPid(clusterOf(clone))!

    once.ctrlC()
    await once.ended
    expect(once.output()).toContain('Stopped.')
    await until(() => [...children, server].every((pid) => !isAlive(pid)), 5_000)
    expect(hasLock(clone)).toBe(false)

    const startedAt = Date.now()
    const again = up(clone, { PORT: String(port) })
    await untilReady(again)
    expect(Date.now() - startedAt).toBeLessThan(30_000)
    expect(again.output()).not.toMatch(/Installing|Building|Creating/)
    expect(await query(clusterOf(clone), 'select answer from kept')).toEqual([{ answer: 7 }])
  })

  test('twice at once in one folder: one serves, the other says where and ends without an error', async () => {
    const clone = checkout()
    const port = await aFreePort()
    const both = [up(clone, { PORT: String(port) }), up(clone, { PORT: String(port) })]
    await Promise.all(both.map(untilReady))

    const [other, ...more] = both.filter((one) => one.output().includes('already runs'))
    expect(more).toEqual([])
    expect(await other!.ended).toBe(0)
    expect(other!.output()).toContain(`http://localhost:${port}`)
    expect(await isHealthy(port)).toBe(true)
  })

  test('a taken port is refused in both languages, with what to do, and nothing stays behind', async () => {
    const clone = checkout({ seeded: false })
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }

    const refused = up(clone, { PORT: String(port) })
    expect(await refused.ended).toBe(1)
    other.close()

    expect(refused.output()).toContain(`Le port ${port} est déjà pris`)
    expect(refused.output()).toContain(`Port ${port} is already taken`)
    expect(refused.output()).toContain(`PORT=${port + 1} npm run up`)
    expect(postmasterPid(clusterOf(clone))).toBeNull()
    expect(hasLock(clone)).toBe(false)
  })

  test.each([
    ['DATABASE_URL', 'postgres://app_user@db.example/cordee'],
    ['ORIGIN', 'https://cordee.example'],
  ])('refuses to open its one-click accounts beside %s', async (name, value) => {
    const refused = up(checkout({ seeded: false }), { [name]: value })
    expect(await refused.ended).toBe(1)
    expect(refused.output()).toContain('docs/operations.md')
    expect(refused.output()).toContain(name)
  })
})

describe('after kill -9', () => {
  test('of the supervisor: web and worker end, the next start works and has the data', async () => {
    const clone = checkout()
    const port = await aFreePort()
    const killed = up(clone, { PORT: String(port) })
    await untilReady(killed)
    await query(clusterOf(clone), 'create table kept as select 7 as answer')
    const { pid, children } = readLock(clone)
    const server = postmasterPid(clusterOf(clone))

    process.kill(pid, 'SIGKILL')
    await killed.ended
    await until(() => children!.every((child) => !isAlive(child.pid)), 30_000)

    const next = up(clone, { PORT: String(port) })
    await untilReady(next)
    expect(next.output()).toContain('Postgres was still running')
    expect(postmasterPid(clusterOf(clone))).toBe(server)
    expect(await query(clusterOf(clone), 'select answer from kept')).toEqual([{ answer: 7 }])

    next.ctrlC()
    await next.ended
    await until(() => !isAlive(server!), 5_000)
  })

  test('of the supervisor: a start at the same moment waits for what is ending', async () => {
    const clone = checkout()
    const port = await aFreePort()
    const killed = up(clone, { PORT: String(port) })
    await untilReady(killed)

    process.kill(readLock(clone).pid, 'SIGKILL')
    const next = up(clone, { PORT: String(port) })

    await untilReady(next)
    expect(await isHealthy(port)).toBe(true)
  })

  test('of web, of worker, of Postgres: each is started again, on the same data', async () => {
    const clone = checkout()
    const port = await aFreePort()
    const running = up(clone, { PORT: String(port) })
    await untilReady(running)
    await query(clusterOf(clone), 'create table kept as select 7 as answer')
    const before = readLock(clone).children!.map((child) => child.pid)

    for (const pid of before) process.kill(pid, 'SIGKILL')
    await until(
      () => readLock(clone).children!.every(({ pid }) => !before.includes(pid) && isAlive(pid)),
      30_000,
    )
    await until(() => isHealthy(port), 30_000)

    process.kill(postmasterPid(clusterOf(clone))!, 'SIGKILL')
    await until(
      () =>
        query(clusterOf(clone), 'select answer from kept').then(
          (rows) => rows.length === 1,
          () => false,
        ),
      60_000,
    )
  })
})

test.runIf(isRoot)(
  'as root in a folder closed to everyone else, Postgres gets a place it can reach',
  async () => {
    const clone = checkout({ parentMode: 0o700, seeded: false })
    const elsewhere = placeFor(accountForPostgres(), clusterOf(clone))
    mkdirSync(dirname(elsewhere), { recursive: true })
    execFileSync('cp', ['-a', clusterOf(first), elsewhere]) // as a start before this one has left it
    const port = await aFreePort()
    const running = up(clone, { PORT: String(port) })
    await untilReady(running)

    expect(await isHealthy(port)).toBe(true)
    expect(await countPatients(elsewhere)).toBe(patients)
    expect(elsewhere).toMatch(/^\/var\/lib\/cordee-pg\//)
    expect(isAlive(postmasterPid(elsewhere)!)).toBe(true)

    running.ctrlC()
    await running.ended
    rmSync(elsewhere, { recursive: true, force: true })
  },
)

test.runIf(isRoot)(
  'as an ordinary user, from nothing but Node and npm: installs, builds, serves',
  async () => {
    const { person, remove } = aPerson()
    try {
      const clone = checkout({ person, modules: 'none', like: undefined })
      const port = await aFreePort()
      const npm = { npm_config_cache: copyNpmCache(person), npm_config_prefer_offline: 'true' }
      const running = up(clone, { PORT: String(port), ...npm })
      await untilReady(running)

      expect(running.output()).toMatch(/Installing.*Building.*is ready/s)
      expect(await isHealthy(port)).toBe(true)
      // A start in one go and one that was killed on the way make the same region.
      expect(await countPatients(clusterOf(clone))).toBe(patients)
      running.ctrlC()
      await running.ended
    } finally {
      remove()
    }
  },
)
