import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSignInCtx, signInSettings } from '#app/features/identity/index.server.ts'
import { createEngine } from '#app/kernel/engine.server.ts'
import { readEnv } from '#app/kernel/env.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { createDb } from '#db/client.ts'
import { type Means, REQUEST_ID } from './means.ts'
import { seedDemonstration } from './seed.ts'

// Run once by `npm run up`, before web and worker start. Refuses to run anywhere but in a demonstration.

const DEFAULT_MLLP_PORT = 2575

const env = readEnv()
const migrateUrl = process.env.DATABASE_MIGRATE_URL
if (!env.CORDEE_DEMO || !migrateUrl)
  throw new Error('the demonstration region needs CORDEE_DEMO=true and DATABASE_MIGRATE_URL')

const startedAt = performance.now()
const engine = createEngine(env, 'cordee seed')
const owner = createDb(asOwner(migrateUrl), { max: 2, name: 'cordee seed' })
const means: Means = {
  db: engine.db,
  identityDb: engine.identityDb,
  owner,
  store: { blobs: engine.blobs, key: deriveKey(env.CORDEE_SECRET, 'exchange.messages') },
  signIn: createSignInCtx({
    db: engine.identityDb,
    settings: signInSettings(env),
    requestId: REQUEST_ID,
    locale: 'fr',
  }),
  mllpPort: Number(process.env.MLLP_PORT) || DEFAULT_MLLP_PORT,
  now: new Date(),
}
const accounts = await seedDemonstration(means)
const file = join(env.CORDEE_DATA, 'demo-accounts.json')
writeFileSync(`${file}.new`, JSON.stringify(accounts, null, 2), { mode: 0o600 })
renameSync(`${file}.new`, file)
await owner.$client.end()
await engine.close()
console.log(`demonstration region made in ${Math.round(performance.now() - startedAt)} ms`)

/** Every statement of this pool is the tables' owner's, as in a migration. */
function asOwner(url: string) {
  const address = new URL(url)
  address.searchParams.set('options', '-c role=app_owner')
  return address.href
}
