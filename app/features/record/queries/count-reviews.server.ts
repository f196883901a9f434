import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { canDecideIdentities } from '../policy.ts'

const MOST = 1000

export type OpenReviews = { value: number; isMore: boolean }

/** How many questions of identity wait in this establishment; null for whoever decides none. */
export async function countReviews(ctx: Ctx): Promise<OpenReviews | null> {
  if (!canDecideIdentities(ctx.actor)) return null
  const [row] = await ctx.read((tx) =>
    tx.execute<{ open: number }>(sql`
      select count(*)::int as open from (
        select from identity_reviews r
        where r.establishment_id = (select app.files_of()) and r.state = 'open' limit ${MOST + 1}) waiting`),
  )
  const open = row?.open ?? 0
  return { value: Math.min(open, MOST), isMore: open > MOST }
}
