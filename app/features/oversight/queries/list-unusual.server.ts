import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import type { Verdict } from '../contract.ts'
import { canOversee } from '../policy.ts'
import type { UnusualRule } from '../rules.ts'
import { type TrailRow, trailRows, type WatchedPatient, watchedPatients } from './trail-rows.server.ts'

/** An access that a rule found, as its reviewer sees it. */
export type Unusual = {
  id: string
  version: number
  rule: UnusualRule
  score: number
  personId: string
  personName: string
  establishmentName: string
  patient: WatchedPatient | null
  firstAt: string
  lastAt: string
  day: string | null
  patients: number | null
  usual: number | null
  verdict: Verdict | null
  comment: string | null
  reviewerName: string | null
  reviewedAt: string | null
}

type Row = {
  id: string
  version: number
  rule: UnusualRule
  score: number
  person_id: string
  person_name: string
  establishment_name: string
  patient_id: string | null
  first_at: string
  last_at: string
  day: string | null
  patients: number | null
  usual: number | null
  verdict: Verdict | null
  comment: string | null
  reviewer_name: string | null
  reviewed_at: string | null
}

const SHOWN = 100
const iso = (at: string) => new Date(at).toISOString()

async function unusualOf(tx: Tx, which: SQL): Promise<Unusual[]> {
  const rows = await tx.execute<Row>(sql`
    select u.id, u.version, u.rule, u.score, u.person_id, concat_ws(' ', p.title, p.given_name, p.family_name) as person_name,
      s.name as establishment_name, u.patient_id, u.first_at, u.last_at, u.day::text, u.patients, u.usual, u.verdict,
      u.comment, nullif(concat_ws(' ', r.given_name, r.family_name), '') as reviewer_name, u.reviewed_at
    from (select * from unusual_accesses u where u.region_id = (select app.current_region()) and ${which}) u
    left join people p on p.id = u.person_id
    left join people r on r.id = u.reviewed_by
    left join establishments s on s.region_id = u.region_id and s.id = u.establishment_id
    order by u.score desc, u.last_at desc`)
  const patients = await watchedPatients(
    tx,
    rows.map((row) => row.patient_id),
  )
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    rule: row.rule,
    score: row.score,
    personId: row.person_id,
    personName: row.person_name,
    establishmentName: row.establishment_name,
    patient: (row.patient_id && patients.get(row.patient_id)) || null,
    firstAt: iso(row.first_at),
    lastAt: iso(row.last_at),
    day: row.day,
    patients: row.patients,
    usual: row.usual,
    verdict: row.verdict,
    comment: row.comment,
    reviewerName: row.reviewer_name,
    reviewedAt: row.reviewed_at && iso(row.reviewed_at),
  }))
}

/** What waits, what weighs most first. */
export async function listUnusual(ctx: Ctx): Promise<Unusual[]> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  return ctx.read((tx) =>
    unusualOf(tx, sql`(u.verdict is null or u.verdict = 'follow_up') order by u.last_at desc limit ${SHOWN}`),
  )
}

/** One of them, with what the person did: to this patient, or on that day. */
export async function getUnusual(
  ctx: Ctx,
  id: string,
): Promise<{ unusual: Unusual; done: TrailRow[]; patients: WatchedPatient[]; isOwn: boolean }> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new DomainError('not_found', 'oversight.unusualNotFound')
  return ctx.write(async ({ tx, audit }) => {
    const [unusual] = await unusualOf(tx, sql`u.id = ${id}::uuid`)
    if (!unusual) throw new DomainError('not_found', 'oversight.unusualNotFound')
    const about = unusual.patient
      ? sql`e.patient_id = ${unusual.patient.id}::uuid`
      : sql`e.at >= ${unusual.day}::date and e.at < ${unusual.day}::date + 1`
    const done = await trailRows(tx, sql`e.actor_id = ${unusual.personId}::uuid and ${about}`, 50)
    const patients = await watchedPatients(
      tx,
      done.map((row) => row.patientId),
    )
    await audit('oversight.unusual.read', `unusual_access/${id}`, { detail: { rule: unusual.rule } })
    return { unusual, done, patients: [...patients.values()], isOwn: unusual.personId === ctx.actor.id }
  })
}
