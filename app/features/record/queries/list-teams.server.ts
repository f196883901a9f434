import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { MAX_TEAM_MEMBERS, MAX_TEAMS } from '../contract-teams.ts'
import { canAdministerTeams, canBeOfTeams, canSeeTeams } from '../policy.ts'

const COLLEAGUE_ROLES = ['doctor', 'nurse_coordinator', 'secretary', 'board_coordinator'] as const
export type Colleague = { personId: string; name: string; role: (typeof COLLEAGUE_ROLES)[number] }
export type Team = { id: string; name: string; members: Colleague[]; isMine: boolean; mayKeep: boolean }
export type Teams = { teams: Team[]; colleagues: Colleague[]; me: string | null }

const MAX_COLLEAGUES = 1_000

/** The teams of the house, one's own first, and who could be of one. */
export async function listTeams(ctx: Ctx): Promise<Teams> {
  const { actor } = ctx
  if (!canSeeTeams(actor)) throw new DomainError('forbidden', 'record.teamsNotAllowed')
  return ctx.read(async (tx) => {
    const [teams, members, people] = await Promise.all([
      tx.execute<{ id: string; name: string }>(sql`
        select t.id, t.name from care_teams t where t.establishment_id = (select app.establishment_id())
        order by t.name collate "fr-x-icu" limit ${MAX_TEAMS}`),
      tx.execute<{ team_id: string; person_id: string }>(sql`
        select m.team_id, m.person_id from team_members m
        where m.establishment_id = (select app.establishment_id()) limit ${MAX_TEAMS * MAX_TEAM_MEMBERS}`),
      // Somebody with two posts here is one colleague.
      tx.execute<{ person_id: string; name: string; role: Colleague['role'] }>(sql`
        select c.person_id, c.name, c.role from (
          select distinct on (p.id) p.id as person_id, p.family_name, p.given_name,
            concat_ws(' ', p.title, p.given_name, p.family_name) as name, m.role
          from memberships m join people p on p.id = m.person_id
          where m.establishment_id = (select app.establishment_id())
            and m.role in ('doctor', 'nurse_coordinator', 'secretary', 'board_coordinator')
            and (m.ends_at is null or m.ends_at > now())
          order by p.id, m.role) c
        order by c.family_name collate "fr-x-icu", c.given_name, c.person_id limit ${MAX_COLLEAGUES}`),
    ])
    const colleagues = people.map(({ person_id, name, role }) => ({ personId: person_id, name, role }))
    // Who has left the house is of no team, though nobody took them out of it.
    const listed = teams.map(({ id, name }) => {
      const ids = new Set(members.filter((m) => m.team_id === id).map((m) => m.person_id))
      const isMine = actor.id !== null && ids.has(actor.id)
      return {
        id,
        name,
        members: colleagues.filter(({ personId }) => ids.has(personId)),
        isMine,
        mayKeep: isMine || canAdministerTeams(actor),
      }
    })
    return {
      teams: listed.sort((a, b) => Number(b.isMine) - Number(a.isMine)),
      colleagues,
      me: canBeOfTeams(actor) ? actor.id : null,
    }
  })
}
