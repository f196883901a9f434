import type { UrgentLine } from './contract.ts'

/** A moment as the wall clock of the establishment says it: ISO day, 1 is Monday, and HH:MM. */
export type Moment = { day: number; time: string }

const before = (day: number) => (day === 1 ? 7 : day - 1)

/** Whether a line is answered now. Over midnight it belongs to the day on which it begins. */
export function isAnswered({ days, from, until }: UrgentLine, { day, time }: Moment): boolean {
  const on = (d: number) => days.includes(String(d))
  if (from === until) return on(day)
  if (from < until) return on(day) && time >= from && time < until
  return (on(day) && time >= from) || (on(before(day)) && time < until)
}

/** The wall clock of a zone. */
export function momentIn(at: Date, timeZone: string): Moment {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday')) + 1
  return { day, time: `${part('hour')}:${part('minute')}` }
}

/** Days as they are said: 12345 is Monday to Friday. Null where they are no row of days. */
export function rowOfDays(days: string): { first: number; last: number } | null {
  const sorted = [...new Set(days)].map(Number).sort()
  const [first = 1] = sorted
  const last = sorted.at(-1) ?? 7
  return last - first + 1 === sorted.length ? { first, last } : null
}
