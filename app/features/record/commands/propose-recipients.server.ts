import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'

/** Whom a filed letter is addressed to: those who work here and have no access become a question to the house. */
export async function proposeRecipients(ctx: Ctx, entryId: string, rpps: readonly string[]): Promise<number> {
  if (rpps.length === 0) return 0
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ asked: number }>(
      sql`select app.propose_recipients(${entryId}::uuid, ${`{${rpps.join(',')}}`}::text[]) as asked`,
    )
    return row!.asked
  })
}
