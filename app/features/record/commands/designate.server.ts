import { sql } from 'drizzle-orm'
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
