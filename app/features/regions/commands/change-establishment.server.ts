import { eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { establishments } from '#db/schema/regions.ts'
import type { EstablishmentForm } from '../contract.ts'
import { canAdministerRegion } from '../policy.ts'
import { nextState, stateOf } from '../rules.ts'

/**
 * How it is called and whether one works there. Suspended or closed, its people are out from the next request on; what
 * they wrote stays with those it was shared with, and feeds go on being received.
 */
export async function changeEstablishment(
  ctx: Ctx,
  establishmentId: string,
  input: EstablishmentForm,
): Promise<void> {
  if (!canAdministerRegion(ctx.actor)) throw new DomainError('forbidden', 'regions.regionNotAllowed')
  await ctx.write(async ({ tx, audit }) => {
    const [held] = await tx
      .select()
      .from(establishments)
      .where(eq(establishments.id, establishmentId))
      .for('update')
    if (!held) throw new DomainError('not_found', 'regions.establishmentNotFound')
    const next = changeOf(ctx, held, input)
    await tx
      .update(establishments)
      .set({ ...next, version: sql`${establishments.version} + 1`, updatedAt: ctx.now() })
      .where(eq(establishments.id, establishmentId))
    await audit(`regions.establishment.${input.intent}`, `establishment/${establishmentId}`)
  })
}

type Row = typeof establishments.$inferSelect

function changeOf(ctx: Ctx, held: Row, input: EstablishmentForm): Partial<Row> {
  if (input.intent === 'change') {
    const { name, city = null, phone = null } = input
    return { name, city, phone }
  }
  // Whoever closes the door from inside has locked the region out.
  if (input.intent !== 'resume' && held.id === ctx.actor.establishmentId)
    throw new DomainError('conflict', 'regions.ownEstablishment')
  const state = nextState(stateOf(held), input.intent)
  if (!state) throw new DomainError('conflict', 'regions.stateChanged')
  if (state === 'closed') return { closedAt: ctx.now() }
  return { suspendedAt: state === 'suspended' ? ctx.now() : null }
}
