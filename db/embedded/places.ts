import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Account, canReach } from './account.ts'

/** Where root keeps what its unprivileged account must reach when the checkout is closed to it. */
export const SHARED_FOLDER = '/var/lib/cordee-pg'

const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)))

/** The wanted folder, or one of its own elsewhere when the account cannot enter its parents. */
export function placeFor(account: Account, wanted: string) {
  const path = resolve(wanted)
  const parent = dirname(path)
  if (canReach(account, nearestExisting(parent))) {
    mkdirSync(parent, { recursive: true, mode: 0o755 })
    // A strict umask may have closed what was just created.
    if (canReach(account, parent)) return path
  }
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16)
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
  return join(SHARED_FOLDER, hash)
}
