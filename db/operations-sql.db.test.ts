import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, expect, test, vi } from 'vitest'
import { bootstrapCluster, databaseUrls } from './bootstrap.ts'
import { type Embedded, startEmbedded } from './embedded/start.ts'
import { migrate } from './migrate.ts'

// Servers are created and stopped here, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const passwords = { app_migrator: 'm', app_user: 'u', app_relay: 'r', app_identity: 'i' }
const opened: { server: Embedded; folder: string }[] = []

async function aServer() {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-operations-'))
  chmodSync(folder, 0o755)
  const server = await startEmbedded({ dataDir: join(folder, 'pg'), settings: { fsync: 'off' } })
  opened.push({ server, folder })
  return server
}

const query = async (url: string, text: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end()
  }
}

const inDatabase = (url: string, database: string) => url.replace(/[^/]*$/, database)

/** Rights as the catalogue has them; who granted them may differ. */
const RIGHTS = `
  select 'role' as kind, rolname as name, array[rolcanlogin, rolinherit, rolsuper, rolcreaterole, rolcreatedb,
         rolbypassrls, rolreplication]::text || coalesce(rolconfig::text, '') as rights
    from pg_roles where rolname like 'app\\_%'
  union all
  select 'member', member::regrole::text, string_agg(roleid::regrole::text, ' ' order by roleid::regrole::text)
    from pg_auth_members where member::regrole::text like 'app\\_%' group by member
  union all
  select 'database', coalesce(nullif(grantee, 0)::regrole::text, 'public'), string_agg(privilege_type, ' ' order by 1)
    from pg_database, aclexplode(datacl) where datname = 'cordee' group by grantee
  union all
  select 'schema public', coalesce(nullif(grantee, 0)::regrole::text, 'public'), string_agg(privilege_type, ' ' order by 1)
    from pg_namespace, aclexplode(nspacl) where nspname = 'public' group by grantee
  union all
  select 'owner', datdba::regrole::text, '' from pg_database where datname = 'cordee'
  order by 1, 2`

/** The statements of the page's section, in the two databases they are for. */
function documented() {
  const page = readFileSync('docs/operations.md', 'utf8')
  const block = /^## Roles.*?^```sql\n(.*?)^```/ms.exec(page)![1]!
  const [before, after] = block.split(/^\\connect cordee$/m)
  const statements = (text: string) =>
    text
      .replace(/^--.*$/gm, '')
      .split(/;\s*$/m)
      .map((one) => one.trim())
  return { before: statements(before!).filter(Boolean), after: statements(after!).filter(Boolean) }
}

afterEach(async () => {
  for (const { server, folder } of opened.splice(0)) {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the SQL for operators, run by an administrator without superpowers, gives the rights of bootstrap', async () => {
  const own = await aServer()
  await bootstrapCluster(own.adminUrl, { database: 'cordee', passwords })

  const managed = await aServer()
  await query(managed.adminUrl, "create role administrator login createrole createdb password 'a'")
  const administrator = managed.adminUrl.replace(/\/\/postgres:[^@]*@/, '//administrator:a@')
  const { before, after } = documented()
  for (const statement of before) await query(administrator, statement)
  for (const statement of after) await query(inDatabase(administrator, 'cordee'), statement)

  const rights = await query(inDatabase(managed.adminUrl, 'cordee'), RIGHTS)
  expect(rights.length).toBeGreaterThan(15)
  expect(rights).toEqual(await query(inDatabase(own.adminUrl, 'cordee'), RIGHTS))

  for (const [role, password] of Object.entries(passwords))
    await query(administrator, `alter role ${role} password '${password}'`)
  await migrate(databaseUrls(managed.adminUrl, 'cordee', passwords).DATABASE_MIGRATE_URL)
})
