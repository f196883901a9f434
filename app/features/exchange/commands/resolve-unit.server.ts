import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { codeMappings } from '#db/schema/feeds.ts'
import { careUnits } from '#db/schema/workspace.ts'
import type { Tx } from '#db/scope.ts'
import type { SaidUnit } from '../rules.ts'

/**
 * The name under which a unit stands in records: of the unit a technician has mapped its code to, else as the
 * feed names it. A unit that comes with a name is made known here; a bare code waits to be mapped.
 */
export async function resolveUnit(
  tx: Tx,
  ctx: Ctx,
  connectionId: string,
  { code, label }: SaidUnit,
): Promise<string | null> {
  if (!code) return label
  const mapping = and(
    eq(codeMappings.connectionId, connectionId),
    eq(codeMappings.kind, 'unit'),
    eq(codeMappings.localCode, code),
  )
  const [mapped] = await tx
    .select({ label: careUnits.label })
    .from(codeMappings)
    .innerJoin(
      careUnits,
      and(eq(careUnits.regionId, codeMappings.regionId), eq(careUnits.id, codeMappings.unitId)),
    )
    .where(mapping)
  if (mapped) return mapped.label
  if (!label) return code
  const establishmentId = ctx.actor.establishmentId!
  const [unit] = await tx
    .insert(careUnits)
    .values({ establishmentId, code, label })
    .onConflictDoUpdate({
      target: [careUnits.regionId, careUnits.establishmentId, careUnits.code],
      set: { updatedAt: sql`${careUnits.updatedAt}` },
    })
    .returning({ id: careUnits.id, label: careUnits.label })
  await tx
    .update(codeMappings)
    .set({ unitId: unit!.id, targetCode: code, mappedAt: ctx.now() })
    .where(and(mapping, sql`${codeMappings.unitId} is null`))
  return unit!.label
}
