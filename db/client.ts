import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

export type Db = ReturnType<typeof createDb>

type Options = {
  max?: number
  name?: string
  /** Nothing stands between us and Postgres, so that statements stay prepared on their connection. */
  isDirect?: boolean
}

/**
 * A pool and its Drizzle handle. On a direct connection statements are prepared by name: fewer round trips, and
 * no planning, which for a page behind all its doors is most of what Postgres does. Whom a grantee may see comes
 * from settings, so a plan never knew it. A statement must be written so that its plan does not need its values.
 * Left to itself Postgres plans a statement anew five times on each connection before it keeps a plan, and most
 * of the time does not keep it: five times the work for a page.
 * Named statements do not survive PgBouncer in transaction mode, so there they are not used. Notices are dropped:
 * they may hold values.
 */
export function createDb(url: string, { max = 10, name = 'cordee', isDirect = false }: Options = {}) {
  const client = postgres(url, {
    max,
    prepare: isDirect,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: name, ...(isDirect ? { plan_cache_mode: 'force_generic_plan' } : {}) },
  })
  return drizzle(isDirect ? preparing(client) : client)
}

/** Drizzle sends its statements by `unsafe` and tells it not to prepare. */
function preparing(client: postgres.Sql): postgres.Sql {
  const begin = client.begin.bind(client) as (
    work: (tx: postgres.TransactionSql) => unknown,
  ) => Promise<unknown>
  prepareUnsafe(client)
  return Object.assign(client, {
    begin: (work: (tx: postgres.TransactionSql) => unknown) => begin((tx) => work(prepareUnsafe(tx))),
  })
}

function prepareUnsafe<S extends postgres.ISql>(client: S): S {
  const unsafe = client.unsafe.bind(client)
  return Object.assign(client, {
    unsafe: ((query, args, options) => unsafe(query, args, { ...options, prepare: true })) as S['unsafe'],
  })
}
