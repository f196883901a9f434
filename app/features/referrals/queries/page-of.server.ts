import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '#db/scope.ts'
import { cursorOf, type LineRow, lines, microsOf } from './referral-rows.server.ts'

export const PAGE_SIZE = 30
const MAX_COUNT = 1_000

type Wanted = {
  /** Which requests, as a condition on `r`. */
  where: SQL
  /** A column of `r`, and which end of it comes first. */
  by: 'due_at' | 'closed_at' | 'updated_at'
  isDescending: boolean
  after?: string
  before?: string
}

/** One page of requests in the order of a moment, with cursors of its neighbours and how many there are in all. */
export async function pageOf(tx: Tx, { where, by, isDescending, after, before }: Wanted) {
  const column = sql.raw(`r.${by}`)
  const cursor = cursorOf(before ?? after)
  const isBackwards = before !== undefined && cursor !== null
  const isDown = isDescending !== isBackwards
  const beyond = cursor
    ? isDown
      ? sql` and (${column}, r.id) < (${cursor.at}, ${cursor.id}::uuid)`
      : sql` and (${column}, r.id) > (${cursor.at}, ${cursor.id}::uuid)`
    : sql``
  const direction = sql.raw(isDown ? 'desc' : 'asc')
  const shown = sql.raw(isDescending ? 'desc' : 'asc')
  const chosen = sql`
    select r.* from referrals r
    where ${where}${beyond} order by ${column} ${direction}, r.id ${direction} limit ${PAGE_SIZE + 1}`
  const [found, [counted]] = await Promise.all([
    lines(tx, chosen, sql`${column} ${shown}, r.id ${shown}`),
    tx.execute<{ n: number }>(sql`
      select count(*)::int as n from (select from referrals r where ${where} limit ${MAX_COUNT + 1}) c`),
  ])
  const hasMore = found.length > PAGE_SIZE
  const rows: LineRow[] = hasMore ? (isBackwards ? found.slice(1) : found.slice(0, PAGE_SIZE)) : [...found]
  const mark = (row: LineRow | undefined) => (row?.[by] ? `${microsOf(row[by])}_${row.id}` : null)
  return {
    rows,
    page: {
      next: hasMore || isBackwards ? mark(rows.at(-1)) : null,
      previous: cursor && (isBackwards ? hasMore : true) ? mark(rows[0]) : null,
    },
    count: { value: Math.min(counted!.n, MAX_COUNT), isMore: counted!.n > MAX_COUNT },
  }
}
