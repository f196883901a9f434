import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Passwords } from '#db/bootstrap.ts'

export type Secrets = { passwords: Passwords; secret: string }

const draw = () => randomBytes(32).toString('base64url')

/** The demonstration's own passwords and key: drawn once, readable by whoever starts it only. */
export function readSecrets(file: string): Secrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  const secrets: Secrets = {
    passwords: { app_migrator: draw(), app_user: draw(), app_relay: draw(), app_identity: draw() },
    secret: draw(),
  }
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secrets
}
