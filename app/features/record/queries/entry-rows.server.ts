import { type SQL, sql } from 'drizzle-orm'
import { filesOf } from '#app/kernel/actor.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { EntryKind, EntryStatus } from '../contract.ts'
import { iso } from './patient-rows.server.ts'

/** One thing that happened, as lists show it: what, when, where, by whom, and whether it is new to the reader. */
export type EntryLine = {
  id: string
  kind: EntryKind
  status: EntryStatus
  title: string
  occurredAt: string
  occurredUntil: string | null
  recordedAt: string
  establishmentId: string
  /** Where it comes from: of what was brought from outside, where its author works. */
  establishmentName: string
  authorName: string | null
  isExternal: boolean
  isNew: boolean
  isRestricted: boolean
  /** Whom its author keeps it from: the patient, those who represent them. */
  hiddenFrom: HiddenFrom[]
  /** Media type of its document, when it has one to open. */
  mediaType: string | null
  stay: { patientClass: string; unit: string | null; attendingName: string | null } | null
}

export const HIDDEN_FROM = ['patient', 'representatives'] as const
export type HiddenFrom = (typeof HIDDEN_FROM)[number]

export type EntryRow = {
  id: string
  kind: EntryKind
  status: EntryStatus
  title: string
  occurred_at: string
  occurred_until: string | null
  recorded_at: string
  establishment_id: string
  establishment_name: string
  from_establishment_id: string | null
  from_name: string | null
  author_name: string | null
  author_person_id: string | null
  confidentiality: 'normal' | 'restricted'
  release: string
  is_hidden_from_representatives: boolean
  media_type: string | null
  patient_class: string | null
  unit: string | null
  attending_name: string | null
}

/** Asked of stays alone: behind the door of each other entry there is none. */
export const stayOf = sql`
  select y.patient_class, y.unit, y.attending_name from stays y
  where e.kind = 'stay' and y.region_id = e.region_id and y.entry_id = e.id limit 1`

/** The columns of a line; what follows is `where` and `order by` on `e`. */
export const entryLines = (rest: SQL): SQL => sql`
  select e.id, e.kind, e.status, e.title, e.occurred_at, e.occurred_until, e.recorded_at, e.establishment_id,
    s.name as establishment_name, e.from_establishment_id, case when e.from_establishment_id is not null then (
      select o.name from establishments o where o.region_id = e.region_id and o.id = e.from_establishment_id
    ) end as from_name, e.author_name, e.author_person_id, e.confidentiality, e.media_type,
    e.release, e.is_hidden_from_representatives, y.patient_class, y.unit, y.attending_name
  from record_entries e
  join establishments s on s.region_id = e.region_id and s.id = e.establishment_id
  left join lateral (${stayOf}) y on true
  ${rest}`

export const entryLine =
  (ctx: Ctx, since: Date | null) =>
  (row: EntryRow): EntryLine => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    title: row.title,
    occurredAt: iso(row.occurred_at),
    occurredUntil: row.occurred_until && iso(row.occurred_until),
    recordedAt: iso(row.recorded_at),
    establishmentId: row.establishment_id,
    establishmentName: row.from_name ?? row.establishment_name,
    authorName: row.author_name,
    isExternal: (row.from_establishment_id ?? row.establishment_id) !== filesOf(ctx.actor),
    isNew: isNewTo(ctx, row, since),
    isRestricted: row.confidentiality === 'restricted',
    hiddenFrom: HIDDEN_FROM.filter((whom) =>
      whom === 'patient' ? row.release === 'never' : row.is_hidden_from_representatives,
    ),
    mediaType: row.media_type,
    stay: row.patient_class
      ? { patientClass: row.patient_class, unit: row.unit, attendingName: row.attending_name }
      : null,
  })

/** What one wrote oneself is not news. */
const isNewTo = (ctx: Ctx, row: EntryRow, since: Date | null) =>
  since !== null && new Date(row.recorded_at) > since && row.author_person_id !== ctx.actor.id
