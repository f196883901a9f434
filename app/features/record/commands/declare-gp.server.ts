import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { DeclaredGp, DeclareGp } from '../contract.ts'

/**
 * The file's declared GP (fr: médecin traitant). `waiting` when that doctor is not here yet; whomever this
 * establishment declared before sees the patient for its delay, then no longer.
 */
export async function declareGp(ctx: Ctx, { fileId, rpps, name }: DeclareGp): Promise<DeclaredGp> {
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ answer: DeclaredGp }>(
      sql`select app.declare_gp(${fileId}::uuid, ${rpps}, ${name ?? null}) as answer`,
    )
    return row!.answer
  })
}

/** The feed takes a declared GP back; without a number, whoever it was. */
export async function removeGp(
  ctx: Ctx,
  { fileId, rpps }: { fileId: string; rpps: string | null },
): Promise<void> {
  await ctx.write(({ tx }) => tx.execute(sql`select app.remove_gp(${fileId}::uuid, ${rpps})`))
}
