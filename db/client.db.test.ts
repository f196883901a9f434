import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createDb, plannedAsPrepared, plannedForValues } from './client.ts'
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

test('statements keep one plan; planning for values ends with the transaction, or before', async () => {
  const db = createDb(t.urls.DATABASE_URL, { max: 1, isDirect: true })
  const mode = sql`select current_setting('plan_cache_mode') as mode`
  const [first] = await db.execute(mode)
  expect(first).toMatchObject({ mode: 'force_generic_plan' })
  const inside = await db.transaction(async (tx) => {
    await tx.execute(plannedForValues)
    const during = await tx.execute<{ mode: string }>(mode)
    await tx.execute(plannedAsPrepared)
    return [...during, ...(await tx.execute<{ mode: string }>(mode))]
  })
  expect(inside).toMatchObject([{ mode: 'force_custom_plan' }, { mode: 'force_generic_plan' }])
  expect(await db.execute(mode)).toMatchObject([{ mode: 'force_generic_plan' }])
  await db.$client.end()
})
