import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { QueueQuery } from '../contract.ts'
import { canDecide } from '../policy.ts'
import { pageOf } from './page-of.server.ts'
import { lineOf, sqlInstant } from './referral-rows.server.ts'

export type Queue = Awaited<ReturnType<typeof listQueue>>

/** What came to the services whose requests one opens: what is due first stands first, what is over last. */
export async function listQueue(ctx: Ctx, query: QueueQuery) {
  if (!canDecide(ctx.actor)) throw new DomainError('forbidden', 'referrals.decidingNotAllowed')
  const now = ctx.now()
  return ctx.read(async (tx) => {
    const [services, [figures], { rows, ...page }] = await Promise.all([
      ownServices(ctx, tx),
      tx.execute<{ waiting: number; late: number; open: number }>(sql`
        select count(*) filter (where r.state in ('sent', 'received'))::int as waiting,
          count(*) filter (where ${isLate(now)})::int as late, count(*)::int as open
        from (select * from referrals r where ${isOpen} and ${isOurs} limit 1001) r`),
      pageOf(tx, {
        where: whereOf(query, now),
        by: query.show === 'closed' ? 'closed_at' : 'due_at',
        isDescending: query.show === 'closed',
        after: query.after,
        before: query.before,
      }),
    ])
    return { ...page, rows: rows.map((row) => lineOf(row, now)), services, figures: figures!, query }
  })
}

const isOurs = sql`r.establishment_id = (select app.files_of())
  and r.service_id = any ((select app.referral_services())::uuid[])`
// Word for word what the indexes are about.
const isOpen = sql`r.closed_at is null and r.sent_at is not null`
const isLate = (now: Date): SQL => sql`r.settled_at is null and r.due_at < ${sqlInstant(now)}`

function whereOf({ show, service }: QueueQuery, now: Date): SQL {
  const shown: Record<QueueQuery['show'], SQL> = {
    open: isOpen,
    new: sql`${isOpen} and r.state in ('sent', 'received')`,
    late: sql`${isOpen} and ${isLate(now)}`,
    accepted: sql`${isOpen} and r.state in ('accepted', 'scheduled')`,
    closed: sql`r.closed_at is not null`,
  }
  return sql`${isOurs} and ${shown[show]}${service ? sql` and r.service_id = ${service}::uuid` : sql``}`
}

type Tx = Parameters<Parameters<Ctx['read']>[0]>[0]

const ownServices = (_ctx: Ctx, tx: Tx) =>
  tx.execute<{ id: string; name: string; deputies: string[] }>(sql`
    select s.id, s.name, coalesce((
      select array_agg(concat_ws(' ', p.title, p.given_name, p.family_name) order by p.family_name)
      from referral_members m join people p on p.id = m.person_id
      where m.region_id = s.region_id and m.service_id = s.id and m.is_deputy), '{}') as deputies
    from referral_services s
    where s.establishment_id = (select app.files_of()) and s.id = any ((select app.referral_services())::uuid[])
    order by s.name`)
