import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations } from 'bullmq'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runDrizzleMigrations } from 'drizzle-orm/postgres-js/migrator'
import pg from 'pg'
import postgres from 'postgres'

const LOCK_KEY = 7_210_002
const OWNER = 'app_owner'
const QUEUE_ROLE = 'app_relay'

/** From the working directory: in production this runs as dist/migrate.js beside db/migrations. */
const migrationsFolder = () => join(process.cwd(), 'db', 'migrations')

/**
 * Brings the database to this release. Everything belongs to app_owner, whoever signs in; several starters
 * at once wait for the first. Needs a session of its own: never through a pooler in transaction mode.
 */
export async function migrate(migrateUrl: string) {
  const sql = postgres(migrateUrl, { max: 1, onnotice: () => {}, connection: { lock_timeout: 0 } })
  try {
    await sql`select pg_advisory_lock(${LOCK_KEY})`
    await sql.unsafe(`set role ${OWNER}`)
    await migrateTables(sql)
    await migrateQueue(migrateUrl)
  } finally {
    await sql.end()
  }
}

async function migrateTables(sql: postgres.Sql) {
  const folder = migrationsFolder()
  if (!existsSync(folder)) throw new Error(`${folder} is missing: start this from the folder of the release.`)
  if (!existsSync(join(folder, 'meta', '_journal.json'))) return
  await runDrizzleMigrations(drizzle(sql), { migrationsFolder: folder })
}

/** Before any queue object exists: on an unmigrated schema they loop on errors and fill the disk. */
async function migrateQueue(migrateUrl: string) {
  const client = new pg.Client({ connectionString: migrateUrl })
  await client.connect()
  try {
    await client.query(`set role ${OWNER}`)
    await runMigrations(client)
    // CREATE: the queue makes a sequence of its own for each queue name, at its first job.
    await client.query(`
      grant usage, create on schema bullmq to ${QUEUE_ROLE};
      grant select, insert, update, delete on all tables in schema bullmq to ${QUEUE_ROLE};
      ${grantOwnSequences}
      grant execute on all functions in schema bullmq to ${QUEUE_ROLE};
      alter default privileges in schema bullmq grant select, insert, update, delete on tables to ${QUEUE_ROLE};
      alter default privileges in schema bullmq grant usage, select, update on sequences to ${QUEUE_ROLE};
      alter default privileges in schema bullmq grant execute on functions to ${QUEUE_ROLE};
    `)
  } finally {
    await client.end()
  }
}

/** Not "all sequences": those the queue has made at a first job are its own, and not ours to grant. */
const grantOwnSequences = `do $grant$ declare s record; begin
  for s in select c.oid::regclass as name from pg_class c
    where c.relnamespace = 'bullmq'::regnamespace and c.relkind = 'S' and c.relowner = '${OWNER}'::regrole
  loop
    execute format('grant usage, select, update on sequence %s to ${QUEUE_ROLE}', s.name);
  end loop;
end $grant$;`
