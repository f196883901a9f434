import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { RetryParkedEvent } from '../contract.ts'
import { canAdministerRegion } from '../policy.ts'

/** Lets an event in again that was set aside after ten failures: its cause is mended. */
export async function retryParkedEvent(ctx: Ctx, { seq }: RetryParkedEvent): Promise<void> {
  if (!canAdministerRegion(ctx.actor)) throw new DomainError('forbidden', 'regions.retryNotAllowed')
  await ctx.write(({ tx }) => tx.execute(sql`select app.retry_parked(${seq}::bigint)`))
}
