import { isNull, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { memberships } from '#db/schema/people.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import { canAdministerRegion } from '../policy.ts'

export type RegionView = {
  name: string
  code: string
  timeZone: string
  /** Accepts identities of the national test authorities: no patient of it is real. */
  isTest: boolean
  establishments: number
  professionals: number
}

/** The own region at a glance. */
export async function getRegion(ctx: Ctx): Promise<RegionView> {
  if (!canAdministerRegion(ctx.actor)) throw new DomainError('forbidden', 'regions.regionNotAllowed')
  const now = ctx.now().toISOString()
  return ctx.read(async (tx) => {
    const [region] = await tx
      .select({
        name: regions.name,
        code: regions.code,
        timeZone: regions.timeZone,
        isTest: regions.isTest,
      })
      .from(regions)
    const [places] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(establishments)
      .where(isNull(establishments.closedAt))
    const [staff] = await tx
      .select({ count: sql<number>`count(distinct ${memberships.personId})::int` })
      .from(memberships)
      .where(sql`${memberships.endsAt} is null or ${memberships.endsAt} > ${now}::timestamptz`)
    return { ...region!, establishments: places!.count, professionals: staff!.count }
  })
}
