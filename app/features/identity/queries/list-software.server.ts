import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { callingSoftware } from '#db/schema/calls.ts'
import type { By } from '../administrators.server.ts'
import type { SoftwareView } from '../contract-calls.ts'
import { canAdministerPeople } from '../policy.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

const MOST_SHOWN = 50

/** The software that may call patients for a house's doctors: those that may first, then the revoked. */
export async function listSoftware(ctx: SignInCtx, by: By, houseId: string): Promise<SoftwareView[]> {
  if (!canAdministerPeople(by.actor, houseId)) throw new DomainError('forbidden', 'identity.peopleNotAllowed')
  const s = callingSoftware
  const rows = await ctx.read((db) =>
    db
      .select()
      .from(s)
      .where(and(eq(s.regionId, by.regionId), eq(s.establishmentId, houseId)))
      .orderBy(sql`${s.revokedAt} is not null`, desc(s.createdAt), asc(s.id))
      .limit(MOST_SHOWN),
  )
  const text = (at: Date | null) => at?.toISOString() ?? null
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    algorithm: row.algorithm,
    thumbprint: row.thumbprint,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: text(row.lastUsedAt),
    lastRefusedAt: text(row.lastRefusedAt),
    lastRefusal: row.lastRefusal && `identity.${row.lastRefusal}`,
    revokedAt: text(row.revokedAt),
  }))
}
