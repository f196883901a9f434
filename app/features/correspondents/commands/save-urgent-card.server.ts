import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { urgentCards } from '#db/schema/correspondents.ts'
import type { SaveUrgentCard } from '../contract.ts'
import { canKeepUrgentCard } from '../policy.ts'

/** What every correspondent of the establishment reads from now on. */
export async function saveUrgentCard(ctx: Ctx, said: SaveUrgentCard): Promise<void> {
  if (!canKeepUrgentCard(ctx.actor)) throw new DomainError('forbidden', 'correspondents.cardNotAllowed')
  const { establishmentId } = ctx.actor
  const card = { ...said, updatedBy: ctx.actor.id, updatedAt: ctx.now() }
  await ctx.write(async ({ tx, audit }) => {
    await tx
      .insert(urgentCards)
      .values({ establishmentId: establishmentId!, ...card })
      .onConflictDoUpdate({
        target: [urgentCards.regionId, urgentCards.establishmentId],
        set: { ...card, version: sql`${urgentCards.version} + 1` },
      })
    await audit('correspondents.urgent-card.save', `establishment/${establishmentId}`, {
      detail: { lines: said.lines.length },
    })
  })
}
