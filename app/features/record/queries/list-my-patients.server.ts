import { sql } from 'drizzle-orm'
import { filesOf } from '#app/kernel/actor.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientListQuery, PatientScope } from '../contract.ts'
import { canListPatients } from '../policy.ts'
import { listFollowed } from './followed-patients.server.ts'
import type { IdPage } from './id-page.ts'
import {
  listOwnPatients,
  listPinned,
  listUnits,
  namesOf,
  type OwnAppointment,
  type Unit,
} from './own-patients.server.ts'
import { describePatients, type PatientRow } from './patient-rows.server.ts'
import { listFiles } from './recent-files.server.ts'
import { listOwnTeams, listTeamPatients, type OwnTeam } from './team-patients.server.ts'

export type PatientPage = {
  /** Which of one's patients: those one sees this week, those of one's teams, in one's units, pinned, followed, all of the house. */
  scope: PatientScope
  rows: ListedPatient[]
  page: { next: string | null; previous: string | null }
  count: { value: number; isMore: boolean }
  /** Of the house, where the list is about them. */
  units: Unit[]
  /** One's own, where the list is theirs. */
  teams: OwnTeam[]
}
export type ListedPatient = PatientRow & { appointment: OwnAppointment | null; seenBy: string | null }

/** The patients one works with: a doctor in town follows people, a hospital's staff has a day and a ward. */
export async function listMyPatients(ctx: Ctx, query: PatientListQuery): Promise<PatientPage> {
  if (!canListPatients(ctx.actor)) throw new DomainError('forbidden', 'record.listNotAllowed')
  return ctx.read(async (tx) => {
    const scope = query.scope ?? (await usualScope(tx, ctx))
    const { ids, appointments, seenBy, units = [], teams = [], ...rest } = await listOf(tx, ctx, scope, query)
    const rows = await describePatients(tx, ctx, ids)
    return {
      scope,
      units,
      teams,
      rows: rows.map((row) => ({
        ...row,
        appointment: appointments?.get(row.id) ?? null,
        seenBy: seenBy?.get(row.id) ?? null,
      })),
      ...rest,
    }
  })
}

type Listed = IdPage & {
  appointments?: Map<string, OwnAppointment | null>
  seenBy?: Map<string, string>
  units?: Unit[]
  teams?: OwnTeam[]
}

async function listOf(tx: Tx, ctx: Ctx, scope: PatientScope, query: PatientListQuery): Promise<Listed> {
  if (scope === 'followed') return listFollowed(tx, ctx, query)
  if (scope === 'establishment') return listFiles(tx, ctx, query)
  if (scope === 'pinned') return whole(await listPinned(tx, ctx))
  if (scope === 'mine') {
    const only = { today: { days: 1, hasStays: false }, admitted: { days: 0 }, new: {} }
    const own = await listOwnPatients(tx, ctx, query.filter ? only[query.filter] : {})
    return { ...whole(own.map(({ id }) => id)), appointments: new Map(own.map((o) => [o.id, o.appointment])) }
  }
  if (scope === 'team') {
    const teams = await listOwnTeams(tx, ctx)
    const { seen, ...page } = await listTeamPatients(tx, ctx, query)
    return {
      ...page,
      teams,
      appointments: new Map([...seen].map(([id, { appointment }]) => [id, appointment])),
      seenBy: new Map([...seen].map(([id, { seenBy }]) => [id, seenBy])),
    }
  }
  const units = await listUnits(tx, ctx)
  return { ...(await listFiles(tx, ctx, query, namesOf(units))), units }
}

/** A list that is short enough to be one page. */
const whole = (ids: string[]): IdPage => ({
  ids,
  page: { next: null, previous: null },
  count: { value: ids.length, isMore: false },
})

/** Where one begins: in town those one follows; a doctor of a hospital by the own day, others by the ward, or by their team. */
export async function usualScope(tx: Tx, ctx: Ctx): Promise<PatientScope> {
  if (await isPractice(tx, ctx)) return 'followed'
  if (ctx.actor.role === 'doctor') return 'mine'
  // A secretary works for doctors and in no ward.
  const [at] = await tx.execute<{ unit: boolean | null; team: boolean | null }>(sql`
    select (select true from unit_members m
      where m.person_id = ${ctx.actor.id}::uuid and m.establishment_id = (select app.files_of()) limit 1) as unit,
      (select true from team_members m
      where m.person_id = ${ctx.actor.id}::uuid and m.establishment_id = (select app.files_of()) limit 1) as team`)
  return at?.team && !at.unit ? 'team' : 'units'
}

export async function isPractice(tx: Tx, ctx: Ctx): Promise<boolean> {
  const [row] = await tx.execute<{ kind: string }>(
    sql`select kind from establishments where id = ${filesOf(ctx.actor)}::uuid`,
  )
  return row?.kind === 'practice'
}
