import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { careTeams, teamMembers } from '#db/schema/teams.ts'
import type { Tx } from '#db/scope.ts'
import { MAX_TEAM_MEMBERS, MAX_TEAMS } from '../contract-teams.ts'
import { canAdministerTeams, canBeOfTeams, canSeeTeams } from '../policy.ts'

/** A team of the house begins; who treats patients and begins one is of it. */
export async function foundTeam(ctx: Ctx, { name }: { name: string }): Promise<{ teamId: string }> {
  const establishmentId = houseOf(ctx)
  return ctx.write(async ({ tx, audit }) => {
    const teams = await tx.select({ id: careTeams.id }).from(careTeams).limit(MAX_TEAMS)
    if (teams.length >= MAX_TEAMS) throw new DomainError('conflict', 'record.tooManyTeams')
    const [team] = await tx
      .insert(careTeams)
      .values({ establishmentId, name })
      .onConflictDoNothing()
      .returning({ id: careTeams.id })
    if (!team) throw new DomainError('conflict', 'record.teamNameTaken')
    if (canBeOfTeams(ctx.actor))
      await tx.insert(teamMembers).values({ establishmentId, teamId: team.id, personId: ctx.actor.id! })
    await audit('record.team.found', `care_team/${team.id}`)
    return { teamId: team.id }
  })
}

export async function renameTeam(
  ctx: Ctx,
  { teamId, name }: { teamId: string; name: string },
): Promise<void> {
  await withTeam(ctx, teamId, async (tx, { id }) => {
    const [taken] = await tx
      .select({ id: careTeams.id })
      .from(careTeams)
      .where(and(eq(careTeams.name, name), sql`${careTeams.id} <> ${id}::uuid`))
      .limit(1)
    if (taken) throw new DomainError('conflict', 'record.teamNameTaken')
    await tx
      .update(careTeams)
      .set({ name, updatedAt: ctx.now(), version: sql`${careTeams.version} + 1` })
      .where(eq(careTeams.id, id))
    return 'record.team.rename'
  })
}

/** Its patients stay who they are: a list is gone, nothing else. */
export async function closeTeam(ctx: Ctx, { teamId }: { teamId: string }): Promise<void> {
  await withTeam(ctx, teamId, async (tx, { id }) => {
    await tx.delete(careTeams).where(eq(careTeams.id, id))
    return 'record.team.close'
  })
}

/** Somebody of the house is of the team, or no longer: anybody for themselves, who is of it for a colleague. */
export async function setTeamMember(
  ctx: Ctx,
  { teamId, personId, isMember }: { teamId: string; personId: string; isMember: boolean },
): Promise<void> {
  const isMyself = personId === ctx.actor.id && canBeOfTeams(ctx.actor)
  await withTeam(
    ctx,
    teamId,
    async (tx, { id, establishmentId }) => {
      const ofPerson = and(eq(teamMembers.teamId, id), eq(teamMembers.personId, personId))
      if (!isMember) await tx.delete(teamMembers).where(ofPerson)
      else {
        const [colleague] = await tx.execute(sql`
          select from memberships m
          where m.establishment_id = ${establishmentId}::uuid and m.person_id = ${personId}::uuid
            and m.role in ('doctor', 'nurse_coordinator', 'secretary', 'board_coordinator')
            and (m.ends_at is null or m.ends_at > now()) limit 1`)
        if (!colleague) throw new DomainError('not_found', 'record.colleagueNotFound')
        const others = await tx
          .select({ personId: teamMembers.personId })
          .from(teamMembers)
          .where(eq(teamMembers.teamId, id))
          .limit(MAX_TEAM_MEMBERS)
        if (others.length >= MAX_TEAM_MEMBERS) throw new DomainError('conflict', 'record.teamFull')
        await tx.insert(teamMembers).values({ establishmentId, teamId: id, personId }).onConflictDoNothing()
      }
      return isMember ? 'record.team.join' : 'record.team.leave'
    },
    { isOpenToAll: isMyself, detail: { personId } },
  )
}

/** A team is kept by whoever is of it and by the administrator; one of another house is not found. */
async function withTeam(
  ctx: Ctx,
  teamId: string,
  work: (tx: Tx, team: { id: string; establishmentId: string }) => Promise<string>,
  { isOpenToAll = false, detail }: { isOpenToAll?: boolean; detail?: Record<string, string> } = {},
): Promise<void> {
  houseOf(ctx)
  await ctx.write(async ({ tx, audit }) => {
    // Whoever changes the same team waits: its last place is given once.
    const [team] = await tx
      .select({ id: careTeams.id, establishmentId: careTeams.establishmentId })
      .from(careTeams)
      .where(eq(careTeams.id, teamId))
      .for('update')
    if (!team) throw new DomainError('not_found', 'record.teamNotFound')
    if (!isOpenToAll && !canAdministerTeams(ctx.actor)) {
      const [own] = await tx
        .select({ personId: teamMembers.personId })
        .from(teamMembers)
        .where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.personId, ctx.actor.id!)))
      if (!own) throw new DomainError('forbidden', 'record.teamOfOthers')
    }
    const action = await work(tx, team)
    await audit(action, `care_team/${teamId}`, { detail })
  })
}

function houseOf(ctx: Ctx): string {
  if (!canSeeTeams(ctx.actor)) throw new DomainError('forbidden', 'record.teamsNotAllowed')
  return ctx.actor.establishmentId!
}
