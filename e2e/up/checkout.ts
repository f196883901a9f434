import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'

/** Someone of this machine who starts the product. Null: whoever runs the tests. */
export type Person = { uid: number; gid: number; home: string } | null

export type Checkout = { folder: string; person: Person; remove: () => void }

type Options = {
  name?: string
  person?: Person
  parentMode?: number
  modules?: 'linked' | 'none'
  /** Built and seeded as this one is, which has been stopped. */
  like?: Checkout
  /** Built only: its data are still to be made. */
  seeded?: boolean
}

/** A copy of what git holds of this checkout, as a clone would bring it, with spaces in its path. */
export function aCheckout({
  name = 'a clone of Cordée',
  person = null,
  parentMode = 0o755,
  modules = 'linked',
  like,
  seeded = true,
}: Options = {}): Checkout {
  const parent = mkdtempSync(join(tmpdir(), 'cordee up '))
  const folder = join(parent, name)
  mkdirSync(folder)
  const copy = 'git ls-files -z | tar -c --null --ignore-failed-read -T - | tar -x -C "$0"'
  execFileSync('/bin/sh', ['-c', copy, folder], { stdio: ['ignore', 'ignore', 'ignore'] })
  if (modules === 'linked') symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  // With owners and rights: the cluster may belong to another account.
  for (const output of like ? ['build', 'dist', ...(seeded ? ['.data'] : [])] : [])
    execFileSync('cp', ['-a', join(like!.folder, output), join(folder, output)])
  if (person) execFileSync('chown', ['-R', `${person.uid}:${person.gid}`, parent])
  chmodSync(parent, parentMode)
  return { folder, person, remove: () => rmSync(parent, { recursive: true, force: true }) }
}

/** An ordinary account, for as long as the tests run. Only root can make one. */
export function aPerson(): { person: NonNullable<Person>; remove: () => void } {
  const name = `cordee-up-${process.pid}`
  const home = mkdtempSync(join(tmpdir(), 'cordee-home-'))
  execFileSync('useradd', ['--no-create-home', '--home-dir', home, '--shell', '/bin/sh', name])
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  const person = { uid: id('-u'), gid: id('-g'), home }
  chownSync(home, person.uid, person.gid)
  const remove = () => {
    execFileSync('userdel', [name])
    rmSync(home, { recursive: true, force: true })
  }
  return { person, remove }
}

/** A copy of what npm has downloaded on this machine, so that installing again needs little of the network. */
export function copyNpmCache(person: NonNullable<Person>) {
  const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim()
  const copy = join(person.home, 'npm-cache')
  mkdirSync(copy)
  if (existsSync(join(cache, '_cacache')))
    execFileSync('cp', ['-r', join(cache, '_cacache'), join(copy, '_cacache')])
  execFileSync('chown', ['-R', `${person.uid}:${person.gid}`, copy])
  return copy
}

const inside = (checkout: Checkout, path: string) => join(checkout.folder, '.data', path)

export type LockFile = { pid: number; url?: string; children?: { pid: number }[] }

/** What a running instance says of itself. */
export const readLock = (checkout: Checkout) =>
  JSON.parse(readFileSync(inside(checkout, 'up.lock'), 'utf8')) as LockFile

export const hasLock = (checkout: Checkout) => existsSync(inside(checkout, 'up.lock'))

/** Where the demonstration's cluster is, if not in the checkout. */
export const clusterOf = (checkout: Checkout) => inside(checkout, 'pg')

export function postmasterPid(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null
}

/** One statement in the demonstration's database, as its superuser. */
export async function query<T extends object>(cluster: string, statement: string) {
  const password = readFileSync(join(cluster, 'cordee.password'), 'utf8')
  const port = readFileSync(join(cluster, 'cordee.port'), 'utf8')
  const sql = postgres(`postgres://postgres:${password}@127.0.0.1:${port}/cordee`, {
    max: 1,
    onnotice: () => {},
  })
  try {
    return [...(await sql.unsafe<T[]>(statement))]
  } finally {
    await sql.end()
  }
}
