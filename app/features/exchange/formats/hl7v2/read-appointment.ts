import { parseTimestamp, type ZonedTime } from '#app/kernel/zoned-time.ts'
import type { PatientIdentity, Professional, Reading, ReadOptions, Warning } from './intents.ts'
import type { Message } from './message.ts'
import { readIdentity } from './read-identity.ts'
import type { Repetition, Segment } from './segment.ts'
import { orNull, readProfessional } from './values.ts'

export const APPOINTMENT_EVENTS = {
  S12: 'booked',
  S13: 'booked',
  S14: 'booked',
  S15: 'cancelled',
  S17: 'deleted',
  S26: 'no_show',
} as const
type AppointmentEvent = keyof typeof APPOINTMENT_EVENTS
export type AppointmentState = (typeof APPOINTMENT_EVENTS)[AppointmentEvent] | 'done'

/** A planned visit as the planning says it now; what it leaves out is null. */
export type IncomingAppointment = {
  kind: 'appointment'
  event: AppointmentEvent
  state: AppointmentState
  number: string
  saidAt: ZonedTime | null
  startsAt: ZonedTime | null
  endsAt: Date | null
  reason: string | null
  /** PL-1 of the place: a unit or a room, by the planning's own code. */
  place: string | null
  practitioner: Professional | null
  identity: PatientIdentity
  warnings: Warning[]
}

/** A SIU: booked, moved, changed, cancelled, deleted, or nobody came. */
export function readAppointment(message: Message, options: ReadOptions): Reading<IncomingAppointment> {
  const { trigger, sentAt } = message.envelope
  if (!Object.hasOwn(APPOINTMENT_EVENTS, trigger))
    return { ok: false, reason: 'unsupportedEvent', segment: 'MSH', field: 9 }
  const event = trigger as AppointmentEvent
  const sch = message.first('SCH')
  if (!sch) return { ok: false, reason: 'noAppointment', segment: 'SCH' }
  const number = orNull(sch.field(1)) ?? orNull(sch.field(2))
  if (!number) return { ok: false, reason: 'noAppointment', segment: 'SCH', field: 1 }
  const pid = message.first('PID')
  if (!pid) return { ok: false, reason: 'noPatient', segment: 'PID' }
  const warnings: Warning[] = []
  const identity = readIdentity(pid, options, warnings)
  if (!identity.ins && identity.localIds.length === 0)
    return { ok: false, reason: 'noPatient', segment: 'PID', field: 3 }

  const { startsAt, endsAt } = timesOf(message, sch, options.zone)
  // What is only now put down needs to be somewhere in time; taking it back does not.
  if (!startsAt && APPOINTMENT_EVENTS[event] === 'booked')
    return { ok: false, reason: 'noAppointment', segment: 'SCH', field: 11 }
  const intent: IncomingAppointment = {
    kind: 'appointment',
    event,
    state: stateOf(event, sch),
    number,
    saidAt: parseTimestamp(sentAt, options.zone),
    startsAt,
    endsAt,
    reason: wordsOf(message.first('AIS')?.repetitions(3)[0]) ?? wordsOf(sch.repetitions(7)[0]),
    place: orNull(message.first('AIL')?.field(3) ?? ''),
    practitioner:
      readProfessional(message.first('AIP')?.repetitions(3)[0]) ?? readProfessional(sch.repetitions(16)[0]),
    identity,
    warnings,
  }
  return { ok: true, intent }
}

/** SCH-25 says more than the event: a visit that took place, or that was cancelled by a change. */
function stateOf(event: AppointmentEvent, sch: Segment): AppointmentState {
  const byEvent = APPOINTMENT_EVENTS[event]
  if (byEvent !== 'booked') return byEvent
  const status = sch.field(25).trim().toUpperCase()
  const said: Record<string, AppointmentState> = {
    CANCELLED: 'cancelled',
    DELETED: 'deleted',
    NOSHOW: 'no_show',
    COMPLETE: 'done',
    DC: 'cancelled',
  }
  return said[status] ?? 'booked'
}

const MINUTE_MS = 60_000

/** SCH-11 in most feeds, TQ1 in later ones, the service's own time (AIS) where neither is there. */
function timesOf(message: Message, sch: Segment, zone: string) {
  const [tq1, ais] = [message.first('TQ1'), message.first('AIS')]
  const startsAt =
    parseTimestamp(sch.field(11, 4), zone) ??
    parseTimestamp(tq1?.field(7) ?? '', zone) ??
    parseTimestamp(ais?.field(4) ?? '', zone)
  const end = parseTimestamp(sch.field(11, 5), zone) ?? parseTimestamp(tq1?.field(8) ?? '', zone)
  if (end || !startsAt) return { startsAt, endsAt: end?.at ?? null }
  const duration = Number(sch.field(9) || ais?.field(7) || Number.NaN)
  const unit = (sch.field(10) || ais?.field(8) || 'min').toLowerCase()
  const minutes = unit.startsWith('h') ? duration * 60 : unit.startsWith('s') ? duration / 60 : duration
  const isKnown = Number.isFinite(minutes) && minutes > 0 && minutes <= 7 * 24 * 60
  return { startsAt, endsAt: isKnown ? new Date(startsAt.at.getTime() + minutes * MINUTE_MS) : null }
}

/** The words of a coded element, else its code. */
const wordsOf = (ce: Repetition | undefined) => orNull(ce?.text(2) ?? '') ?? orNull(ce?.text(1) ?? '')
