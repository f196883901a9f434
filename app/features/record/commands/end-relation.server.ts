import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { EndRelation } from '../contract.ts'

/** "Not my patient", or the establishment that said so takes it back. Ended twice is ended once. */
export async function endRelation(ctx: Ctx, { relationId, reason }: EndRelation): Promise<void> {
  await ctx.write(({ tx }) => tx.execute(sql`select app.end_relation(${relationId}::uuid, ${reason})`))
}
