import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { FindPatients } from '../contract.ts'
import { canOversee } from '../policy.ts'
import { type WatchedPatient, watchedPatients } from './trail-rows.server.ts'

/** Why somebody may open a patient, or could. */
export type Right = {
  key: string
  who: string
  isHouse: boolean
  basis: string
  reach: 'own' | 'shared'
  since: string
  until: string | null
  isRunning: boolean
}

/** The patients that a request for a log may be about. Its own row in the trail, without the words. */
export async function findPatients(ctx: Ctx, asked: FindPatients): Promise<WatchedPatient[]> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  const said = { number: asked.number || null, name: asked.name || null, birthDate: asked.birthDate || null }
  return ctx.write(async ({ tx }) => {
    const rows = await tx.execute<{ id: string }>(
      sql`select id from app.find_watched_patients(${JSON.stringify(said)}::jsonb)`,
    )
    const found = await watchedPatients(
      tx,
      rows.map((row) => row.id),
    )
    return [...found.values()].sort((a, b) => a.birthName.localeCompare(b.birthName, 'fr'))
  })
}

type Row = {
  kind: string
  grantee_id: string
  grantee_kind: string
  basis: string
  reach: Right['reach']
  starts_at: string
  ends_at: string | null
  who: string | null
  is_running: boolean
}

/** Who may open this patient now and why, and who could before. */
export async function getRights(
  ctx: Ctx,
  patientId: string,
): Promise<{ patient: WatchedPatient; now: Right[]; before: Right[] }> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  if (!/^[0-9a-f-]{36}$/i.test(patientId)) throw new DomainError('not_found', 'oversight.patientNotFound')
  return ctx.write(async ({ tx }) => {
    const rows = await tx.execute<Row>(sql`
      select r.kind, r.grantee_id, r.grantee_kind, r.basis, r.reach, r.starts_at, r.ends_at,
        coalesce(s.name, concat_ws(' ', p.title, p.given_name, p.family_name)) as who,
        r.starts_at <= now() and (r.ends_at is null or r.ends_at > now()) as is_running
      from app.watched_rights(${patientId}::uuid) r
      left join people p on r.grantee_kind = 'person' and p.id = r.grantee_id
      left join establishments s on r.grantee_kind = 'establishment' and s.region_id = (select app.current_region())
        and s.id = r.grantee_id
      order by r.starts_at desc`)
    const patient = (await watchedPatients(tx, [patientId])).get(patientId)
    if (!patient) throw new DomainError('not_found', 'oversight.patientNotFound')
    const rights = rows.map((row, rank) => ({
      key: `${rank}`,
      who: row.who ?? '',
      isHouse: row.grantee_kind === 'establishment',
      basis: row.basis,
      reach: row.reach,
      since: new Date(row.starts_at).toISOString(),
      until: row.ends_at && new Date(row.ends_at).toISOString(),
      isRunning: row.is_running,
    }))
    return {
      patient,
      now: rights.filter((right) => right.isRunning),
      before: rights.filter((right) => !right.isRunning),
    }
  })
}
