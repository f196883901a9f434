import { and, asc, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import { ListPeople, type PersonPage } from '../contract.ts'
import { canAdministerPeople } from '../policy.ts'
import { displayNameOfPerson } from '../workplaces.server.ts'

const PAGE_SIZE = 50

/** The establishment whose people are asked for: one's own, or for the region any of its own. */
export async function getHouse(ctx: Ctx, asked: string | undefined) {
  const id = asked ?? ctx.actor.establishmentId
  if (!canAdministerPeople(ctx.actor, id)) throw new DomainError('forbidden', 'identity.peopleNotAllowed')
  const [house] = await ctx.read((tx) =>
    tx
      .select({
        id: establishments.id,
        name: establishments.name,
        kind: establishments.kind,
        administrators: sql<number>`(
          select count(distinct m.person_id)::int from memberships m
          where m.region_id = establishments.region_id and m.establishment_id = establishments.id
            and (m.role = 'establishment_admin' or m.is_administrator)
            and (m.ends_at is null or m.ends_at > ${ctx.now().toISOString()}::timestamptz))`,
      })
      .from(establishments)
      .where(eq(establishments.id, id!)),
  )
  if (!house) throw new DomainError('not_found', 'identity.establishmentNotFound')
  return { ...house, isOwn: house.id === ctx.actor.establishmentId }
}

/** Who works in an establishment, by name, fifty at a time; who has left follows with the date. */
export async function listPeople(ctx: Ctx, houseId: string, input: ListPeople = {}): Promise<PersonPage> {
  if (!canAdministerPeople(ctx.actor, houseId))
    throw new DomainError('forbidden', 'identity.peopleNotAllowed')
  const { q, after } = ListPeople.parse(input)
  const now = ctx.now()
  const rows = await ctx.read((tx) =>
    tx
      .select({
        membershipId: memberships.id,
        personId: memberships.personId,
        displayName: displayNameOfPerson,
        rpps: people.rpps,
        role: memberships.role,
        isAdministrator: memberships.isAdministrator,
        endsAt: memberships.endsAt,
      })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(
        and(
          eq(memberships.establishmentId, houseId),
          ...(q ?? '').split(/\s+/).filter(Boolean).map(holdsWord),
          after
            ? sql`(${byName}, ${memberships.id}) > (
                select p.family_name || ' ' || p.given_name collate "fr-x-icu", m.id
                from memberships m join people p on p.id = m.person_id where m.id = ${after}::uuid)`
            : undefined,
        ),
      )
      .orderBy(asc(byName), asc(memberships.id))
      .limit(PAGE_SIZE + 1),
  )
  const page = rows.slice(0, PAGE_SIZE).map((row) => ({
    ...row,
    endsAt: row.endsAt?.toISOString() ?? null,
    hasEnded: row.endsAt !== null && row.endsAt <= now,
  }))
  return { rows: page, next: rows.length > PAGE_SIZE ? page.at(-1)!.membershipId : null }
}

/** An establishment has a few hundred people: read through by its index, then sorted as a French list is. */
const byName = sql`${people.familyName} || ' ' || ${people.givenName} collate "fr-x-icu"`
const holdsWord = (word: string) => sql`(
  position(app.fold(${word}) in app.fold(${people.familyName} || ' ' || ${people.givenName})) > 0
  or starts_with(${people.rpps}, ${word}))`

/** One membership, as its administrator sees it. */
export async function getMember(ctx: Ctx, membershipId: string) {
  const [row] = await ctx.read((tx) =>
    tx
      .select({
        membershipId: memberships.id,
        personId: memberships.personId,
        establishmentId: memberships.establishmentId,
        establishmentName: establishments.name,
        displayName: displayNameOfPerson,
        rpps: people.rpps,
        role: memberships.role,
        isAdministrator: memberships.isAdministrator,
        startsOn: memberships.startsOn,
        endsAt: memberships.endsAt,
        // The last day, not the midnight after it.
        lastDay: sql<string | null>`((${memberships.endsAt} - interval '1 second')
          at time zone coalesce(${establishments.timeZone}, ${regions.timeZone}))::date::text`,
      })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .innerJoin(
        establishments,
        and(
          eq(establishments.regionId, memberships.regionId),
          eq(establishments.id, memberships.establishmentId),
        ),
      )
      .innerJoin(regions, eq(regions.id, memberships.regionId))
      .where(eq(memberships.id, membershipId)),
  )
  if (!row || !canAdministerPeople(ctx.actor, row.establishmentId))
    throw new DomainError('not_found', 'identity.membershipNotFound')
  const { endsAt, ...member } = row
  return {
    ...member,
    hasEnded: endsAt !== null && endsAt <= ctx.now(),
    isSelf: row.personId === ctx.actor.id,
    isOwnHouse: row.establishmentId === ctx.actor.establishmentId,
  }
}
export type MemberView = Awaited<ReturnType<typeof getMember>>
