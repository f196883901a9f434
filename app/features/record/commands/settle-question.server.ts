import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { SettleQuestion } from '../contract.ts'
import { canDesignate } from '../policy.ts'

/** What the own establishment answers to a proposal, to a doctor who declined, or to one it waits for. */
export async function settleQuestion(ctx: Ctx, { questionId, answer }: SettleQuestion): Promise<void> {
  if (!canDesignate(ctx.actor)) throw new DomainError('forbidden', 'record.designationNotAllowed')
  await ctx.write(({ tx }) =>
    tx.execute(sql`select app.settle_question(${questionId}::uuid, ${answer === 'accept'})`),
  )
}
