import { asc, isNull } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { establishments } from '#db/schema/regions.ts'
import { canBreakGlass } from '../policy.ts'

/** Whose numbers a patient may be found by. */
export async function listHouses(ctx: Ctx): Promise<{ value: string; label: string }[]> {
  if (!canBreakGlass(ctx.actor)) throw new DomainError('forbidden', 'oversight.glassNotAllowed')
  return ctx.read((tx) =>
    tx
      .select({ value: establishments.id, label: establishments.name })
      .from(establishments)
      .where(isNull(establishments.closedAt))
      .orderBy(asc(establishments.name))
      .limit(500),
  )
}
