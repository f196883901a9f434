import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import type { Tx } from '#db/scope.ts'
import { canDecideIdentities, canListPatients } from '../policy.ts'
import { type EntryLine, type EntryRow, entryLine, stayOf } from './entry-rows.server.ts'
import { followed } from './followed-patients.server.ts'
import { isPractice } from './list-my-patients.server.ts'
import {
  listOwnPatients,
  listPinned,
  listUnits,
  namesOf,
  type OwnAppointment,
} from './own-patients.server.ts'
import {
  describePatients,
  isRunningStay,
  newSince,
  type PatientRow,
  sqlInstant,
  staySince,
} from './patient-rows.server.ts'
import { listFiles } from './recent-files.server.ts'

/** What waits in patients' records for whoever begins the day. */
export type MyDay = {
  scope: 'followed' | 'establishment'
  /** Whether those in a ward are of one's own units; else of the whole house. */
  hasUnits: boolean
  /** Today, by the hour. */
  consultations: (PatientRow & { appointment: OwnAppointment | null })[]
  pinned: PatientRow[]
  /** Arrived since one last opened the patient, the newest first. */
  news: (EntryLine & { patient: NewsPatient })[]
  /** In a ward now. */
  admitted: PatientRow[]
  /** The establishment's files in which something happened last; a doctor in town has none. */
  recent: PatientRow[]
}
export type NewsPatient = Pick<
  PatientRow,
  'id' | 'birthName' | 'firstGivenName' | 'usedName' | 'birthDate' | 'sex'
>

const SHOWN = 8
const NEWS_SHOWN = 20
const NEWS_OF_ONE = 4
const NEWS_DAYS = 14
const OPENED_BEFORE = 200

/** Null for a role that sees no patient, or whose day is a queue of identities. */
export async function getMyDay(ctx: Ctx): Promise<MyDay | null> {
  if (!canListPatients(ctx.actor) || canDecideIdentities(ctx.actor)) return null
  return ctx.read(async (tx) => {
    const isFollowed = await isPractice(tx, ctx)
    const recent = isFollowed ? [] : (await listFiles(tx, ctx, {})).ids.slice(0, SHOWN)
    const units = isFollowed ? [] : namesOf(await listUnits(tx, ctx))
    const admitted = isFollowed
      ? await followedInWard(tx, ctx)
      : (await listFiles(tx, ctx, { filter: 'admitted' }, units.length > 0 ? units : null)).ids.slice(
          0,
          SHOWN,
        )
    const today = isFollowed ? [] : await listOwnPatients(tx, ctx, { days: 1, hasStays: false })
    const seen = new Map(today.map(({ id, appointment }) => [id, appointment]))
    const consultations = await describePatients(tx, ctx, today.map(({ id }) => id).slice(0, NEWS_SHOWN))
    return {
      scope: isFollowed ? 'followed' : 'establishment',
      hasUnits: units.length > 0,
      consultations: consultations.map((row) => ({ ...row, appointment: seen.get(row.id) ?? null })),
      pinned: await describePatients(tx, ctx, (await listPinned(tx, ctx)).slice(0, SHOWN)),
      news: await newsOf(tx, ctx, isFollowed ? followed(ctx) : openedBefore(ctx)),
      admitted: await describePatients(tx, ctx, admitted),
      recent: await describePatients(tx, ctx, recent),
    }
  })
}

/** A hospital has more news than anyone can read: here, those of the patients one has opened oneself. */
const openedBefore = (ctx: Ctx) => sql`
  select v.patient_id from record_visits v where v.person_id = ${ctx.actor.id}::uuid
  order by v.last_visit_at desc limit ${OPENED_BEFORE}`

async function followedInWard(tx: Tx, ctx: Ctx): Promise<string[]> {
  const rows = await tx.execute<{ patient_id: string }>(sql`
    select c.patient_id from (${followed(ctx)}) c
    cross join lateral (
      select e.occurred_at from record_entries e
      join stays y on y.region_id = e.region_id and y.entry_id = e.id
      where e.region_id = (select app.current_region()) and e.patient_id = c.patient_id
        and ${isRunningStay} and y.patient_class in ('I', 'E')
      order by e.occurred_at desc limit 1) stay
    where stay.occurred_at > ${staySince(ctx)}
    order by stay.occurred_at desc limit ${SHOWN}`)
  return rows.map((r) => r.patient_id)
}

type NewsRow = EntryRow & {
  patient_id: string
  birth_name: string
  first_given_name: string
  used_name: string | null
  birth_date: string | null
  sex: PatientRow['sex']
}

async function newsOf(tx: Tx, ctx: Ctx, driver: SQL): Promise<MyDay['news']> {
  const oldest = sqlInstant(ctx.now().getTime() - NEWS_DAYS * DAY)
  const rows = await tx.execute<NewsRow>(sql`
    select p.id as patient_id, p.birth_name, p.first_given_name, p.used_name, p.birth_date::text, p.sex,
      e.*, s.name as establishment_name, y.patient_class, y.unit, y.attending_name
    from (${driver}) c
    join patients p on p.region_id = (select app.current_region()) and p.id = c.patient_id
    left join record_visits v on v.person_id = ${ctx.actor.id}::uuid and v.patient_id = p.id
    cross join ${newSince(ctx)}
    cross join lateral (
      select e.region_id, e.id, e.kind, e.status, e.title, e.occurred_at, e.occurred_until, e.recorded_at,
        e.establishment_id, e.author_name, e.author_person_id, e.confidentiality, e.media_type
      from record_entries e
      where e.region_id = p.region_id and e.patient_id = p.id
        and e.recorded_at > since.at and e.recorded_at > ${oldest}
        and e.author_person_id is distinct from ${ctx.actor.id}::uuid and e.status = 'current'
      order by e.recorded_at desc limit ${NEWS_OF_ONE}) e
    join establishments s on s.region_id = e.region_id and s.id = e.establishment_id
    left join lateral (${stayOf}) y on true
    order by e.recorded_at desc limit ${NEWS_SHOWN}`)
  const line = entryLine(ctx, new Date(0))
  return rows.map((row) => ({
    ...line(row),
    patient: {
      id: row.patient_id,
      birthName: row.birth_name,
      firstGivenName: row.first_given_name,
      usedName: row.used_name,
      birthDate: row.birth_date,
      sex: row.sex,
    },
  }))
}
