import { sql } from 'drizzle-orm'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/**
 * Whoever's last day is over loses what is still open: the sign-in and its sockets. Requests are refused anyway,
 * each one asks; a page that only listens does not ask. The same when their establishment closes or is suspended.
 */
export async function endOverdueSignIns(ctx: SignInCtx): Promise<{ count: number }> {
  const now = ctx.now().toISOString()
  const ended = await ctx.read((db) =>
    db.execute<{ id: string }>(sql`
      delete from sign_in_sessions s using memberships m, establishments e
      where m.region_id = s.membership_region_id and m.id = s.membership_id
        and e.region_id = m.region_id and e.id = m.establishment_id
        and (m.ends_at <= ${now}::timestamptz or e.closed_at is not null or e.suspended_at is not null)
      returning s.id`),
  )
  ctx.endSockets(ended.map((row) => row.id))
  return { count: ended.length }
}
