import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { useDatabase } from './test/harness.ts'

const database = useDatabase()

test('a start after the queue has worked migrates again: its own sequences are left to it', async () => {
  await database.relayDb.execute(sql`create sequence bullmq.bullmq_jid_of_a_first_job`)
  await expect(migrate(database.urls.DATABASE_MIGRATE_URL)).resolves.toBeUndefined()
  const [next] = await database.relayDb.execute(sql`select nextval('bullmq.bullmq_jid_of_a_first_job') as n`)
  expect(next).toEqual({ n: '1' })
})
