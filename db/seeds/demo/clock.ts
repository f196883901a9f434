import { DAY, MINUTE } from '#app/kernel/durations.ts'
import type { Draw } from './draw.ts'

/** When the region was made: all that is told happened before, however often the seed runs. */
export type Anchor = Date

const isWeekend = (at: Date) => at.getUTCDay() === 0 || at.getUTCDay() === 6

/** That many days before, on a working day at working hours. */
export function workingTime(anchor: Anchor, daysAgo: number, draw: Draw): Date {
  let at = new Date(anchor.getTime() - daysAgo * DAY)
  while (isWeekend(at)) at = new Date(at.getTime() - DAY)
  at.setUTCHours(7 + draw.below(9), draw.below(12) * 5, 0, 0)
  return at
}

/** When Cordée learned of it: results the same day, letters once they were typed. Null: not yet. */
export function recordedTime(anchor: Anchor, occurredAt: Date, isTyped: boolean, draw: Draw): Date | null {
  let at = new Date(occurredAt.getTime() + (20 + draw.below(200)) * MINUTE)
  if (isTyped) {
    at = new Date(occurredAt.getTime() + draw.below(3) * DAY)
    while (isWeekend(at)) at = new Date(at.getTime() + DAY)
    at.setUTCHours(Math.max(at.getUTCHours() + 1, 8 + draw.below(9)), draw.below(60))
  }
  return at.getTime() < anchor.getTime() - 10 * MINUTE ? at : null
}

const PARIS = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})
/** 21/11/2025 */
export const frenchDay = (at: Date) => PARIS.format(at)
export const frenchDate = (day: string) => day.split('-').reverse().join('/')

const LOCAL = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
})
const digits = (at: Date) => LOCAL.format(at).replace(/\D/g, '')

/** 20251121140500, as the clocks on the wall say it: HL7 v2. */
export const hl7Time = (at: Date) => digits(at)

/** The same with its zone: CDA. */
export function cdaTime(at: Date): string {
  const local = digits(at)
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(local)!
  const offset =
    (Date.UTC(+y!, +m! - 1, +d!, +h!, +min!, +s!) - Math.floor(at.getTime() / 1000) * 1000) / MINUTE
  return `${local}+${String(offset / 60).padStart(2, '0')}00`
}
