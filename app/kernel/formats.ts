import type { Locale } from './actor.ts'
import { DAY, HOUR, MINUTE } from './durations.ts'

// French forms in both languages where they are the country's own (INS, phone), `Intl` for the rest.
// Dates are put together from parts, so that Node and the browser write the same characters.

const NBSP = '\u00A0'
const TAGS: Record<Locale, string> = { fr: 'fr-FR', en: 'en-GB' }

const MAX_KNOWN_MINUTES = 2_000

export type Instant = Date | string | number

export type Formats = ReturnType<typeof createFormats>

/** Everything that depends on language and on the region's time zone. */
export function createFormats(locale: Locale, timeZone = 'Europe/Paris') {
  const tag = TAGS[locale]
  const clock = new Intl.DateTimeFormat(tag, {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const long = new Intl.DateTimeFormat(tag, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 })
  const distance = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })

  // A page shows the same minutes again and again, above all the present one.
  const known = new Map<number, { day: string; time: string }>()
  const parts = (instant: Instant) => {
    const at = new Date(instant)
    const minute = Math.floor(at.getTime() / MINUTE)
    const before = known.get(minute)
    if (before) return before
    const found = Object.fromEntries(clock.formatToParts(at).map((p) => [p.type, p.value]))
    const made = { day: `${found.day}/${found.month}/${found.year}`, time: `${found.hour}:${found.minute}` }
    if (known.size >= MAX_KNOWN_MINUTES) known.clear()
    known.set(minute, made)
    return made
  }

  return {
    locale,
    timeZone,
    number: (value: number) => numbers.format(value),
    /** 21/11/2025 */
    date: (instant: Instant) => parts(instant).day,
    /** 14:05 */
    time: (instant: Instant) => parts(instant).time,
    /** 21/11/2025 14:05 */
    dateTime: (instant: Instant) => `${parts(instant).day}${NBSP}${parts(instant).time}`,
    /** vendredi 21 novembre 2025 */
    longDate: (instant: Instant) => long.format(new Date(instant)),
    /** The calendar day of an instant where the region is, as YYYY-MM-DD. */
    dayOf: (instant: Instant) => parts(instant).day.split('/').reverse().join('-'),
    /** il y a 3 heures */
    relative: (instant: Instant, now: Instant) => {
      const elapsed = new Date(instant).getTime() - new Date(now).getTime()
      const size = Math.abs(elapsed)
      if (size < MINUTE) return distance.format(0, 'second')
      if (size < HOUR) return distance.format(Math.trunc(elapsed / MINUTE), 'minute')
      if (size < DAY) return distance.format(Math.trunc(elapsed / HOUR), 'hour')
      return distance.format(Math.trunc(elapsed / DAY), 'day')
    },
  }
}

const madeOnce = new Map<string, Formats>()

/** The same, made once for a language and a zone: `Intl` takes long to make and every component asks. */
export function formatsFor(locale: Locale, timeZone?: string): Formats {
  const key = `${locale} ${timeZone}`
  const formats = madeOnce.get(key) ?? createFormats(locale, timeZone)
  madeOnce.set(key, formats)
  return formats
}

/** A calendar day, `1945-07-14`, as 14/07/1945. No time zone: a birth date has none. */
export const formatDay = (day: string) => day.slice(0, 10).split('-').reverse().join('/')

/** Full years between two calendar days. */
export function ageOn(birthDay: string, day: string): number {
  const [birthYear = 0, birthMonth = 0, birthDate = 0] = birthDay.split('-').map(Number)
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const hadBirthday = month > birthMonth || (month === birthMonth && date >= birthDate)
  return year - birthYear - (hadBirthday ? 0 : 1)
}

/** Full months between two calendar days: for a child under two, years say too little. */
export function monthsOn(birthDay: string, day: string): number {
  const [birthYear = 0, birthMonth = 0, birthDate = 0] = birthDay.split('-').map(Number)
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return (year - birthYear) * 12 + (month - birthMonth) - (date >= birthDate ? 0 : 1)
}

/** 1 23 45 67 890 123 45. Corsican departments hold a letter (2A, 2B). */
export function formatIns(ins: string): string {
  const groups = /^(.)(..)(..)(..)(...)(...)(..)$/.exec(ins.replace(/\s/g, ''))
  return groups ? groups.slice(1).join(NBSP) : ins
}

/** 01 23 45 67 89; numbers of other countries stay as they were written. */
export function formatPhone(phone: string): string {
  const digits = phone.replace(/[\s.\-()]/g, '').replace(/^(\+33|0033)0?/, '0')
  return /^0\d{9}$/.test(digits) ? (digits.match(/../g) ?? []).join(NBSP) : phone
}
