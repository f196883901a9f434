import { eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { regions } from '#db/schema/regions.ts'
import { canDeclareConnection } from '../policy.ts'

/** What the form of a new connection needs: an id of its own, and whether test messages exist here. */
export async function getNewConnection(ctx: Ctx): Promise<{ connectionId: string; isTestRegion: boolean }> {
  if (!canDeclareConnection(ctx.actor)) throw new DomainError('forbidden', 'exchange.declareNotAllowed')
  const [region] = await ctx.read((tx) =>
    tx.select({ isTest: regions.isTest }).from(regions).where(eq(regions.id, ctx.regionId)),
  )
  return { connectionId: crypto.randomUUID(), isTestRegion: region?.isTest ?? false }
}
