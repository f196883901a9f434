import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { EndGlass } from '../contract.ts'

/** "End now", by who opened it; the relation ends with it, and pages that are open on the patient close. */
export async function endGlass(ctx: Ctx, { accessId }: EndGlass): Promise<void> {
  await ctx.write(({ tx }) => tx.execute(sql`select app.end_glass(${accessId}::uuid)`))
}
