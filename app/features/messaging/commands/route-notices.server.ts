import { type SQL, sql } from 'drizzle-orm'
import type { NoticeReason } from '#app/features/record/contract.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { Wishes } from '../contract.ts'
import { type WishesRow, wishesFrom, zoneOfRegion } from '../queries/asked-wishes.server.ts'
import { mailingOf } from '../rules.ts'

type Person = { personId: string; role: string; wishes: Wishes; gatherMs: number }

const MOST = 1_000

/** By which mail notices go that no mail has taken yet: decided anew, by what the person wants now. */
export async function routeNotices(tx: Tx, ctx: Ctx, person: Person, which: SQL): Promise<void> {
  const { personId, role, wishes, gatherMs } = person
  const [rows, zone] = await Promise.all([
    tx.execute<{ id: string; reason: NoticeReason }>(sql`
      select n.id, n.reason from app.unmailed_notices(${personId}::uuid) n where ${which} limit ${MOST}`),
    zoneOfRegion(tx),
  ])
  if (rows.length === 0) return
  const when = { now: ctx.now(), zone, gatherMs }
  const ways = rows.map(({ id, reason }) => ({
    noticeId: id,
    ...(mailingOf(reason, wishes, role, when) ?? { mailKind: null, mailDueAt: null }),
  }))
  await tx.execute(sql`select app.route_notices(${personId}::uuid, ${JSON.stringify(ways)}::jsonb)`)
}

/** Somebody read what holds no more, and may want to hear of it by mail. */
export async function routeChange(
  ctx: Ctx,
  { personId, entryId }: { personId: string; entryId: string },
  gatherMs: number,
): Promise<void> {
  await ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<WishesRow & { role: string }>(
      sql`select * from app.wishes_of(${personId}::uuid)`,
    )
    if (!row) return
    const person = { personId, role: row.role, wishes: wishesFrom(row), gatherMs }
    await routeNotices(tx, ctx, person, sql`n.entry_id = ${entryId}::uuid and n.mail_due_at is null`)
  })
}
