import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { BreakGlass } from '../contract.ts'
import { canBreakGlass } from '../policy.ts'

type Answer = { answer: 'opened' | 'open' | 'already' | 'nothing'; patient: string | null }

/**
 * Opens one patient in an emergency, for the hours that the establishment sets (fr: bris de glace). Who asks has
 * just confirmed who they are. One refusal for all that is not found: it tells nothing about who exists.
 */
export async function breakGlass(
  ctx: Ctx,
  { secret: _, ...asked }: BreakGlass,
): Promise<{ patientId: string; wasOpenAnyway: boolean }> {
  if (!canBreakGlass(ctx.actor)) throw new DomainError('forbidden', 'oversight.glassNotAllowed')
  // The question is written down whatever comes of it: the refusal comes after its transaction.
  const [row] = await ctx.write(({ tx }) =>
    tx.execute<Answer>(sql`select answer, patient from app.break_glass(${JSON.stringify(asked)}::jsonb)`),
  )
  if (!row?.patient) throw new DomainError('not_found', 'oversight.nothingToOpen')
  return { patientId: row.patient, wasOpenAnyway: row.answer === 'already' }
}
