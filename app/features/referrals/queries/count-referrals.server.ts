import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { canSeeRequests } from '../policy.ts'

export type ReferralCounts = {
  /** Of the services whose requests one opens; null for who is in none. */
  queue: { waiting: number; late: number } | null
  /** Of one's own requests; null for who never asked. */
  asked: { open: number; infoAsked: number; answered: number } | null
}

const ANSWERED_DAYS = 7
const MAX = 1_000

/** For the first page: what waits for this person, and what has moved for them. */
export async function countReferrals(ctx: Ctx): Promise<ReferralCounts | null> {
  if (!canSeeRequests(ctx.actor)) return null
  const [row] = await ctx.read((tx) =>
    tx.execute<{
      is_member: boolean
      waiting: number
      late: number
      asked: number
      open: number
      info_asked: number
      answered: number
    }>(sql`
      with queue as (
        select r.state, r.due_at, r.settled_at from referrals r
        where r.establishment_id = (select app.files_of()) and r.closed_at is null and r.sent_at is not null
          and r.service_id = any ((select app.referral_services())::uuid[]) limit ${MAX}),
      asked as (
        select r.state, r.sent_at, r.closed_at from referrals r
        where r.asked_by = any ((select app.grantees())::uuid[]) order by r.updated_at desc limit ${MAX})
      select cardinality(app.referral_services()) > 0 as is_member,
        (select count(*) filter (where q.state in ('sent', 'received')) from queue q)::int as waiting,
        (select count(*) filter (where q.settled_at is null and q.due_at < ${ctx.now().toISOString()}::timestamptz)
         from queue q)::int as late,
        (select count(*) from asked a)::int as asked,
        (select count(*) filter (where a.sent_at is not null and a.closed_at is null) from asked a)::int as open,
        (select count(*) filter (where a.state = 'info_asked') from asked a)::int as info_asked,
        (select count(*) filter (where a.state = 'answered' and a.closed_at > ${ctx.now().toISOString()}::timestamptz
           - make_interval(days => ${ANSWERED_DAYS})) from asked a)::int as answered`),
  )
  const { is_member, waiting, late, asked, open, info_asked, answered } = row!
  return {
    queue: is_member ? { waiting, late } : null,
    asked: asked > 0 ? { open, infoAsked: info_asked, answered } : null,
  }
}
