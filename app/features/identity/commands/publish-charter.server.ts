import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { charters } from '#db/schema/charters.ts'
import type { PublishCharter } from '../contract.ts'
import { canPublishCharter } from '../policy.ts'

/** A new version, which everybody accepts before anything else opens. What stood before stays as it was accepted. */
export async function publishCharter(ctx: Ctx, input: PublishCharter): Promise<{ number: number }> {
  if (!canPublishCharter(ctx.actor)) throw new DomainError('forbidden', 'identity.charterNotYours')
  return ctx.write(async ({ tx, audit }) => {
    // Two at the same moment would both be the third version: the second is told to look again.
    const [row] = await tx
      .insert(charters)
      .values({
        ...input,
        number: sql`(select coalesce(max(c.number), 0) + 1 from charters c)`,
        publishedAt: ctx.now(),
        publishedBy: ctx.actor.id,
      })
      .onConflictDoNothing()
      .returning({ id: charters.id, number: charters.number })
    if (!row) throw new DomainError('conflict', 'identity.charterChanged')
    await audit('identity.charter.publish', `charter/${row.id}`, { detail: { number: row.number } })
    return { number: row.number }
  })
}
