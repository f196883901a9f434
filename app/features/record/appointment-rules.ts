import type { APPOINTMENT_STATES } from './contract.ts'

export type AppointmentFacts = {
  state: (typeof APPOINTMENT_STATES)[number]
  startsAt: Date
  endsAt: Date | null
  reason: string | null
  place: string | null
  practitionerName: string | null
  practitionerRpps: string | null
}
type Said = { [K in keyof AppointmentFacts]?: AppointmentFacts[K] | null }

const KEYS = [
  'state',
  'startsAt',
  'endsAt',
  'reason',
  'place',
  'practitionerName',
  'practitionerRpps',
] as const satisfies readonly (keyof AppointmentFacts)[]

/** What is known after one more message: left out stays as it was. Null as long as nobody said when. */
export function mergeAppointment(
  known: AppointmentFacts | null,
  said: Said,
): { facts: AppointmentFacts; isChanged: boolean } | null {
  const startsAt = said.startsAt ?? known?.startsAt
  if (!startsAt) return null
  const pick = <K extends keyof AppointmentFacts>(key: K) =>
    (said[key] === undefined ? (known?.[key] ?? null) : said[key]) as AppointmentFacts[K]
  const facts: AppointmentFacts = {
    state: said.state ?? known?.state ?? 'booked',
    startsAt,
    endsAt: pick('endsAt'),
    reason: pick('reason'),
    place: pick('place'),
    practitionerName: pick('practitionerName'),
    practitionerRpps: pick('practitionerRpps'),
  }
  return { facts, isChanged: known === null || KEYS.some((key) => !isSame(facts[key], known[key])) }
}

const isSame = (a: unknown, b: unknown) =>
  a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
