import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createDb } from './client.ts'
import { useDatabase } from './test/harness.ts'

const t = useDatabase()

const preparedIn = (db: ReturnType<typeof createDb>) =>
  db.transaction(async (tx) => {
    for (let i = 0; i < 2; i++) await tx.execute(sql`select ${'some words'}::text as looked_at`)
    const rows = await tx.execute<{ statement: string }>(sql`select statement from pg_prepared_statements`)
    return rows.map((row) => row.statement).filter((statement) => statement.includes('looked_at'))
  })

test('on a direct connection a statement stays prepared', async () => {
  const db = createDb(t.urls.DATABASE_URL, { max: 1, isDirect: true })
  expect(await preparedIn(db)).toEqual(['select $1::text as looked_at'])
  await db.$client.end()
})

test('behind a pooler none is left for the next client', async () => {
  const db = createDb(t.urls.DATABASE_URL, { max: 1 })
  expect(await preparedIn(db)).toEqual([])
  await db.$client.end()
})

test('on a direct connection statements keep one plan', async () => {
  const db = createDb(t.urls.DATABASE_URL, { max: 1, isDirect: true })
  const [row] = await db.execute(sql`select current_setting('plan_cache_mode') as mode`)
  expect(row).toMatchObject({ mode: 'force_generic_plan' })
  await db.$client.end()
})
