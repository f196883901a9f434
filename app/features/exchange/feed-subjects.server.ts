import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { feedSubjects } from '#db/schema/feeds.ts'
import type { Tx } from '#db/scope.ts'

type Subject = {
  kind: 'identity' | 'consent' | 'appointment' | 'result' | 'allergy' | 'condition'
  number: string
  saidAt: Date
}

/**
 * Notes when the feed spoke of something, and answers whether nothing later was said of it yet. Two messages
 * of one second count in the order they came. Its row stays locked until commit: of two at once, one waits.
 */
export async function isLatestWord(tx: Tx, ctx: Ctx, { kind, number, saidAt }: Subject): Promise<boolean> {
  const noted = await tx
    .insert(feedSubjects)
    .values({ establishmentId: ctx.actor.establishmentId!, kind, number, saidAt })
    .onConflictDoUpdate({
      target: [feedSubjects.regionId, feedSubjects.establishmentId, feedSubjects.kind, feedSubjects.number],
      set: { saidAt: sql`excluded.said_at` },
      setWhere: sql`excluded.said_at >= ${feedSubjects.saidAt}`,
    })
    .returning({ saidAt: feedSubjects.saidAt })
  return noted.length > 0
}
