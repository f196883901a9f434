import { sql } from 'drizzle-orm'
import { isRppsValid } from '#app/kernel/check-digits.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Designate } from '../contract.ts'
import { canDesignate } from '../policy.ts'

/** The patient, at the desk, names a professional who may follow the record (fr: désignation). */
export async function designate(ctx: Ctx, input: Designate): Promise<{ relationId: string }> {
  if (!canDesignate(ctx.actor)) throw new DomainError('forbidden', 'record.designationNotAllowed')
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ id: string }>(sql`
      select app.designate(${input.patientId}::uuid, ${input.personId}::uuid,
                           ${input.until ?? null}::timestamptz) as id`)
    return { relationId: row!.id }
  })
}

type ByNumber = { patientId: string; rpps: string; name?: string | null; until?: string | null }

/** The same by RPPS: whoever is not here yet is waited for, and sees the patient when they join. */
export async function designateByRpps(ctx: Ctx, input: ByNumber): Promise<'begun' | 'waiting'> {
  if (!canDesignate(ctx.actor)) throw new DomainError('forbidden', 'record.designationNotAllowed')
  if (!isRppsValid(input.rpps)) throw new DomainError('invalid', 'record.rppsWrong')
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ answer: 'begun' | 'waiting' }>(sql`
      select app.designate_by_rpps(${input.patientId}::uuid, ${input.rpps}, ${input.name ?? null},
                                   ${input.until ?? null}::timestamptz) as answer`)
    return row!.answer
  })
}
