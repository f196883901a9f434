import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'

/** Two pages of one doctor write at once: one draft all the same. */
export const lockDraft = (tx: Tx, ctx: Ctx, patientId: string) =>
  tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(
      ${`${ctx.regionId}/referral-draft/${patientId}/${ctx.actor.id}`}, 5))`)
