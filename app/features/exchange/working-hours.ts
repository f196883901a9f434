import { DAY, MINUTE } from '#app/kernel/durations.ts'
import { parseTimestamp } from '#app/kernel/zoned-time.ts'
import { isPublicHoliday } from './public-holidays.ts'

/** When somebody is there: ISO days of the week (1 is Monday) and HH:MM, by the establishment's clocks. */
export type WorkingHours = { days: string; from: string; until: string; zone: string }

const FAR_ENOUGH_DAYS = 31

/** Minutes of working time between two instants, as the establishment's clocks count them. Pure. */
export function workingMinutes(
  from: Date,
  to: Date,
  { days, from: opens, until, zone }: WorkingHours,
): number {
  if (to <= from) return 0
  // Longer ago than a month is long enough, whatever the hours.
  const since = Math.max(from.getTime(), to.getTime() - FAR_ENOUGH_DAYS * DAY)
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  const at = (on: string, time: string) =>
    parseTimestamp(`${on}${time}`.replace(/[-:]/g, ''), zone)!.at.getTime()
  // Who works on Sundays works on 1 May.
  const isAlways = days.includes('7')
  let worked = 0
  const seen = new Set<string>()
  for (let moment = since - DAY; moment <= to.getTime() + DAY; moment += DAY / 2) {
    const on = day.format(moment)
    const weekday = ((new Date(`${on}T12:00:00Z`).getUTCDay() + 6) % 7) + 1
    if (seen.has(on) || !days.includes(String(weekday)) || (!isAlways && isPublicHoliday(on))) continue
    seen.add(on)
    const begin = Math.max(since, at(on, opens))
    // "24:00" is the end of the day; the next day's midnight is the same instant.
    const close = until === '24:00' ? at(on, '23:59') + MINUTE : at(on, until)
    worked += Math.max(0, Math.min(to.getTime(), close) - begin)
  }
  return Math.floor(worked / MINUTE)
}
