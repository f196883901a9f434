import { eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { NoticesChanged } from '../contract-reading.ts'

/**
 * Those who read an entry of this establishment learn that it was replaced, withdrawn or marked in error. Who
 * read it only the trail knows, so a definer function answers; told twice, they are told once.
 */
export async function tellReaders(
  ctx: Ctx,
  { entryId, butNot }: { entryId: string; butNot: string | null },
): Promise<{ told: number }> {
  return ctx.write(async ({ tx, emit }) => {
    const [entry] = await tx
      .select({ status: recordEntries.status })
      .from(recordEntries)
      .where(eq(recordEntries.id, entryId))
    if (!entry || entry.status === 'current') return { told: 0 }
    const told = await tx.execute<{ person_id: string }>(sql`
      select person_id from app.notify_readers(${entryId}::uuid, ${entry.status}::text, ${butNot}::uuid) as person_id`)
    for (const { person_id } of told)
      await emit(NoticesChanged, { personId: person_id, changedEntryId: entryId })
    return { told: told.length }
  })
}
