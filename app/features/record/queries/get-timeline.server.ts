import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { EntryKind, TimelineQuery, TimelineZoom } from '../contract.ts'
import { type Column, columnsOf, neighboursOf, type TimeWindow, windowOf } from '../timeline-rules.ts'
import { type EntryLine, type EntryRow, entryLine, entryLines } from './entry-rows.server.ts'
import { noteVisit, openPatient } from './open-patient.server.ts'
import { instantOfMicros, uuids } from './patient-rows.server.ts'

export type TimelinePage = {
  entries: EntryLine[]
  /** Cursor of the next, older page. */
  older: string | null
  /** What stands in this stretch of time, for the filters. */
  kinds: { kind: EntryKind; count: number }[]
  establishments: { id: string; name: string; count: number }[]
  /** How much of time is shown, and what happened when in it. */
  stretch: {
    zoom: TimelineZoom
    window: TimeWindow | null
    earlier: string | null
    later: string | null
    columns: Column[]
    today: string
  }
}

const PAGE_SIZE = 50
const MAX_COUNTED = 5_000

/** What happened across establishments, newest first, a page at a time. (UXS-03) */
export function getTimeline(ctx: Ctx, patientId: string, query: TimelineQuery): Promise<TimelinePage> {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const since = await noteVisit(tx, ctx, patientId)
    const [region] = await tx.execute<{ today: string }>(sql`
      select (now() at time zone z.time_zone)::date::text as today from regions z
      where z.id = (select app.current_region())`)
    const { today } = region!
    const zoom = query.zoom ?? 'all'
    const window = windowOf(zoom, query.at, today)
    const size = PAGE_SIZE * (query.pages ?? 1)
    const { kind: kinds = [], establishment: places = [] } = query
    // Arrays, so that a statement is the same however many are chosen; none is all.
    const ofKind = kinds.length > 0 ? sql`and e.kind = any (${`{${kinds.join()}}`}::entry_kind[])` : sql``
    const from = places.length > 0 ? sql`and e.establishment_id = any (${uuids(places)})` : sql``
    const lines = tx.execute<EntryRow & { cursor: string }>(sql`
      select lines.*, (extract(epoch from lines.occurred_at) * 1000000)::bigint || '.' || lines.id as cursor
      from (${entryLines(sql`
        where e.patient_id = ${patientId}::uuid and ${isShown} ${within(window)} ${ofKind} ${from}
          ${olderThan(query.before)}
        order by e.occurred_at desc, e.id limit ${size + 1}`)}) lines
      order by lines.occurred_at desc, lines.id`)
    const [rows, counts] = await Promise.all([lines, countInWindow(tx, patientId, window)])
    const page = rows.slice(0, size)
    const isOf = (row: DayRow) =>
      (kinds.length === 0 || kinds.includes(row.kind)) && (places.length === 0 || places.includes(row.id))
    return {
      entries: page.map(entryLine(ctx, since)),
      older: rows.length > size ? (page.at(-1)?.cursor ?? null) : null,
      ...filtersOf(counts),
      stretch: {
        zoom,
        window,
        ...neighboursOf(zoom, window),
        columns: columnsOf(zoom, window, counts.filter(isOf)),
        today,
      },
    }
  })
}

const midnight = (day: string) => sql`(select (${day}::date)::timestamp at time zone z.time_zone
  from regions z where z.id = (select app.current_region()))`
const within = (window: TimeWindow | null) =>
  window
    ? sql`and e.occurred_at >= ${midnight(window.from)} and e.occurred_at < ${midnight(window.until)}`
    : sql``

/** A version whose place was taken is found from its successor; a withdrawn document must not just vanish. */
const isShown = sql`e.status in ('current', 'withdrawn', 'entered_in_error')`

function olderThan(cursor: string | undefined): SQL {
  const [, micros, id] = /^(-?\d{1,16})\.([0-9a-f-]{36})$/.exec(cursor ?? '') ?? []
  if (!micros || !id) return sql``
  const at = instantOfMicros(micros)
  // The first half alone bounds the index; the second decides among entries of one moment.
  return sql`and e.occurred_at <= ${at} and (e.occurred_at < ${at} or e.id > ${id}::uuid)`
}

type DayRow = { day: string; kind: EntryKind; id: string; name: string; count: number }

/** How often what happened when and where, of the latest thousands of entries in the window. */
async function countInWindow(tx: Tx, patientId: string, window: TimeWindow | null): Promise<DayRow[]> {
  const rows = await tx.execute<DayRow>(sql`
    select g.day::text, g.kind, s.id, s.name, g.count
    from (
      select e.region_id, e.kind, e.establishment_id, (e.occurred_at at time zone z.time_zone)::date as day,
        count(*)::int as count
      from (
        select e.region_id, e.kind, e.establishment_id, e.occurred_at from record_entries e
        where e.patient_id = ${patientId}::uuid and ${isShown} ${within(window)}
        order by e.occurred_at desc limit ${MAX_COUNTED}) e
      join regions z on z.id = e.region_id
      group by e.region_id, e.kind, e.establishment_id, day) g
    join establishments s on s.region_id = g.region_id and s.id = g.establishment_id`)
  return [...rows]
}

function filtersOf(rows: DayRow[]) {
  const sum = <K extends string>(key: (row: DayRow) => K) => {
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
