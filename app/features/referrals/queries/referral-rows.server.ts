import { type SQL, sql } from 'drizzle-orm'
import type { AskedIdentity } from '#db/schema/referrals.ts'
import type { Tx } from '#db/scope.ts'
import type { ReferralKind, ReferralState, Urgency } from '../contract.ts'
import { isLate, type Times, waitsOf } from '../rules.ts'

/** A request as a line of a list: whom it is about, how far it is, how long it took. */
export type ReferralLine = {
  id: string
  patientId: string
  kind: ReferralKind
  urgency: Urgency
  state: ReferralState
  /** As known when it was sent; of a draft, as it is. */
  patient: Pick<AskedIdentity, 'birthName' | 'firstGivenName' | 'usedName' | 'birthDate' | 'sex'>
  askerName: string
  askerHouse: string
  serviceName: string | null
  houseName: string | null
  sentAt: string | null
  dueAt: string | null
  scheduledFor: string | null
  updatedAt: string
  isLate: boolean
  /** In milliseconds, from when it was sent. */
  reactionMs: number | null
  answerMs: number | null
}

export type LineRow = {
  id: string
  patient_id: string
  kind: ReferralKind
  urgency: Urgency
  state: ReferralState
  identity: AskedIdentity | null
  asker_name: string
  asker_house: string
  service_name: string | null
  house_name: string | null
  sent_at: string | null
  due_at: string | null
  reacted_at: string | null
  settled_at: string | null
  closed_at: string | null
  scheduled_for: string | null
  updated_at: string
}

export const iso = (instant: string): string => new Date(instant).toISOString()
export const isoOrNull = (instant: string | null): string | null => instant && iso(instant)
export const sqlInstant = (at: Date | number): SQL => sql`${new Date(at).toISOString()}::timestamptz`

/** Of a page of requests, chosen before: the words beside each. A draft's patient is read behind their own door. */
export const lines = (tx: Tx, chosen: SQL, order: SQL) =>
  tx.execute<LineRow>(sql`
    select r.id, r.patient_id, r.kind, r.urgency, r.state, r.asker_name, a.name as asker_house,
      s.name as service_name, h.name as house_name, r.sent_at, r.due_at, r.reacted_at, r.settled_at, r.closed_at,
      r.scheduled_for, r.updated_at,
      coalesce(r.identity, (
        select jsonb_build_object('birthName', p.birth_name, 'firstGivenName', p.first_given_name,
          'usedName', p.used_name, 'birthDate', p.birth_date, 'sex', p.sex)
        from patients p where p.region_id = r.region_id and p.id = r.patient_id)) as identity
    from (${chosen}) r
    join establishments a on a.region_id = r.region_id and a.id = r.asker_establishment_id
    left join referral_services s on s.region_id = r.region_id and s.id = r.service_id
    left join establishments h on h.region_id = r.region_id and h.id = s.establishment_id
    order by ${order}`)

const NOBODY: ReferralLine['patient'] = {
  birthName: '—',
  firstGivenName: '',
  usedName: null,
  birthDate: null,
  sex: 'unknown',
}

export function lineOf(row: LineRow, now: Date): ReferralLine {
  const times: Times = {
    kind: row.kind,
    state: row.state,
    sentAt: row.sent_at,
    dueAt: row.due_at,
    reactedAt: row.reacted_at,
    settledAt: row.settled_at,
  }
  const { reaction, answer } = waitsOf(times)
  return {
    id: row.id,
    patientId: row.patient_id,
    kind: row.kind,
    urgency: row.urgency,
    state: row.state,
    // A draft about somebody whom one follows no more.
    patient: row.identity ?? NOBODY,
    askerName: row.asker_name,
    askerHouse: row.asker_house,
    serviceName: row.service_name,
    houseName: row.house_name,
    sentAt: isoOrNull(row.sent_at),
    dueAt: isoOrNull(row.due_at),
    scheduledFor: isoOrNull(row.scheduled_for),
    updatedAt: iso(row.updated_at),
    isLate: isLate(times, now),
    reactionMs: reaction,
    answerMs: answer,
  }
}

/** Two parts of an address: the moment a page ends at, and which of those of that moment. */
export function cursorOf(cursor: string | undefined): { at: SQL; id: string } | null {
  const [micros = '', id = ''] = (cursor ?? '').split('_')
  if (!/^\d{1,17}$/.test(micros) || !/^[0-9a-f-]{36}$/.test(id)) return null
  const value = BigInt(micros)
  const seconds = new Date(Number(value / 1_000_000n) * 1_000).toISOString().slice(0, 19)
  return { at: sql`${`${seconds}.${String(value % 1_000_000n).padStart(6, '0')}Z`}::timestamptz`, id }
}
/** Postgres counts microseconds, a Date has milliseconds. */
export function microsOf(instant: string): string {
  const fraction = (/\.(\d+)/.exec(instant)?.[1] ?? '').padEnd(6, '0').slice(0, 6)
  return String(BigInt(Math.floor(Date.parse(instant) / 1_000)) * 1_000_000n + BigInt(fraction))
}
