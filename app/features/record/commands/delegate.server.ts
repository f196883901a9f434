import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { DelegationForm } from '../contract.ts'
import { canDelegate } from '../policy.ts'
import { boundsOfDays } from './days.server.ts'

type Delegate = Omit<Extract<DelegationForm, { intent: 'delegate' }>, 'intent'>

/** A doctor names who stands in for them or works for them, for these days; both included. */
export async function delegate(ctx: Ctx, input: Delegate): Promise<{ delegationId: string }> {
  if (!canDelegate(ctx.actor)) throw new DomainError('forbidden', 'record.delegationNotAllowed')
  if (input.until < input.from) throw new DomainError('invalid', 'record.delegationDates')
  const days = await boundsOfDays(ctx, input.from, input.until)
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ id: string }>(sql`
      select app.delegate(${input.doctorId}::uuid, ${input.deputyId}::uuid, ${input.kind}, ${input.reads},
                          ${days.from}::timestamptz, ${days.until}::timestamptz) as id`)
    return { delegationId: row!.id }
  })
}

/** At once: the next request of the deputy sees none of the doctor's patients. */
export async function endDelegation(ctx: Ctx, delegationId: string): Promise<void> {
  await ctx.write(({ tx }) => tx.execute(sql`select app.end_delegation(${delegationId}::uuid)`))
}
