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

/** Until somebody in this database really waits for a lock: only then does a concurrency test test anything. */
export async function untilSomeoneWaits(t: TestDatabase): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const waiting = await t.owner.execute(sql`
      select from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and not l.granted limit 1`)
    if (waiting.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('nobody waits for a lock')
}
