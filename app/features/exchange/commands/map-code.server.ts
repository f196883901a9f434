import { and, eq } from 'drizzle-orm'
import { isLuhnValid } from '#app/kernel/check-digits.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { codeMappings } from '#db/schema/feeds.ts'
import { careUnits } from '#db/schema/workspace.ts'
import type { Tx } from '#db/scope.ts'
import { type MapCode, UnitMapped } from '../contract.ts'
import { canResolveMessage } from '../policy.ts'
import { isNationalType } from '../rules.ts'

type Mapping = typeof codeMappings.$inferSelect

/** Says what a sender's own code means, for messages from now on; a unit's new name also for who is there. */
export async function mapCode(ctx: Ctx, input: MapCode): Promise<void> {
  if (!canResolveMessage(ctx.actor)) throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
  await ctx.write(async ({ tx, emit, audit }) => {
    const [mapping] = await tx
      .select()
      .from(codeMappings)
      .where(and(eq(codeMappings.id, input.mappingId), eq(codeMappings.connectionId, input.connectionId)))
      .for('update')
    if (!mapping) throw new DomainError('not_found', 'exchange.mappingNotFound')
    const isUnit = mapping.kind === 'unit'
    const unit = isUnit ? await unitOf(tx, ctx, mapping, input) : null
    if (!isUnit && input.target) mustBeCode(mapping.kind, input.target)
    const former = isUnit ? await nameOfUnit(tx, mapping) : null
    const targetCode = isUnit ? (unit?.code ?? null) : input.target || null
    await tx
      .update(codeMappings)
      .set({
        targetCode,
        unitId: unit?.id ?? null,
        mappedBy: targetCode ? ctx.actor.id : null,
        mappedAt: targetCode ? ctx.now() : null,
      })
      .where(eq(codeMappings.id, mapping.id))
    await audit('exchange.code.map', `code_mapping/${mapping.id}`, {
      detail: { kind: mapping.kind, localCode: mapping.localCode, target: targetCode ?? '' },
    })
    if (unit && former && unit.label !== former)
      await emit(UnitMapped, { connectionId: mapping.connectionId, former, name: unit.label })
  })
}

/** An existing unit by its id, or one that is made known by its name. */
async function unitOf(tx: Tx, ctx: Ctx, mapping: Mapping, { target, newUnit }: MapCode) {
  const columns = { id: careUnits.id, code: careUnits.code, label: careUnits.label }
  if (target === 'new') {
    if (!newUnit) throw new DomainError('invalid', 'exchange.unitNameMissing')
    const [made] = await tx
      .insert(careUnits)
      .values({ establishmentId: mapping.establishmentId, code: mapping.localCode, label: newUnit })
      .onConflictDoUpdate({
        target: [careUnits.regionId, careUnits.establishmentId, careUnits.code],
        set: { label: newUnit, updatedAt: ctx.now() },
      })
      .returning(columns)
    return made!
  }
  if (!target) return null
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(target)
  const [unit] = isId ? await tx.select(columns).from(careUnits).where(eq(careUnits.id, target)) : []
  if (!unit) throw new DomainError('invalid', 'exchange.unitNotFound')
  return unit
}

/** Under which patients of that code stand until now. */
async function nameOfUnit(tx: Tx, mapping: Mapping): Promise<string> {
  const [unit] = mapping.unitId
    ? await tx.select({ label: careUnits.label }).from(careUnits).where(eq(careUnits.id, mapping.unitId))
    : []
  return unit?.label ?? mapping.localLabel ?? mapping.localCode
}

/** The last digit of a LOINC is a key: a slip of the hand is found here and not in a curve. */
function mustBeCode(kind: Mapping['kind'], target: string) {
  const isLoinc = /^\d{1,6}-\d$/.test(target)
  const isRight = isLoinc
    ? isLuhnValid(target.replace('-', ''))
    : kind === 'document_type' && isNationalType(target)
  if (!isRight) throw new DomainError('invalid', 'exchange.codeUnknown')
}
