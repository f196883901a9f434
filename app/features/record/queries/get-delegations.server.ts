import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { DelegationKind, DelegationReads } from '../contract.ts'
import { canDelegate, canSeeDelegations, canSetRelations } from '../policy.ts'
import { iso } from './patient-rows.server.ts'

export type Delegation = {
  id: string
  doctor: string
  deputy: string
  kind: DelegationKind
  reads: DelegationReads
  startsAt: string
  endsAt: string
  state: 'running' | 'coming' | 'over'
  /** The reader may end it. */
  mayEnd: boolean
}

export type Delegations = {
  delegations: Delegation[]
  /** For whom the reader may name somebody: a doctor for themselves, an administrator for nobody. */
  doctorId: string | null
  secretaries: { id: string; name: string }[]
}

const MAX_SHOWN = 100

/** Who stands in for the doctors of the own place, or works for them; running and coming ones first. */
export async function getDelegations(ctx: Ctx): Promise<Delegations> {
  const { actor } = ctx
  if (!canSeeDelegations(actor)) throw new DomainError('forbidden', 'record.delegationNotAllowed')
  const isForAll = canSetRelations(actor)
  return ctx.read(async (tx) => {
    const [rows, secretaries] = await Promise.all([
      tx.execute<Row>(sql`
        select d.id, d.kind, d.reads, d.starts_at, d.ends_at, d.doctor_id,
          concat_ws(' ', o.title, o.given_name, o.family_name) as doctor,
          concat_ws(' ', p.title, p.given_name, p.family_name) as deputy,
          case when d.ends_at <= now() then 'over' when d.starts_at > now() then 'coming' else 'running' end as state
        from delegations d
        join people o on o.id = d.doctor_id
        join people p on p.id = d.deputy_id
        where d.establishment_id = (select app.establishment_id())
          and ${isForAll ? sql`true` : sql`d.doctor_id = ${actor.id}::uuid`}
        order by d.ends_at desc limit ${MAX_SHOWN}`),
      tx.execute<{ id: string; name: string }>(sql`
        select distinct p.id, concat_ws(' ', p.title, p.given_name, p.family_name) as name
        from memberships m join people p on p.id = m.person_id
        where m.establishment_id = (select app.establishment_id()) and m.role = 'secretary'
          and (m.ends_at is null or m.ends_at > now())
        order by 2 limit 500`),
    ])
    return {
      delegations: rows.map((row) => ({
        id: row.id,
        doctor: row.doctor,
        deputy: row.deputy,
        kind: row.kind,
        reads: row.reads,
        startsAt: iso(row.starts_at),
        endsAt: iso(row.ends_at),
        state: row.state,
        mayEnd: row.state !== 'over',
      })),
      doctorId: canDelegate(actor) ? actor.id : null,
      secretaries: [...secretaries],
    }
  })
}

type Row = Pick<Delegation, 'id' | 'doctor' | 'deputy' | 'kind' | 'reads' | 'state'> & {
  starts_at: string
  ends_at: string
  doctor_id: string
}
