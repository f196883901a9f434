import { eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { establishments } from '#db/schema/regions.ts'
import { canAdministerRegion } from '../policy.ts'
import { administratorsWanted, stateOf } from '../rules.ts'
import { administratorsOf, membersOf } from './list-establishments.server.ts'

export type EstablishmentView = Awaited<ReturnType<typeof getEstablishment>>

/** One establishment as the region keeps it. */
export async function getEstablishment(ctx: Ctx, establishmentId: string) {
  if (!canAdministerRegion(ctx.actor)) throw new DomainError('forbidden', 'regions.regionNotAllowed')
  const e = establishments
  const [row] = await ctx.read((tx) =>
    tx
      .select({
        id: e.id,
        name: e.name,
        kind: e.kind,
        finess: e.finess,
        legalFiness: e.legalFiness,
        siret: e.siret,
        city: e.city,
        phone: e.phone,
        suspendedAt: e.suspendedAt,
        closedAt: e.closedAt,
        members: membersOf(ctx.now()),
        administrators: administratorsOf(ctx.now()),
      })
      .from(e)
      .where(eq(e.id, sql`${establishmentId}`)),
  )
  if (!row) throw new DomainError('not_found', 'regions.establishmentNotFound')
  const { suspendedAt, closedAt, ...shown } = row
  return {
    ...shown,
    state: stateOf({ suspendedAt, closedAt }),
    since: (closedAt ?? suspendedAt)?.toISOString() ?? null,
    isOwn: row.id === ctx.actor.establishmentId,
    administratorsWanted: administratorsWanted(row.kind),
  }
}
