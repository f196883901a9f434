import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { GlassReviewed, type Review } from '../contract.ts'
import { canOversee } from '../policy.ts'

/** The officer's verdict on an unusual access. Justified: this person and this patient are not asked about again. */
export async function reviewUnusual(ctx: Ctx, review: Review): Promise<{ version: number }> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  return ctx.write(async ({ tx, emit }) => {
    const [row] = await tx.execute<{ version: number }>(sql`
      select app.review_unusual(${review.id}::uuid, ${review.verdict}, ${review.comment},
                                ${review.expectedVersion}::integer) as version`)
    await emit(GlassReviewed, { accessId: review.id })
    return { version: row!.version }
  })
}
