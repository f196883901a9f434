import postgres, { type Sql } from 'postgres'

/** Roles that may sign in, and what each is for, are in docs/operations.md; so is the same as plain SQL. */
export type LoginRole = 'app_migrator' | 'app_user' | 'app_relay' | 'app_identity'
export type Passwords = Record<LoginRole, string>

const LOGIN_ROLES: LoginRole[] = ['app_migrator', 'app_user', 'app_relay', 'app_identity']
const GROUP_ROLES = ['app_owner', 'app_definer', 'app_auditor']
/** Whose requests run with these settings from the first statement on. */
const SERVING_ROLES: LoginRole[] = ['app_user', 'app_relay', 'app_identity']

const PLAIN = 'nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit'
const LOCK_KEY = 7_210_001

/** Creates roles and database, or brings them in line; as often as one likes and from several processes. */
export async function bootstrapCluster(
  adminUrl: string,
  { database, passwords }: { database: string; passwords: Passwords },
) {
  const admin = connect(adminUrl)
  try {
    // Roles belong to the whole server: two starters would trip over each other's catalogue rows.
    await admin`select pg_advisory_lock(${LOCK_KEY})`
    await createRoles(admin, passwords)
    await createDatabase(admin, database)
  } finally {
    await admin.end()
  }
  await closePublicSchema(adminUrl, database)
}

/** The addresses web, worker and migrations read from their environment. */
export function databaseUrls(adminUrl: string, database: string, passwords: Passwords) {
  const as = (role: LoginRole) => {
    const url = new URL(adminUrl)
    url.username = role
    url.password = encodeURIComponent(passwords[role])
    url.pathname = `/${database}`
    return url.href
  }
  return {
    DATABASE_URL: as('app_user'),
    DATABASE_DIRECT_URL: as('app_relay'),
    DATABASE_IDENTITY_URL: as('app_identity'),
    DATABASE_MIGRATE_URL: as('app_migrator'),
  }
}

const connect = (url: string) => postgres(url, { max: 1, onnotice: () => {} })

/** Names and passwords are quoted by the server: role statements take no parameters. */
async function execute(admin: Sql, statement: string, ...values: string[]) {
  const [row] = await admin.unsafe<{ text: string }[]>('select format($1, variadic $2::text[]) as text', [
    statement,
    values,
  ])
  await admin.unsafe(row!.text)
}

async function createRoles(admin: Sql, passwords: Passwords) {
  const existing = new Set(
    (await admin<{ rolname: string }[]>`select rolname from pg_roles`).map((row) => row.rolname),
  )
  for (const role of [...GROUP_ROLES, ...LOGIN_ROLES])
    if (!existing.has(role)) await execute(admin, 'create role %I', role)
  for (const role of GROUP_ROLES) await execute(admin, `alter role %I ${PLAIN} nologin`, role)
  for (const role of LOGIN_ROLES)
    await execute(admin, `alter role %I ${PLAIN} login password %L`, role, passwords[role])

  await execute(admin, 'grant %I to %I', 'app_owner', 'app_migrator')
  // So that a migration can give a function to the role it shall run as.
  await execute(admin, 'grant %I, %I to %I', 'app_definer', 'app_auditor', 'app_owner')
  for (const role of SERVING_ROLES) {
    await execute(admin, 'alter role %I set jit = off', role) // it added 30-140 ms to short queries
    await execute(admin, "alter role %I set idle_in_transaction_session_timeout = '60s'", role)
  }
}

async function createDatabase(admin: Sql, database: string) {
  const found = await admin`select 1 from pg_database where datname = ${database}`
  if (found.length === 0) await execute(admin, 'create database %I owner %I', database, 'app_owner')
  else await execute(admin, 'alter database %I owner to %I', database, 'app_owner')

  await execute(admin, 'revoke all on database %I from public', database)
  for (const role of LOGIN_ROLES) await execute(admin, 'grant connect on database %I to %I', database, role)
  await execute(admin, 'grant temporary on database %I to %I', database, 'app_relay') // bulk adds of the queue
  // Schemas of the queue and of the migrations' own ledger are created by migrations.
  await execute(admin, 'grant create on database %I to %I, %I', database, 'app_owner', 'app_migrator')
}

async function closePublicSchema(adminUrl: string, database: string) {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  const admin = connect(url.href)
  try {
    await admin.unsafe('revoke create on schema public from public')
    await admin.unsafe('grant usage, create on schema public to app_owner')
  } finally {
    await admin.end()
  }
}
