import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { EntryKind } from '../contract.ts'
import { MAX_UNREAD, type NoticeReason } from '../contract-reading.ts'
import { canListPatients } from '../policy.ts'
import { iso, type PatientRow } from './patient-rows.server.ts'

/** Something one read holds no more. Patient and entry are null when they are out of one's reach by now. */
export type Notice = {
  id: string
  reason: NoticeReason
  createdAt: string
  isRead: boolean
  patient: Pick<PatientRow, 'id' | 'birthName' | 'firstGivenName' | 'usedName' | 'birthDate' | 'sex'> | null
  entry: {
    id: string
    kind: EntryKind
    title: string
    occurredAt: string
    establishmentName: string
  } | null
  /** What took its place. */
  newerId: string | null
}

const SHOWN = 100

type Row = {
  id: string
  reason: NoticeReason
  created_at: string
  read_at: string | null
  patient_id: string | null
  birth_name: string
  first_given_name: string
  used_name: string | null
  birth_date: string | null
  sex: PatientRow['sex']
  entry_id: string | null
  kind: EntryKind
  title: string
  occurred_at: string
  establishment_name: string
  newer_id: string | null
}

/** What one must know, the newest first; the unread never fall off the end. */
export async function listNotices(ctx: Ctx): Promise<Notice[]> {
  if (!canListPatients(ctx.actor)) throw new DomainError('forbidden', 'record.listNotAllowed')
  const mine = sql`n.person_id = ${ctx.actor.id}::uuid`
  const rows = await ctx.read((tx) =>
    tx.execute<Row>(sql`
      select n.id, n.reason, n.created_at, n.read_at, p.id as patient_id, p.birth_name, p.first_given_name,
        p.used_name, p.birth_date::text, p.sex, e.id as entry_id, e.kind, e.title, e.occurred_at,
        s.name as establishment_name, newer.id as newer_id
      from (
        (select * from notices n where ${mine} and n.read_at is null order by n.created_at desc limit ${SHOWN})
        union
        (select * from notices n where ${mine} order by n.created_at desc limit ${SHOWN})) n
      left join patients p on p.region_id = n.region_id and p.id = n.patient_id
      left join record_entries e
        on e.region_id = n.region_id and e.id = n.entry_id and e.patient_id = n.patient_id
      left join establishments s on s.region_id = e.region_id and s.id = e.establishment_id
      left join lateral (
        select o.id from record_entries o
        where o.region_id = e.region_id and o.patient_id = e.patient_id and o.replaces_id = e.id
        limit 1) newer on true
      order by n.created_at desc`),
  )
  return rows.map((row) => ({
    id: row.id,
    reason: row.reason,
    createdAt: iso(row.created_at),
    isRead: row.read_at !== null,
    patient: row.patient_id
      ? {
          id: row.patient_id,
          birthName: row.birth_name,
          firstGivenName: row.first_given_name,
          usedName: row.used_name,
          birthDate: row.birth_date,
          sex: row.sex,
        }
      : null,
    entry: row.entry_id
      ? {
          id: row.entry_id,
          kind: row.kind,
          title: row.title,
          occurredAt: iso(row.occurred_at),
          establishmentName: row.establishment_name,
        }
      : null,
    newerId: row.newer_id,
  }))
}

/** The number on the bell. */
export async function countUnread(ctx: Ctx): Promise<number> {
  if (!canListPatients(ctx.actor)) return 0
  const [row] = await ctx.read((tx) =>
    tx.execute<{ count: number }>(sql`
      select count(*)::int as count from (
        select from notices n where n.person_id = ${ctx.actor.id}::uuid and n.read_at is null
        limit ${MAX_UNREAD + 1}) n`),
  )
  return row?.count ?? 0
}
