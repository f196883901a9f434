import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import type { GlassCategory, GlassKey, Verdict } from '../contract.ts'
import { canBreakGlass, canOversee } from '../policy.ts'
import { isLate } from '../rules.ts'
import { type TrailRow, trailRows, type WatchedPatient, watchedPatients } from './trail-rows.server.ts'

/** One opening in an emergency, as its reviewer sees it. */
export type Glass = {
  id: string
  version: number
  patient: WatchedPatient | null
  personName: string
  personId: string
  establishmentName: string
  category: GlassCategory
  reason: string
  foundBy: GlassKey
  startedAt: string
  endsAt: string
  endedAt: string | null
  dueAt: string
  isLate: boolean
  verdict: Verdict | null
  comment: string | null
  reviewerName: string | null
  reviewedAt: string | null
}

type Row = {
  id: string
  version: number
  patient_id: string
  person_id: string
  person_name: string
  establishment_name: string
  category: GlassCategory
  reason: string
  found_by: GlassKey
  started_at: string
  ends_at: string
  ended_at: string | null
  review_due_at: string
  verdict: Verdict | null
  comment: string | null
  reviewer_name: string | null
  reviewed_at: string | null
}

const iso = (at: string) => new Date(at).toISOString()
const SHOWN = 100

async function glassOf(tx: Tx, ctx: Ctx, which: SQL): Promise<Glass[]> {
  const rows = await tx.execute<Row>(sql`
    select b.id, b.version, b.patient_id, b.person_id, concat_ws(' ', p.title, p.given_name, p.family_name) as person_name,
      s.name as establishment_name, b.category, b.reason, b.found_by, b.started_at, b.ends_at, b.ended_at,
      b.review_due_at, b.verdict, b.comment, nullif(concat_ws(' ', r.given_name, r.family_name), '') as reviewer_name,
      b.reviewed_at
    from (select * from break_glass_accesses b where b.region_id = (select app.current_region()) and ${which}) b
    left join people p on p.id = b.person_id
    left join people r on r.id = b.reviewed_by
    left join establishments s on s.region_id = b.region_id and s.id = b.establishment_id
    order by b.started_at desc`)
  const patients = await watchedPatients(
    tx,
    rows.map((row) => row.patient_id),
  )
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    patient: patients.get(row.patient_id) ?? null,
    personName: row.person_name,
    personId: row.person_id,
    establishmentName: row.establishment_name,
    category: row.category,
    reason: row.reason,
    foundBy: row.found_by,
    startedAt: iso(row.started_at),
    endsAt: iso(row.ends_at),
    endedAt: row.ended_at && iso(row.ended_at),
    dueAt: iso(row.review_due_at),
    isLate: isLate({ verdict: row.verdict, dueAt: row.review_due_at }, ctx.now()),
    verdict: row.verdict,
    comment: row.comment,
    reviewerName: row.reviewer_name,
    reviewedAt: row.reviewed_at && iso(row.reviewed_at),
  }))
}

/** What waits for a verdict, the oldest due first; and what was decided lately. */
export async function listGlass(ctx: Ctx): Promise<{ waiting: Glass[]; decided: Glass[] }> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  return ctx.read(async (tx) => {
    const waiting = await glassOf(
      tx,
      ctx,
      sql`(b.verdict is null or b.verdict = 'follow_up') order by b.review_due_at limit ${SHOWN}`,
    )
    const decided = await glassOf(
      tx,
      ctx,
      sql`b.verdict in ('justified', 'not_justified') order by b.reviewed_at desc limit 20`,
    )
    return { waiting: waiting.sort((a, b) => a.dueAt.localeCompare(b.dueAt)), decided }
  })
}

/** One opening, and all that was done under it. */
export async function getGlass(
  ctx: Ctx,
  id: string,
): Promise<{ glass: Glass; done: TrailRow[]; isOwn: boolean }> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new DomainError('not_found', 'oversight.glassNotFound')
  return ctx.write(async ({ tx, audit }) => {
    const [glass] = await glassOf(tx, ctx, sql`b.id = ${id}::uuid`)
    if (!glass) throw new DomainError('not_found', 'oversight.glassNotFound')
    const patientId = glass.patient?.id ?? null
    const done = await trailRows(
      tx,
      sql`e.actor_id = ${glass.personId}::uuid and e.patient_id = ${patientId}::uuid
        and e.at between ${glass.startedAt}::timestamptz - interval '1 second'
                     and ${glass.endedAt ?? glass.endsAt}::timestamptz + interval '1 second'`,
      200,
    )
    await audit('oversight.glass.read', `break_glass/${id}`, { detail: { person: glass.personId } })
    return { glass, done, isOwn: glass.personId === ctx.actor.id }
  })
}

/** What stands on every page of who has broken the glass, while it lasts. */
export type OpenGlass = { id: string; patientId: string; patientName: string; endsAt: string }

export async function listOpenGlass(ctx: Ctx): Promise<OpenGlass[]> {
  if (!canBreakGlass(ctx.actor)) return []
  const rows = await ctx.read((tx) =>
    tx.execute<{ id: string; patient_id: string; name: string; ends_at: string }>(sql`
      select b.id, p.id as patient_id, upper(p.birth_name) || ' ' || p.first_given_name as name, b.ends_at
      from break_glass_accesses b
      join care_relations c on c.region_id = b.region_id and c.id = b.relation_id
      join patients p on p.region_id = b.region_id and p.id = c.patient_id
      where b.region_id = (select app.current_region()) and b.person_id = ${ctx.actor.id}::uuid and b.ends_at > now()
        and b.ended_at is null
      order by b.ends_at limit 20`),
  )
  return rows.map((row) => ({
    id: row.id,
    patientId: row.patient_id,
    patientName: row.name,
    endsAt: iso(row.ends_at),
  }))
}

export type Waiting = { glass: number; late: number; unusual: number }

/** How much waits for this officer: the number on the bell, and on the first page. */
export async function countWaiting(ctx: Ctx): Promise<Waiting | null> {
  if (!canOversee(ctx.actor)) return null
  const [row] = await ctx.read((tx) =>
    tx.execute<Waiting>(sql`
      select count(*)::int as glass, (count(*) filter (where b.review_due_at < now()))::int as late,
        (select count(*)::int from (
           select from unusual_accesses u where u.region_id = (select app.current_region())
             and (u.verdict is null or u.verdict = 'follow_up') limit 1000) x) as unusual
      from (select b.review_due_at from break_glass_accesses b
            where b.region_id = (select app.current_region()) and (b.verdict is null or b.verdict = 'follow_up')
            limit 1000) b`),
  )
  return row ?? { glass: 0, late: 0, unusual: 0 }
}
