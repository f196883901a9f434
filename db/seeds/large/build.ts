import { readFileSync } from 'node:fs'
import postgres, { type Sql } from 'postgres'
import { gatherFacts, type LargeFacts } from './facts.ts'
import { type BulkTable, putBackForeignKeys, putBackIndexes, takeOffIndexes } from './indexes.ts'
import { CITIES, FAMILY_NAMES, MEN, WOMEN } from './names.ts'
import { insertStaff } from './staff.ts'
import { SENTENCES, SLOTS } from './texts.ts'

const SEED = 20_260_301

export type Report = (line: string) => void
type Step = (sql: Sql) => Promise<unknown>

/**
 * Fills a migrated, empty database. As superuser: keys and triggers rest meanwhile, nothing goes to the
 * outbox or the trail, and each table is written in the transaction that emptied it, which needs no WAL.
 */
export async function buildLargeRegion(adminUrl: string, report: Report): Promise<LargeFacts> {
  const startedAt = Date.now()
  const connect = () =>
    postgres(adminUrl, {
      max: 1,
      onnotice: () => {},
      connection: {
        session_replication_role: 'replica',
        work_mem: '512MB',
        maintenance_work_mem: '1GB',
        synchronous_commit: 'off',
        jit: 'off',
        timezone: 'UTC',
      } as Record<string, string>,
    })
  const [one, two] = [connect(), connect()]
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const from = Date.now()
    await work()
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
    report(
      `${name.padEnd(28)} ${seconds(Date.now() - from).padStart(8)}  (${seconds(Date.now() - startedAt)})`,
    )
  }
  const load =
    (file: string, ...tables: BulkTable[]): Step =>
    (sql) =>
      timed(file, () => loadBulk(sql, file, tables))
  try {
    await timed('establishments, people', () => scaffold(one))
    const definitions = await takeOffIndexes(one)
    const indexed =
      (...tables: BulkTable[]): Step =>
      async (sql) => {
        for (const table of tables)
          await timed(`  indexes of ${table}`, () => putBackIndexes(sql, definitions, table))
      }
    await load('20-patients', 'patients')(one)
    await load('30-files', 'patient_files')(one)
    // Two cores: the spine on one, what does not need its rows on the other.
    const entriesListed = timed('40-entries', () => one.unsafe(read('40-entries')).then(() => {}))
    const spine = async () => {
      await entriesListed
      await inOrder(one, [
        load('41-record-entries', 'record_entries'),
        indexed('record_entries'),
        load('44-stays', 'stays'),
        indexed('stays'),
      ])
    }
    const others = async () => {
      await inOrder(two, [
        indexed('patients', 'patient_files'),
        load('50-relations', 'care_relations'),
        indexed('care_relations'),
        load('60-tokens', 'access_tokens'),
        indexed('access_tokens'),
      ])
      await entriesListed
      await inOrder(two, [
        load('42-documents', 'documents'),
        indexed('documents'),
        load('43-texts', 'document_texts'),
        load('45-sent', 'entry_recipients', 'entry_provenances'),
        load('70-visits', 'record_visits'),
        indexed('document_texts', 'entry_recipients', 'entry_provenances', 'record_visits'),
      ])
    }
    await Promise.all([spine(), others()])
    // Before the keys: without statistics their checks loop over millions of rows.
    await vacuumAll(one, two, timed)
    await timed('foreign keys, checked', () => putBackForeignKeys(one, definitions))
    const facts = await gatherFacts(one)
    await one.unsafe('drop schema large cascade')
    await one.unsafe('checkpoint')
    return facts
  } finally {
    await Promise.all([one.end(), two.end()])
  }
}

const read = (name: string) => readFileSync(new URL(`sql/${name}.sql`, import.meta.url), 'utf8')

async function inOrder(sql: Sql, steps: Step[]) {
  for (const step of steps) await step(sql)
}

const loadBulk = (sql: Sql, file: string, tables: BulkTable[]) =>
  sql.begin(async (tx) => {
    await tx.unsafe(`truncate ${tables.map((table) => `public.${table}`).join(', ')}`)
    await tx.unsafe(read(file))
  })

async function scaffold(sql: Sql) {
  await sql.unsafe(read('10-scaffold'))
  const literal = (values: string[]) => values.map((v) => `'${v.replaceAll("'", "''")}'`).join(', ')
  // Midnight of the day it is built: "recent" must be recent, and the same day gives the same region.
  const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`
  await sql.unsafe(`
    create function large.anchor() returns timestamptz language sql immutable parallel safe
      return timestamptz '${midnight}';
    create function large.cities() returns text[] language sql immutable parallel safe
      return array[${literal(CITIES)}];
    create function large.variant(name text) returns text language sql immutable parallel safe
      return name || 's';`)
  const numbered = (names: string[]) => names.map((name, i) => ({ i: i + 1, name }))
  await sql`insert into large.family_name ${sql(numbered(FAMILY_NAMES))}`
  for (const [is_woman, names] of [
    [true, WOMEN],
    [false, MEN],
  ] as const)
    await sql`insert into large.given_name ${sql(numbered(names).map((row) => ({ ...row, is_woman })))}`
  await sql`insert into large.sentence ${sql(SENTENCES.map((content, i) => ({ i: i + 1, content })))}`
  await sql`insert into large.slot ${sql(SLOTS.map((row, slot) => ({ slot, ...row })))}`
  await insertStaff(sql, SEED)
  await sql.unsafe('analyze')
}

async function vacuumAll(
  one: Sql,
  two: Sql,
  timed: (name: string, work: () => Promise<unknown>) => Promise<void>,
) {
  const vacuum = async (sql: Sql, tables: string[]) => {
    for (const table of tables) await sql.unsafe(`vacuum (analyze) public.${table}`)
  }
  await timed('vacuum, analyze', () =>
    Promise.all([
      vacuum(one, ['record_entries', 'stays', 'record_visits', 'entry_recipients', 'entry_provenances']),
      vacuum(two, [
        ...['documents', 'access_tokens', 'care_relations', 'patient_files', 'patients', 'document_texts'],
        ...['audit_entries', 'people', 'memberships', 'establishments', 'sign_in_accounts', 'regions'],
      ]),
    ]),
  )
}
