import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientSuggestion } from '../contract.ts'
import { canListPatients } from '../policy.ts'
import { isSearchable, parsePatientQuery } from '../rules.ts'
import { findPatients } from './find-patients.server.ts'
import { uuids } from './patient-rows.server.ts'

const MAX_SUGGESTIONS = 8

/** While one types: the first few who answer; before, those one pinned and those one opened last. */
export async function suggestPatients(ctx: Ctx, typed: string): Promise<PatientSuggestion[]> {
  if (!canListPatients(ctx.actor)) return []
  const query = parsePatientQuery(typed)
  if (!isSearchable(query)) {
    return typed.trim() ? [] : ctx.read(async (tx) => identify(tx, await openedLast(tx, ctx)))
  }
  return ctx.write(async ({ tx, audit }) => {
    const { ids, by } = await findPatients(tx, ctx, query, MAX_SUGGESTIONS)
    await audit('record.patients.search', 'patients', { detail: { by, found: ids.length, suggests: true } })
    return identify(tx, ids)
  })
}

async function openedLast(tx: Tx, ctx: Ctx): Promise<string[]> {
  const rows = await tx.execute<{ patient_id: string }>(sql`
    select o.patient_id from (
      (select n.patient_id, 1 as place, n.pinned_at as at from pinned_patients n
       where n.person_id = ${ctx.actor.id}::uuid order by n.pinned_at desc limit ${MAX_SUGGESTIONS})
      union all
      (select v.patient_id, 2, v.last_visit_at from record_visits v where v.person_id = ${ctx.actor.id}::uuid
       order by v.last_visit_at desc limit ${MAX_SUGGESTIONS})) o
    group by o.patient_id order by min(o.place), max(o.at) desc limit ${MAX_SUGGESTIONS}`)
  return rows.map((r) => r.patient_id)
}

async function identify(tx: Tx, ids: string[]): Promise<PatientSuggestion[]> {
  if (ids.length === 0) return []
  const rows = await tx.execute<{
    id: string
    birth_name: string
    first_given_name: string
    used_name: string | null
    birth_date: string | null
    sex: PatientSuggestion['sex']
  }>(sql`
    select p.id, p.birth_name, p.first_given_name, p.used_name, p.birth_date::text, p.sex
    from unnest(${uuids(ids)}) with ordinality as wanted (id, place)
    join patients p on p.id = wanted.id
    order by wanted.place`)
  return rows.map((r) => ({
    id: r.id,
    birthName: r.birth_name,
    firstGivenName: r.first_given_name,
    usedName: r.used_name,
    birthDate: r.birth_date,
    sex: r.sex,
  }))
}
