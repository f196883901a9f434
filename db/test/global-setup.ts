import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { bootstrapCluster, databaseUrls, type Passwords } from '../bootstrap.ts'
import { startEmbedded } from '../embedded/start.ts'
import { migrate } from '../migrate.ts'

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be merged into Vitest’s own
  export interface ProvidedContext {
    adminUrl: string
    passwords: Passwords
    template: string
  }
}

/** One migrated database that every test file clones, on the same roles as production. */
export default async function setup(project: TestProject) {
  const server = process.env.CORDEE_TEST_ADMIN_URL
    ? { adminUrl: process.env.CORDEE_TEST_ADMIN_URL, stop: async () => {}, attached: true }
    : await startEmbedded({
        dataDir: process.env.CORDEE_TEST_PG ?? join(process.cwd(), '.data', 'test-pg'),
        // Tests may lose their rows at a power cut; the product may not.
        settings: {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          max_connections: '400',
        },
      })
  const passwords = testPasswords()
  const template = `cordee_template_${process.pid}_${randomBytes(3).toString('hex')}`
  await bootstrapCluster(server.adminUrl, { database: template, passwords })
  await migrate(databaseUrls(server.adminUrl, template, passwords).DATABASE_MIGRATE_URL)
  project.provide('adminUrl', server.adminUrl)
  project.provide('passwords', passwords)
  project.provide('template', template)

  return async () => {
    const admin = postgres(server.adminUrl, { max: 1, onnotice: () => {} })
    const left = await admin<{ datname: string }[]>`
      select datname from pg_database where datname like ${`${template}%`}`
    for (const { datname } of left) await admin.unsafe(`drop database if exists "${datname}" with (force)`)
    await admin.end()
    if (!server.attached) await server.stop()
  }
}

/** Loopback only and thrown away with the server; the same for every run, since roles are the server's. */
export const testPasswords = (): Passwords => ({
  app_migrator: 'test-migrator',
  app_user: 'test-user',
  app_relay: 'test-relay',
  app_identity: 'test-identity',
})
