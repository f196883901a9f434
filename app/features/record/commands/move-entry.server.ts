import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { MoveEntry } from '../contract.ts'
import { canDecideIdentities } from '../policy.ts'

/** An entry stands in the wrong record: it goes to the right one with its versions, and its readers are told. */
export async function moveEntry(
  ctx: Ctx,
  { entryId, toFileId, reason }: MoveEntry,
): Promise<{ entryIds: string[] }> {
  if (!canDecideIdentities(ctx.actor)) throw new DomainError('forbidden', 'record.vigilanceNotAllowed')
  return ctx.write(async ({ tx }) => {
    const rows = await tx.execute<{ id: string }>(
      sql`select unnest(app.move_entry(${entryId}::uuid, ${toFileId}::uuid, ${reason})) as id`,
    )
    return { entryIds: rows.map((row) => row.id) }
  })
}
