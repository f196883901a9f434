import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'

/** What ended by its time is told to open pages and searches; the right itself was over without this. */
export async function closeSpentGlass(ctx: Ctx): Promise<{ closed: number }> {
  const [row] = await ctx.write(({ tx }) =>
    tx.execute<{ closed: number }>(sql`select app.close_spent_glass() as closed`),
  )
  return { closed: row?.closed ?? 0 }
}
