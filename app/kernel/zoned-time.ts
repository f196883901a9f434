import { z } from 'zod'

export const PRECISIONS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'] as const

/** A time as a foreign message gives it: the instant, and how much of it was said. */
export const ZonedTime = z.object({
  /** The beginning of what was said: midnight in the establishment's zone for a day, and so on. */
  at: z.date(),
  precision: z.enum(PRECISIONS),
  /** The date in the words of the sender: YYYY, YYYY-MM or YYYY-MM-DD, not moved by any zone. */
  date: z.string(),
  hasOffset: z.boolean(),
})
export type ZonedTime = z.infer<typeof ZonedTime>

// HL7 v2 and v3 write times alike: YYYY[MM[DD[HH[MM[SS[.S...]]]]]][+/-ZZZZ].
const TIMESTAMP = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(\.\d{1,9})?)?)?)?)?)?([+-]\d{4})?$/

/** Null when it is not a time of our calendar. `zone` (IANA name) holds where no offset is given. */
export function parseTimestamp(value: string, zone: string): ZonedTime | null {
  const match = TIMESTAMP.exec(value.trim())
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction, offset] = match
  const wall = wallClock(
    [year, month ?? '01', day ?? '01', hour ?? '00', minute ?? '00', second ?? '00'].map(Number),
    Math.trunc(Number(`0${fraction ?? ''}`) * 1000),
  )
  if (wall === null) return null
  const shift = offset === undefined ? undefined : offsetMs(offset)
  if (shift === null) return null
  return {
    at: shift === undefined ? instantInZone(wall, zone) : new Date(wall - shift),
    precision: PRECISIONS[[year, month, day, hour, minute, second, fraction].findLastIndex(Boolean)]!,
    date: [year, month, day].filter(Boolean).join('-'),
    hasOffset: offset !== undefined,
  }
}

/** A calendar day of full precision, else null. Never through an instant: a birthday has no zone. */
export function parseDay(value: string): string | null {
  const time = parseTimestamp(value, 'UTC')
  return time && /^\d{4}-\d\d-\d\d$/.test(time.date) ? time.date : null
}

/** The wall clock as if it were UTC; null for 30 February and the like. */
function wallClock([year, month, day, hour, minute, second]: number[], ms: number): number | null {
  if (hour! > 23 || minute! > 59 || second! > 59) return null
  const wall = new Date(0)
  wall.setUTCFullYear(year!, month! - 1, day!)
  if (wall.getUTCMonth() !== month! - 1 || wall.getUTCDate() !== day!) return null
  return wall.setUTCHours(hour!, minute!, second!, ms)
}

function offsetMs(offset: string): number | null {
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(3))
  if (hours > 14 || minutes > 59) return null
  return (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

const DAY_MS = 86_400_000

/**
 * The instant at which a zone's clocks show this wall time. In the night when they go back it comes twice:
 * the first is taken. In the night when they go forward it never comes: the time moves on by the hour lost.
 */
export function instantInZone(wall: number, zone: string): Date {
  const before = zoneOffsetMs(wall - DAY_MS, zone)
  const after = zoneOffsetMs(wall + DAY_MS, zone)
  const shown = [wall - before, wall - after].filter((at) => zoneOffsetMs(at, zone) === wall - at)
  return new Date(shown.length > 0 ? Math.min(...shown) : wall - before)
}

/** What a zone's clocks show at that instant, as if it were UTC. */
export const wallClockIn = (at: Date, zone: string): number => at.getTime() + zoneOffsetMs(at.getTime(), zone)

const formats = new Map<string, Intl.DateTimeFormat>()

function zoneOffsetMs(at: number, zone: string): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const shown = wallClock(
    [parts.year!, parts.month!, parts.day!, parts.hour!, parts.minute!, parts.second!],
    0,
  )
  return shown! - Math.floor(at / 1000) * 1000
}
