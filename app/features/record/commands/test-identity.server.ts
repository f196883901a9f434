import { eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'

/** Numbers given out for tests and demonstrations: nobody's identity in a region in care. */
const TEST_AUTHORITIES = ['1.2.250.1.213.1.4.10', '1.2.250.1.213.1.4.11']

export async function refuseTestIdentity(tx: Tx, ctx: Ctx, insOid: string | null | undefined) {
  if (!insOid || !TEST_AUTHORITIES.includes(insOid)) return
  const [region] = await tx
    .select({ isTest: regions.isTest })
    .from(regions)
    .where(eq(regions.id, ctx.regionId))
  if (!region?.isTest) throw new DomainError('invalid', 'record.testIdentityRefused')
}
