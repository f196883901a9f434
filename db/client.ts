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
 * A pool and its Drizzle handle. On a direct connection statements are prepared by name, which halves the round
 * trips of a page; each execution is still planned for its own values, because a generic plan would not know
 * that a grantee has 290,000 patients. Named statements do not survive PgBouncer in transaction mode, so there
 * they are not used. Notices are dropped: they may hold values.
 */
export function createDb(url: string, { max = 10, name = 'cordee', isDirect = false }: Options = {}) {
  const client = postgres(url, {
    max,
    prepare: isDirect,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    connection: {
      application_name: name,
      ...(isDirect ? { plan_cache_mode: 'force_custom_plan' } : {}),
    },
  })
  return drizzle(isDirect ? preparing(client) : client)
}

/** Drizzle sends its statements by `unsafe`, which prepares only when told to. */
function preparing(client: postgres.Sql): postgres.Sql {
  const begin = client.begin.bind(client) as (
    work: (tx: postgres.TransactionSql) => unknown,
  ) => Promise<unknown>
  prepareUnsafe(client)
  return Object.assign(client, {
    begin: (work: (tx: postgres.TransactionSql) => unknown) => begin((tx) => work(prepareUnsafe(tx))),
  })
}

function prepareUnsafe<S extends postgres.ISql>(sql: S): S {
  const unsafe = sql.unsafe.bind(sql)
  return Object.assign(sql, {
    unsafe: ((query, args, options) =>
      unsafe(query, args, { prepare: true, ...options })) as typeof sql.unsafe,
  })
}
