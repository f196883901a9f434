import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { relationSettings } from '#db/schema/relations.ts'
import type { RelationSettings } from '../contract.ts'
import { canSetRelations } from '../policy.ts'

/** How long a former GP still sees the patients of this establishment. Ends that are set already stay. */
export async function keepRelationSettings(ctx: Ctx, { gpChangeDelayDays }: RelationSettings): Promise<void> {
  const { establishmentId } = ctx.actor
  if (!establishmentId || !canSetRelations(ctx.actor)) {
    throw new DomainError('forbidden', 'record.relationSettingsNotAllowed')
  }
  await ctx.write(async ({ tx, audit }) => {
    await tx
      .insert(relationSettings)
      .values({ establishmentId, gpChangeDelayDays })
      .onConflictDoUpdate({
        target: [relationSettings.regionId, relationSettings.establishmentId],
        set: { gpChangeDelayDays, updatedAt: ctx.now() },
      })
    await audit('record.relation-settings.keep', `establishment/${establishmentId}`, {
      detail: { gpChangeDelayDays },
    })
  })
}
