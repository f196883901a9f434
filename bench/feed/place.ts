import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { MessageStore } from '#app/features/exchange/inbox.server.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { bootstrapCluster, databaseUrls } from '#db/bootstrap.ts'
import { createDb } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import { aHospitalWithGp } from '#db/test/factories.ts'
import { testPasswords } from '#db/test/global-setup.ts'
import { asOwner, type TestDatabase } from '#db/test/harness.ts'
import { aSecret } from '#e2e/fixtures/processes.ts'

/** A database and a folder of their own, with a hospital in them; `end` takes both away. */
export type Place = Awaited<ReturnType<typeof aPlace>>
export async function aPlace(adminUrl: string) {
  const name = `cordee_feed_${process.pid}_${Date.now()}`
  await bootstrapCluster(adminUrl, { database: name, passwords: testPasswords() })
  const urls = databaseUrls(adminUrl, name, testPasswords())
  await migrate(urls.DATABASE_MIGRATE_URL)
  const t: TestDatabase = {
    db: createDb(urls.DATABASE_URL),
    identityDb: createDb(urls.DATABASE_IDENTITY_URL),
    relayDb: createDb(urls.DATABASE_DIRECT_URL),
    owner: createDb(asOwner(urls.DATABASE_MIGRATE_URL)),
    urls,
    name,
  }
  const data = mkdtempSync(join(tmpdir(), 'cordee-feed-'))
  const secret = aSecret()
  const store: MessageStore = {
    blobs: folderStore(join(data, 'blobs')),
    key: deriveKey(secret, 'exchange.messages'),
  }
  const world = await aHospitalWithGp(t)
  const { DATABASE_MIGRATE_URL: _, ...runtimeUrls } = urls
  const env = { ...runtimeUrls, CORDEE_SECRET: secret, CORDEE_DATA: data, LOG_LEVEL: 'info' }
  return {
    t,
    data,
    store,
    world,
    env,
    async end() {
      for (const db of [t.db, t.identityDb, t.relayDb, t.owner]) await db.$client.end()
      const admin = createDb(adminUrl, { max: 1, name: 'bench' })
      await admin.execute(sql.raw(`drop database if exists ${name} with (force)`))
      await admin.$client.end()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
