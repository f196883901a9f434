import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'

const AT_ONCE = 500

/**
 * What time itself does to rights: those whose end has come are told to open pages, and whoever was waited for and
 * has joined begins to see. Any number of workers may do it; each takes what no other has.
 */
export async function keepRelations(ctx: Ctx): Promise<{ ended: number; begun: number }> {
  const [ends] = await ctx.write(({ tx }) =>
    tx.execute<{ n: number }>(sql`select app.note_reached_ends(${AT_ONCE}) as n`),
  )
  const begun = await beginAwaited(ctx, null)
  return { ended: ends!.n, begun }
}

/** Somebody joined the region: what waited for their number begins. */
export async function beginAwaited(ctx: Ctx, personId: string | null): Promise<number> {
  const [row] = await ctx.write(({ tx }) =>
    tx.execute<{ n: number }>(sql`select app.begin_awaited(${personId}::uuid, ${AT_ONCE}) as n`),
  )
  return row!.n
}
