import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { DecideReview, MergePatients, SettleTraits, UndoDecision } from '../contract.ts'
import { canDecideIdentities } from '../policy.ts'

// What identity vigilance decides. The definer functions hold the conditions, the locks, the trail and the events:
// a row that everything hangs on changes in one place.

export type Decided = { decisionId: string }

/** The file of a review belongs to the patient it looks like. */
export const attachFile = (ctx: Ctx, { reviewId, reason }: DecideReview): Promise<Decided> =>
  decide(ctx, sql`select app.attach_file(${reviewId}::uuid, ${reason}) as id`)

/** They are two people: the pair is not proposed again. */
export const keepApart = (ctx: Ctx, { reviewId, reason }: DecideReview): Promise<Decided> =>
  decide(ctx, sql`select app.keep_apart(${reviewId}::uuid, ${reason}) as id`)

/** A question about the file alone: the new traits hold, or the file stays with its patient. */
export const settleTraits = (ctx: Ctx, { reviewId, accept, reason }: SettleTraits): Promise<Decided> =>
  decide(ctx, sql`select app.settle_traits(${reviewId}::uuid, ${accept}::boolean, ${reason}) as id`)

/** One patient goes into the other, with all files and what hangs on them. Merged already is a conflict. (API-09) */
export const mergePatients = (
  ctx: Ctx,
  { fromPatientId, toPatientId, reason }: MergePatients,
): Promise<Decided> =>
  decide(ctx, sql`select app.merge_patients(${fromPatientId}::uuid, ${toPatientId}::uuid, ${reason}) as id`)

/** Takes a decision back: what it moved returns, and nothing else. */
export const unmergePatients = (ctx: Ctx, { decisionId, reason }: UndoDecision): Promise<Decided> =>
  decide(ctx, sql`select app.undo_decision(${decisionId}::uuid, ${reason}) as id`)

async function decide(ctx: Ctx, decision: SQL): Promise<Decided> {
  if (!canDecideIdentities(ctx.actor)) throw new DomainError('forbidden', 'record.vigilanceNotAllowed')
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ id: string }>(decision)
    return { decisionId: row!.id }
  })
}
