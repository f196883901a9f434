import { spawnSync } from 'node:child_process'
import { chownSync, constants, fchownSync, openSync } from 'node:fs'

/** The operating system account that Postgres runs under. Null: the one we run under ourselves. */
export type Account = { uid: number; gid: number } | null

const USER = 'postgres'

const idOf = (flag: '-u' | '-g') => {
  const answer = spawnSync('id', [flag, USER], { encoding: 'utf8' })
  return answer.status === 0 ? Number(answer.stdout.trim()) : null
}

const createUser = () => {
  // Debian and most others, then Alpine.
  const commands: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', USER]],
  ]
  return commands.some(([command, args]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0)
}

/** Postgres refuses to run as root, so root lends it an account without privileges. */
export function accountForPostgres(): Account {
  if (process.getuid?.() !== 0) return null
  if (idOf('-u') === null && !createUser() && idOf('-u') === null)
    throw new Error(
      `Postgres does not run as root and the system user "${USER}" could not be created. ` +
        'Create it, or start Cordée as an ordinary user.',
    )
  return { uid: idOf('-u')!, gid: idOf('-g')! }
}

/** Whether this account may enter a folder or run a file: every parent counts, so the system is asked. */
export function canReach(account: Account, path: string) {
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$0"', path], { ...asAccount(account), stdio: 'ignore' }).status ===
    0
  )
}

/** Spawn options. `cwd` too: a child that cannot enter the folder it starts in may refuse to run. */
export const asAccount = (account: Account) =>
  account ? { uid: account.uid, gid: account.gid, cwd: '/' } : {}

export function giveTo(account: Account, path: string) {
  if (account) chownSync(path, account.uid, account.gid)
}

/** Opens a file to write anew. Not through a link: the account owns the folder and could lead root astray. */
export function openAs(account: Account, path: string) {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
  const file = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | (O_NOFOLLOW ?? 0), 0o600)
  if (account) fchownSync(file, account.uid, account.gid)
  return file
}

/** What Postgres's programs see of our environment: no secret, and messages in English. */
export const PROGRAM_ENV = {
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  LC_ALL: 'C',
} as unknown as NodeJS.ProcessEnv
