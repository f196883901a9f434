import type { EntryKind } from './contract.ts'
import type { TimelineZoom } from './contract-reading.ts'

// Calendar arithmetic of the timeline, on days as YYYY-MM-DD: a window is whole months, its columns are the next
// smaller part of it. No clock and no zone in here.

const MONTHS: Record<Exclude<TimelineZoom, 'all'>, number> = { '5y': 60, year: 12, quarter: 3, month: 1 }

export type TimeWindow = { from: string; until: string }
export type ColumnUnit = 'year' | 'quarter' | 'month' | 'week' | 'day'
export type Column = TimeWindow & {
  unit: ColumnUnit
  total: number
  counts: Partial<Record<EntryKind, number>>
  /** Where one gets by going into it. */
  zoom: TimelineZoom
}
export type DayCount = { day: string; kind: EntryKind; count: number }

/** A record of one week is shown in its year all the same. */
const MIN_MONTHS = 12

const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
const firstOf = (month: number) =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`
const nextDay = (day: string, days = 1) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** From the first of a month on; without a day, so that it ends with the month of today. Null shows all. */
export function windowOf(zoom: TimelineZoom, at: string | undefined, today: string): TimeWindow | null {
  if (zoom === 'all') return null
  const first = at ? monthOf(at) : monthOf(today) - MONTHS[zoom] + 1
  return { from: firstOf(first), until: firstOf(first + MONTHS[zoom]) }
}

/** The windows before and after, for going on without choosing again. */
export function neighboursOf(zoom: TimelineZoom, window: TimeWindow | null) {
  if (zoom === 'all' || !window) return { earlier: null, later: null }
  const first = monthOf(window.from)
  return { earlier: firstOf(first - MONTHS[zoom]), later: firstOf(first + MONTHS[zoom]) }
}

/** The columns of the strip with what happened in each, the oldest first. */
export function columnsOf(zoom: TimelineZoom, window: TimeWindow | null, counts: DayCount[]): Column[] {
  const span = window ?? spanOf(counts)
  if (!span) return []
  const unit = unitOf(zoom, monthOf(span.until) - monthOf(span.from))
  const columns = emptyColumns(span, unit)
  for (const { day, kind, count } of counts) {
    const column = columns.find((c) => day >= c.from && day < c.until)
    if (!column) continue
    column.total += count
    column.counts[kind] = (column.counts[kind] ?? 0) + count
  }
  return columns
}

function spanOf(counts: DayCount[]): TimeWindow | null {
  const days = counts.map((c) => c.day).sort()
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return null
  const end = monthOf(last) + 1
  return { from: firstOf(Math.min(monthOf(first), end - MIN_MONTHS)), until: firstOf(end) }
}

/** So fine that some thirty columns show it. */
function unitOf(zoom: TimelineZoom, months: number): ColumnUnit {
  if (zoom === 'month') return 'day'
  if (zoom === 'quarter') return 'week'
  if (zoom === 'year') return 'month'
  if (zoom === '5y') return 'quarter'
  return months <= 24 ? 'month' : months <= 96 ? 'quarter' : 'year'
}

const ZOOM_INTO: Record<ColumnUnit, TimelineZoom> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'month',
  day: 'month',
}

function emptyColumns({ from, until }: TimeWindow, unit: ColumnUnit): Column[] {
  const columns: Column[] = []
  const step = { year: 12, quarter: 3, month: 1, week: 0, day: 0 }[unit]
  // Years and quarters begin where the calendar has them.
  let start = step > 1 ? firstOf(Math.floor(monthOf(from) / step) * step) : from
  while (start < until && columns.length < MAX_COLUMNS) {
    const end = step > 0 ? firstOf(monthOf(start) + step) : nextDay(start, unit === 'week' ? 7 : 1)
    columns.push({ from: start, until: end, unit, total: 0, counts: {}, zoom: ZOOM_INTO[unit] })
    start = end
  }
  return columns
}
const MAX_COLUMNS = 130
