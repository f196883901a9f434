import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { EntryKind, TimelineQuery } from '../contract.ts'
import { type EntryLine, type EntryRow, entryLine, entryLines } from './entry-rows.server.ts'
import { noteVisit, openPatient } from './open-patient.server.ts'
import { instantOfMicros } from './patient-rows.server.ts'

export type TimelinePage = {
  entries: EntryLine[]
  /** Cursor of the next, older page. */
  older: string | null
  /** What the record holds, for the filters: of its latest thousand entries. */
  kinds: { kind: EntryKind; count: number }[]
  establishments: { id: string; name: string; count: number }[]
}

const PAGE_SIZE = 50
const MAX_COUNTED = 1_000

/** What happened across establishments, newest first, a page at a time. (UXS-03) */
export function getTimeline(ctx: Ctx, patientId: string, query: TimelineQuery): Promise<TimelinePage> {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const since = await noteVisit(tx, ctx, patientId)
    const size = PAGE_SIZE * (query.pages ?? 1)
    const ofKind = query.kind ? sql`and e.kind = ${query.kind}::entry_kind` : sql``
    const from = query.establishment ? sql`and e.establishment_id = ${query.establishment}::uuid` : sql``
    const lines = tx.execute<EntryRow & { cursor: string }>(sql`
      select lines.*, (extract(epoch from lines.occurred_at) * 1000000)::bigint || '.' || lines.id as cursor
      from (${entryLines(sql`
        where e.patient_id = ${patientId}::uuid and ${isShown} ${ofKind} ${from} ${olderThan(query.before)}
        order by e.occurred_at desc, e.id limit ${size + 1}`)}) lines
      order by lines.occurred_at desc, lines.id`)
    const [rows, filters] = await Promise.all([lines, countByFilter(tx, patientId)])
    const page = rows.slice(0, size)
    return {
      entries: page.map(entryLine(ctx, since)),
      older: rows.length > size ? (page.at(-1)?.cursor ?? null) : null,
      ...filters,
    }
  })
}

/** A version whose place was taken is found from its successor; a withdrawn document must not just vanish. */
const isShown = sql`e.status in ('current', 'withdrawn')`

function olderThan(cursor: string | undefined): SQL {
  const [, micros, id] = /^(-?\d{1,16})\.([0-9a-f-]{36})$/.exec(cursor ?? '') ?? []
  if (!micros || !id) return sql``
  const at = instantOfMicros(micros)
  // The first half alone bounds the index; the second decides among entries of one moment.
  return sql`and e.occurred_at <= ${at} and (e.occurred_at < ${at} or e.id > ${id}::uuid)`
}

async function countByFilter(tx: Tx, patientId: string) {
  const rows = await tx.execute<{ kind: EntryKind; id: string; name: string; count: number }>(sql`
    select g.kind, s.id, s.name, g.count
    from (
      select e.region_id, e.kind, e.establishment_id, count(*)::int as count
      from (
        select e.region_id, e.kind, e.establishment_id from record_entries e
        where e.patient_id = ${patientId}::uuid and ${isShown}
        order by e.occurred_at desc limit ${MAX_COUNTED}) e
      group by e.region_id, e.kind, e.establishment_id) g
    join establishments s on s.region_id = g.region_id and s.id = g.establishment_id`)
  const sum = <K extends string>(key: (row: (typeof rows)[number]) => K) => {
    const counts = new Map<K, number>()
    for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + row.count)
    return [...counts].sort((a, b) => b[1] - a[1])
  }
  const names = new Map(rows.map((r) => [r.id, r.name]))
  return {
    kinds: sum((r) => r.kind).map(([kind, count]) => ({ kind, count })),
    establishments: sum((r) => r.id).map(([id, count]) => ({ id, name: names.get(id) ?? '', count })),
  }
}
