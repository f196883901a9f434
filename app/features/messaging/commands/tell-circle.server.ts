import { sql } from 'drizzle-orm'
import { type NewsReason, NoticesChanged } from '#app/features/record/contract.ts'
import { getNewsFacts, tellReaders } from '#app/features/record/index.server.ts'
import { type Ctx, joinCtx, type Unit } from '#app/kernel/ctx.server.ts'
import { type WishesRow, wishesFrom, zoneOfRegion } from '../queries/asked-wishes.server.ts'
import { isDeathNews, mailingOf, newsOf } from '../rules.ts'

type News = { patientId: string; entryId: string; butNot: string | null }

/**
 * Something new of a patient: whoever follows them and wants to know gets a notice, once however often this runs.
 * One query finds the persons with what they chose; what they chose decides whether a mail follows, and when.
 */
export async function tellCircle(ctx: Ctx, news: News, gatherMs: number): Promise<{ told: number }> {
  return ctx.write(async (unit) => {
    const facts = await getNewsFacts(unit.tx, news.entryId)
    if (!facts) return { told: 0 }
    // Whoever read what this replaces is told of that, and of nothing else.
    if (facts.replacesId)
      await tellReaders(joinCtx(ctx, unit), { entryId: facts.replacesId, butNot: news.butNot })
    let told = 0
    for (const reason of newsOf(facts, ctx.now()))
      told += await tellOf(ctx, unit, { ...news, reason }, gatherMs)
    return { told }
  })
}

/** A patient died: said once, and nothing more of them after it. */
export async function tellDeath(
  ctx: Ctx,
  { patientId, butNot }: Omit<News, 'entryId'>,
  gatherMs: number,
): Promise<{ told: number }> {
  return ctx.write(async (unit) => {
    const [row] = await unit.tx.execute<{ at: string | null }>(
      sql`select app.died_at(${patientId}::uuid) as at`,
    )
    if (!row?.at || !isDeathNews(new Date(row.at), ctx.now())) return { told: 0 }
    const told = await tellOf(ctx, unit, { patientId, entryId: null, butNot, reason: 'deceased' }, gatherMs)
    return { told }
  })
}

async function tellOf(
  ctx: Ctx,
  { tx, emit }: Unit,
  news: { patientId: string; entryId: string | null; butNot: string | null; reason: NewsReason },
  gatherMs: number,
): Promise<number> {
  const { patientId, entryId, butNot, reason } = news
  const [people, zone] = await Promise.all([
    tx.execute<WishesRow & { person_id: string; role: string }>(
      sql`select * from app.circle_to_tell(${patientId}::uuid, ${entryId}::uuid, ${butNot}::uuid)`,
    ),
    zoneOfRegion(tx),
  ])
  const when = { now: ctx.now(), zone, gatherMs }
  const told = people.flatMap(({ person_id, role, ...wishes }) => {
    const mailing = mailingOf(reason, wishesFrom(wishes), role, when)
    return mailing ? [{ personId: person_id, ...mailing }] : []
  })
  if (told.length === 0) return 0
  const rows = await tx.execute<{ person_id: string }>(sql`
    select person_id from app.tell_people(
      ${patientId}::uuid, ${entryId}::uuid, ${reason}, ${JSON.stringify(told)}::jsonb) as person_id`)
  for (const { person_id } of rows) await emit(NoticesChanged, { personId: person_id })
  return rows.length
}
