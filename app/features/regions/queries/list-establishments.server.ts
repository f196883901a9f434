import { and, asc, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { establishments } from '#db/schema/regions.ts'
import { type EstablishmentKind, type EstablishmentState, ListEstablishments } from '../contract.ts'
import { canListEstablishments } from '../policy.ts'
import { stateOf } from '../rules.ts'

const PAGE_SIZE = 50

export type EstablishmentRow = {
  id: string
  name: string
  kind: EstablishmentKind
  city: string | null
  finess: string | null
  /** People who work there now. */
  members: number
  administrators: number
  state: EstablishmentState
}
export type EstablishmentPage = { rows: EstablishmentRow[]; next: string | null }

// Table names by hand: Drizzle leaves them out of a list of columns, and `id` would be m's own.
const counted = (now: Date, and = sql``) => sql<number>`(
  select count(distinct m.person_id)::int from memberships m
  where m.region_id = establishments.region_id and m.establishment_id = establishments.id
    and (m.ends_at is null or m.ends_at > ${now.toISOString()}::timestamptz)${and})`
export const membersOf = (now: Date) => counted(now)
export const administratorsOf = (now: Date) =>
  counted(now, sql` and (m.role = 'establishment_admin' or m.is_administrator)`)

/** The open establishments of the region by name, or those that are closed, fifty at a time. */
export async function listEstablishments(
  ctx: Ctx,
  input: ListEstablishments = {},
): Promise<EstablishmentPage> {
  if (!canListEstablishments(ctx.actor)) throw new DomainError('forbidden', 'regions.listNotAllowed')
  const { q, after, closed } = ListEstablishments.parse(input)
  const e = establishments
  const rows = await ctx.read((tx) =>
    tx
      .select({
        id: e.id,
        name: e.name,
        kind: e.kind,
        city: e.city,
        finess: e.finess,
        suspendedAt: e.suspendedAt,
        closedAt: e.closedAt,
        members: membersOf(ctx.now()),
        administrators: administratorsOf(ctx.now()),
      })
      .from(e)
      .where(
        and(
          closed ? isNotNull(e.closedAt) : isNull(e.closedAt),
          ...(q ?? '').split(/\s+/).filter(Boolean).map(holdsWord),
          after
            ? sql`(${byName}, ${e.id}) > (select a.name collate "fr-x-icu", a.id from establishments a where a.region_id = ${e.regionId} and a.id = ${after}::uuid)`
            : undefined,
        ),
      )
      .orderBy(asc(byName), asc(e.id))
      .limit(PAGE_SIZE + 1),
  )
  const page = rows
    .slice(0, PAGE_SIZE)
    .map(({ suspendedAt, closedAt, ...row }) => ({ ...row, state: stateOf({ suspendedAt, closedAt }) }))
  return { rows: page, next: rows.length > PAGE_SIZE ? page.at(-1)!.id : null }
}

/** As a French directory sorts: É among the E. */
const byName = sql`${establishments.name} collate "fr-x-icu"`

/** A region has a thousand establishments at most: read through, no index needed. */
const holdsWord = (word: string) => sql`(
  position(app.fold(${word}) in app.fold(${establishments.name} || ' ' || coalesce(${establishments.city}, ''))) > 0
  or starts_with(${establishments.finess}, ${word.toUpperCase()}))`
