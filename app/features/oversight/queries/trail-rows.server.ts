import { type SQL, sql } from 'drizzle-orm'
import type { Role } from '#app/kernel/actor.ts'
import type { Tx } from '#db/scope.ts'
import { type AccessKind, kindOf } from '../rules.ts'

/** Who a patient is, for who must answer for the log: no more than that. */
export type WatchedPatient = {
  id: string
  birthName: string
  firstGivenName: string
  usedName: string | null
  birthDate: string | null
  sex: 'female' | 'male' | 'unknown'
  insMatricule: string | null
}

/** One row of the trail with its names. */
export type TrailRow = {
  key: string
  at: string
  person: { id: string; name: string } | null
  role: Role | 'patient' | 'client' | 'system'
  establishmentName: string | null
  kind: AccessKind
  action: string
  patientId: string | null
  purpose: string | null
  isRefused: boolean
}

type Row = {
  at: string
  seq: string
  actor_id: string | null
  actor_role: TrailRow['role']
  name: string | null
  establishment_name: string | null
  action: string
  patient_id: string | null
  purpose: string | null
  outcome: string
}

/** `which` says which rows of `e`; the names are looked up for those of the page alone. */
export async function trailRows(tx: Tx, which: SQL, limit: number): Promise<TrailRow[]> {
  const rows = await tx.execute<Row>(sql`
    select e.at::text, e.seq::text, e.actor_id, e.actor_role, concat_ws(' ', p.title, p.given_name, p.family_name) as name,
      s.name as establishment_name, e.action, e.patient_id, e.purpose, e.outcome
    from (
      select e.at, e.seq, e.region_id, e.actor_id, e.actor_role, e.establishment_id, e.action, e.patient_id, e.purpose,
        e.outcome
      from audit_entries e
      where e.region_id = (select app.current_region()) and ${which}
      order by e.at desc, e.seq desc limit ${limit}) e
    left join people p on p.id = e.actor_id
    left join establishments s on s.region_id = e.region_id and s.id = e.establishment_id
    order by e.at desc, e.seq desc`)
  return rows.map((row) => ({
    key: `${row.at}_${row.seq}`,
    at: new Date(row.at).toISOString(),
    person: row.actor_id ? { id: row.actor_id, name: row.name || '' } : null,
    role: row.actor_role,
    establishmentName: row.establishment_name,
    kind: kindOf(row.action),
    action: row.action,
    patientId: row.patient_id,
    purpose: row.purpose,
    isRefused: row.outcome === 'refused',
  }))
}

/** Rows after the one whose key a page ended with. A key that is none begins anew. */
export function afterKey(key: string | undefined): SQL {
  const found = /^([\d\- :.+]{10,40})_(\d{1,19})$/.exec(key ?? '')
  return found
    ? sql`e.at <= ${found[1]}::timestamptz and (e.at < ${found[1]}::timestamptz or e.seq < ${found[2]}::bigint)`
    : sql`true`
}

export type IdentityRow = {
  id: string
  birth_name: string
  first_given_name: string
  used_name: string | null
  birth_date: string | null
  sex: WatchedPatient['sex']
  ins_matricule: string | null
}

/** The identities of a page's patients, as far as the officer may know them. */
export async function watchedPatients(
  tx: Tx,
  ids: readonly (string | null)[],
): Promise<Map<string, WatchedPatient>> {
  const asked = [...new Set(ids.filter((id) => id !== null))]
  if (asked.length === 0) return new Map()
  const rows = await tx.execute<IdentityRow>(sql`
    select id, birth_name, first_given_name, used_name, birth_date::text, sex, ins_matricule
    from app.watched_identities(${`{${asked.join(',')}}`}::uuid[])`)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        birthName: row.birth_name,
        firstGivenName: row.first_given_name,
        usedName: row.used_name,
        birthDate: row.birth_date,
        sex: row.sex,
        insMatricule: row.ins_matricule,
      },
    ]),
  )
}
