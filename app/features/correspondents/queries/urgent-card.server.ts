import { eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { urgentCards } from '#db/schema/correspondents.ts'
import type { Tx } from '#db/scope.ts'
import type { UrgentLine } from '../contract.ts'
import { canKeepUrgentCard } from '../policy.ts'
import { isAnswered, momentIn } from '../rules.ts'

export type UrgentCard = {
  establishmentId: string
  establishmentName: string
  fever: string
  otherwise: string
  lines: (UrgentLine & { isNow: boolean })[]
}

type Row = {
  establishment_id: string
  name: string
  fever: string
  otherwise: string
  lines: UrgentLine[]
  zone: string
}

/** The cards of these establishments, in their order; those without one are left out. */
export async function cardsOf(tx: Tx, ctx: Ctx, establishmentIds: string[]): Promise<UrgentCard[]> {
  if (establishmentIds.length === 0) return []
  const rows = await tx.execute<Row>(sql`
    select u.establishment_id, e.name, u.fever, u.otherwise, u.lines, coalesce(e.time_zone, r.time_zone) as zone
    from urgent_cards u
    join establishments e on e.region_id = u.region_id and e.id = u.establishment_id
    join regions r on r.id = u.region_id
    where u.establishment_id = any (${`{${establishmentIds.join(',')}}`}::uuid[])`)
  const cards = rows.map((row) => {
    const moment = momentIn(ctx.now(), row.zone)
    return {
      establishmentId: row.establishment_id,
      establishmentName: row.name,
      fever: row.fever,
      otherwise: row.otherwise,
      lines: row.lines.map((line) => ({ ...line, isNow: isAnswered(line, moment) })),
    }
  })
  const place = (card: UrgentCard) => establishmentIds.indexOf(card.establishmentId)
  return cards.sort((a, b) => place(a) - place(b))
}

/** The own establishment's card, to be written. */
export async function getOwnCard(
  ctx: Ctx,
): Promise<{ fever: string; otherwise: string; lines: UrgentLine[] } | null> {
  if (!canKeepUrgentCard(ctx.actor)) throw new DomainError('forbidden', 'correspondents.cardNotAllowed')
  const [card] = await ctx.read((tx) =>
    tx
      .select({ fever: urgentCards.fever, otherwise: urgentCards.otherwise, lines: urgentCards.lines })
      .from(urgentCards)
      .where(eq(urgentCards.establishmentId, ctx.actor.establishmentId!)),
  )
  return card ?? null
}
