import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { DeclareGp } from '../contract.ts'

/**
 * The file's declared GP (fr: médecin traitant). `unknown` when that doctor is not here yet; whomever this
 * establishment declared before no longer sees the patient through it.
 */
export async function declareGp(ctx: Ctx, { fileId, rpps }: DeclareGp): Promise<'declared' | 'unknown'> {
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ answer: 'declared' | 'unknown' }>(
      sql`select app.declare_gp(${fileId}::uuid, ${rpps}) as answer`,
    )
    return row!.answer
  })
}
