import { sql } from 'drizzle-orm'
import type { Tx } from '#db/scope.ts'

/** The services of the house in which one works whose requests one opens. */
export async function ownServiceIds(tx: Tx): Promise<string[]> {
  const [row] = await tx.execute<{ ids: string[] }>(sql`select app.referral_services() as ids`)
  return row!.ids
}
