import { sql } from 'drizzle-orm'
import type { TestDatabase } from './harness.ts'

/** A moment that a test decides: `await reached`, and `reach()` from elsewhere. */
export function aMoment() {
  let reach = () => {}
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  return { reach, reached }
}

/** Until so many in this database really wait for a lock: only then does a concurrency test test anything. */
export async function untilSomeoneWaits(t: TestDatabase, howMany = 1): Promise<void> {
  for (let attempt = 0; attempt < 1500; attempt++) {
    // A wait for another transaction's row has no database of its own: the session says which one it is.
    const [row] = await t.owner.execute<{ waiting: number }>(sql`
      select count(*)::int as waiting from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where a.datname = current_database() and not l.granted`)
    if (row!.waiting >= howMany) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('nobody waits for a lock')
}
