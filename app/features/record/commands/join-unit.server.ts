import { and, eq, or, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { careUnits, unitMembers } from '#db/schema/workspace.ts'
import type { JoinUnit } from '../contract-reading.ts'
import { canListPatients } from '../policy.ts'

/**
 * One works in a unit of the house, or no longer: its patients are in one's list. A unit that is known only as
 * somebody's whereabouts becomes one of the house's units with the first who joins it.
 */
export async function joinUnit(ctx: Ctx, { unit, isMember }: JoinUnit): Promise<void> {
  const establishmentId = ctx.actor.establishmentId
  const personId = ctx.actor.id
  if (!canListPatients(ctx.actor) || !establishmentId || !personId)
    throw new DomainError('forbidden', 'record.listNotAllowed')
  await ctx.write(async ({ tx, audit }) => {
    const ofHouse = and(
      eq(careUnits.establishmentId, establishmentId),
      or(eq(careUnits.label, unit), eq(careUnits.code, unit)),
    )
    const find = () => tx.select({ id: careUnits.id }).from(careUnits).where(ofHouse).limit(1)
    let [found] = await find()
    if (!found && isMember) {
      const [someone] = await tx.execute(sql`
        select from patient_files f where f.establishment_id = ${establishmentId}::uuid
          and f.current_unit is not null and f.current_unit = ${unit} limit 1`)
      if (!someone) throw new DomainError('not_found', 'record.unitNotFound')
      await tx.insert(careUnits).values({ establishmentId, code: unit, label: unit }).onConflictDoNothing()
      ;[found] = await find()
    }
    if (!found) return
    if (isMember)
      await tx
        .insert(unitMembers)
        .values({ establishmentId, unitId: found.id, personId })
        .onConflictDoNothing()
    else
      await tx
        .delete(unitMembers)
        .where(and(eq(unitMembers.unitId, found.id), eq(unitMembers.personId, personId)))
    await audit(isMember ? 'record.unit.join' : 'record.unit.leave', `care_unit/${found.id}`)
  })
}
