import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { establishments } from '#db/schema/regions.ts'
import type { AddEstablishment } from '../contract.ts'
import { canAdministerRegion } from '../policy.ts'

/** A new tenant of the region. Its numbers are its own: neither FINESS nor SIRET stands twice. */
export async function addEstablishment(
  ctx: Ctx,
  input: AddEstablishment,
): Promise<{ establishmentId: string }> {
  if (!canAdministerRegion(ctx.actor)) throw new DomainError('forbidden', 'regions.regionNotAllowed')
  return ctx.write(async ({ tx, audit }) => {
    const [row] = await tx
      .insert(establishments)
      .values(input)
      .onConflictDoNothing()
      .returning({ id: establishments.id })
    if (!row) throw new DomainError('conflict', 'regions.numberTaken')
    await audit('regions.establishment.add', `establishment/${row.id}`, { detail: { kind: input.kind } })
    return { establishmentId: row.id }
  })
}
