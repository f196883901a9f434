import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, inject } from 'vitest'
import { databaseUrls } from '../bootstrap.ts'
import { createDb, type Db } from '../client.ts'

export type TestDatabase = {
  /** As the app: `app_user`, behind every wall and door. */
  db: Db
  /** As sign-in: `app_identity`. */
  identityDb: Db
  /** As the relay and the queue: `app_relay`. */
  relayDb: Db
  /** As the tables' owner, to arrange what no command makes yet and to look behind the walls. */
  owner: Db
  urls: ReturnType<typeof databaseUrls>
  name: string
}

/** A database of its own for a test file: a clone of the migrated template, dropped afterwards. */
export function useDatabase(): TestDatabase {
  const database = {} as TestDatabase
  beforeAll(async () => {
    const name = `${inject('template')}_${randomBytes(4).toString('hex')}`
    const admin = postgres(inject('adminUrl'), { max: 1, onnotice: () => {} })
    await cloneTemplate(admin, name, inject('template'))
    await admin.end()
    const urls = databaseUrls(inject('adminUrl'), name, inject('passwords'))
    Object.assign(database, {
      name,
      urls,
      db: createDb(urls.DATABASE_URL, { max: 5 }),
      identityDb: createDb(urls.DATABASE_IDENTITY_URL, { max: 3 }),
      relayDb: createDb(urls.DATABASE_DIRECT_URL, { max: 3 }),
      owner: createDb(asOwner(urls.DATABASE_MIGRATE_URL), { max: 2 }),
    })
  })
  afterAll(async () => {
    for (const db of [database.db, database.identityDb, database.relayDb, database.owner])
      await db.$client.end()
    const admin = postgres(inject('adminUrl'), { max: 1, onnotice: () => {} })
    await admin.unsafe(`drop database if exists "${database.name}" with (force)`)
    await admin.end()
  })
  return database
}

/** The migrator acts as the tables' owner from its first statement, as it does in a migration. */
export function asOwner(migrateUrl: string) {
  const url = new URL(migrateUrl)
  url.searchParams.set('options', '-c role=app_owner')
  return url.href
}

/** Two files that clone at the same moment: Postgres refuses the second for an instant. */
async function cloneTemplate(admin: postgres.Sql, name: string, template: string) {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.unsafe(`create database "${name}" template "${template}" owner app_owner`)
      for (const role of ['app_migrator', 'app_user', 'app_relay', 'app_identity'])
        await admin.unsafe(`grant connect on database "${name}" to ${role}`)
      return
    } catch (error) {
      if (attempt > 50 || (error as { code?: string }).code !== '55006') throw error
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60))
    }
  }
}
