import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { AskedQuery } from '../contract.ts'
import { canSeeRequests } from '../policy.ts'
import { ownServiceIds } from './own-services.server.ts'
import { pageOf } from './page-of.server.ts'
import { lineOf } from './referral-rows.server.ts'

export type Asked = Awaited<ReturnType<typeof listAsked>>

/** What one has asked, or the doctor for whom one stands in: what moved last stands first. */
export async function listAsked(ctx: Ctx, query: AskedQuery) {
  if (!canSeeRequests(ctx.actor)) throw new DomainError('forbidden', 'referrals.seeingNotAllowed')
  const now = ctx.now()
  return ctx.read(async (tx) => {
    const [services, { rows, ...page }] = await Promise.all([
      ownServiceIds(tx),
      pageOf(tx, {
        where: whereOf(query),
        by: 'updated_at',
        isDescending: true,
        after: query.after,
        before: query.before,
      }),
    ])
    return {
      ...page,
      rows: rows.map((row) => lineOf(row, now)),
      hasQueue: services.length > 0,
      query,
    }
  })
}

const isOurs = sql`r.asked_by = any ((select app.grantees())::uuid[])`

function whereOf({ show }: AskedQuery): SQL {
  const shown: Record<AskedQuery['show'], SQL> = {
    all: sql`true`,
    open: sql`r.sent_at is not null and r.closed_at is null`,
    answered: sql`r.state = 'answered'`,
    draft: sql`r.state = 'draft'`,
  }
  return sql`${isOurs} and ${shown[show]}`
}
