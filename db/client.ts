import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

export type Db = ReturnType<typeof createDb>

/**
 * A pool and its Drizzle handle. `prepare: false`: named statements do not survive PgBouncer in
 * transaction mode, and a generic plan would not know that a grantee has 290,000 patients.
 * Notices are dropped: they may hold values.
 */
export function createDb(url: string, { max = 10, name = 'cordee' }: { max?: number; name?: string } = {}) {
  const client = postgres(url, {
    max,
    prepare: false,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: name },
  })
  return drizzle(client)
}
