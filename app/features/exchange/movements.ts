import type { Admission, Movement } from './formats/hl7v2/intents.ts'
import { ADMISSION_EVENTS } from './formats/hl7v2/intents.ts'

// A stay is read from all its movements, whatever the order in which they came: each is kept under its own
// number as last said, what is cancelled drops out, and the rest, by when it happened, makes the stay. Pure.

type Meaning = Admission['meaning']

/** How the patient came and went: codes of ZFM, numbers of establishments (ZFV-1). */
export type PassageOfStay = {
  entryMode: string | null
  origin: string | null
  exitMode: string | null
  destination: string | null
  originFiness: string | null
  destinationFiness: string | null
}
const PASSAGE = [
  'entryMode',
  'origin',
  'exitMode',
  'destination',
  'originFiness',
  'destinationFiness',
] as const

export type SaidMovement = Partial<PassageOfStay> & {
  movementId: string
  /** What it is; `cancel:` before it when the message takes back the last such without naming it. */
  meaning: string
  happensAt: Date
  saidAt: Date
  isCancelled: boolean
  patientClass: string | null
  unit: string | null
  attendingName: string | null
  attendingRpps: string | null
  admittedAt: Date | null
  dischargedAt: Date | null
}

export type Stay = PassageOfStay & {
  patientClass: string
  unit: string | null
  attendingName: string | null
  attendingRpps: string | null
  admittedAt: Date
  dischargedAt: Date | null
  isCancelled: boolean
}

/** What each cancelling event takes back. */
const TAKES_BACK: Partial<Record<Meaning, readonly Meaning[]>> = {
  cancelAdmission: ['admission', 'outpatient'],
  cancelPreadmission: ['preadmission'],
  cancelTransfer: ['transfer'],
  cancelDischarge: ['discharge'],
  cancelLeave: ['leave'],
  cancelReturnFromLeave: ['returnFromLeave'],
  cancelAttendingChange: ['attendingChange'],
  cancelUnitChange: ['unitChange'],
}
const OF_NO_STAY: readonly Meaning[] = ['identity', 'merge', 'changeOfId']
const BEGINS: readonly string[] = ['admission', 'outpatient']

/** The movement a message speaks of, in its visit; null when it speaks of the person alone. */
export function movementOf(
  { meaning, visit, occurredAt, saidAt, passage }: Admission,
  { receivedAt, unit }: { receivedAt: Date; unit: string | null },
): { visitNumber: string; movement: SaidMovement } | null {
  const visitNumber = visit?.visitNumber?.value
  if (!visit || !visitNumber || OF_NO_STAY.includes(meaning)) return null
  const { movement } = visit
  const said = saidAt?.at ?? receivedAt
  const happensAt =
    movement?.startsAt?.at ??
    (meaning === 'discharge' ? visit.dischargedAt?.at : undefined) ??
    (BEGINS.includes(meaning) ? visit.admittedAt?.at : undefined) ??
    occurredAt?.at ??
    said
  const { attending } = visit
  return {
    visitNumber,
    movement: {
      ...identityOf(meaning, movement, happensAt, said),
      happensAt,
      saidAt: said,
      patientClass: visit.patientClass,
      unit,
      attendingName:
        [attending?.familyName?.toLocaleUpperCase('fr'), attending?.givenName].filter(Boolean).join(' ') ||
        null,
      attendingRpps: attending?.rpps ?? null,
      admittedAt: visit.admittedAt?.at ?? null,
      dischargedAt: visit.dischargedAt?.at ?? null,
      ...passageOf(meaning, passage),
    },
  }
}

/** One field names the other establishment: where from when a stay begins, where to when it ends. */
function passageOf(meaning: Meaning, passage: Admission['passage']): Partial<PassageOfStay> {
  if (!passage) return {}
  const { finess, ...modes } = passage
  const isBeginning = BEGINS.includes(meaning) || meaning === 'preadmission'
  return {
    ...modes,
    originFiness: isBeginning ? finess : null,
    destinationFiness: meaning === 'discharge' ? finess : null,
  }
}

function identityOf(meaning: Meaning, movement: Movement | null, happensAt: Date, saidAt: Date) {
  const id = movement?.ids[0]?.value
  const takesBack = TAKES_BACK[meaning]
  const original = movement?.originalTrigger ?? ''
  const originalMeaning = Object.hasOwn(ADMISSION_EVENTS, original)
    ? ADMISSION_EVENTS[original as keyof typeof ADMISSION_EVENTS]
    : null
  const isCancelled = takesBack !== undefined || movement?.action === 'cancel'
  if (isCancelled && !id)
    return {
      movementId: `cancel:${meaning}@${saidAt.toISOString()}`,
      meaning: `cancel:${(takesBack ?? [originalMeaning ?? meaning])[0]}`,
      isCancelled: false,
    }
  // Z99 corrects or cancels another movement by its number and its own event (ZBE-6).
  const isAboutAnother = meaning === 'movementUpdate' || meaning === 'update' || isCancelled
  const base = (isAboutAnother ? originalMeaning : null) ?? takesBack?.[0] ?? meaning
  if (meaning === 'update' && base === 'update') return { movementId: 'update', meaning: base, isCancelled }
  // Some senders number what happens, others the visit: with its kind a number is safe in both.
  const group = BEGINS.includes(base) ? 'admission' : base
  return { movementId: `${group}:${id ?? happensAt.toISOString()}`, meaning: base, isCancelled }
}

/** The stay as all that is known of it makes it. */
export function stayFrom(movements: readonly SaidMovement[]): Stay {
  const own = movements.filter((m) => !m.meaning.startsWith('cancel:')).sort(byTime)
  const gone = new Set(own.filter((m) => m.isCancelled))
  for (const cancel of movements.filter((m) => m.meaning.startsWith('cancel:')).sort(bySaid)) {
    const group = groupOf(cancel.meaning.slice('cancel:'.length))
    const last = own.findLast(
      (m) => groupOf(m.meaning) === group && !gone.has(m) && m.saidAt <= cancel.saidAt,
    )
    if (last) gone.add(last)
  }
  const live = own.filter((m) => !gone.has(m))
  const begins = live.filter((m) => BEGINS.includes(m.meaning))
  const planned = live.filter((m) => m.meaning === 'preadmission')
  const isCancelled =
    begins.length === 0 &&
    planned.length === 0 &&
    own.some((m) => gone.has(m) && (BEGINS.includes(m.meaning) || m.meaning === 'preadmission'))
  // A cancelled stay still says what it was.
  const telling = live.length > 0 && !isCancelled ? live : own.length > 0 ? own : movements
  const isOnlyPlanned = begins.length === 0 && planned.length > 0
  const lastOf = <
    K extends 'patientClass' | 'unit' | 'attendingName' | 'attendingRpps' | keyof PassageOfStay,
  >(
    key: K,
  ) => telling.findLast((m) => m[key] != null)?.[key] ?? null
  return {
    patientClass: isOnlyPlanned ? 'P' : (lastOf('patientClass') ?? 'N'),
    unit: lastOf('unit'),
    attendingName: lastOf('attendingName'),
    attendingRpps: lastOf('attendingRpps'),
    admittedAt: admissionOf(telling, begins[0] ?? planned[0]),
    dischargedAt: dischargeOf(telling, begins, own, gone, movements),
    isCancelled,
    ...(Object.fromEntries(PASSAGE.map((key) => [key, lastOf(key)])) as PassageOfStay),
  }
}

const groupOf = (meaning: string) => (BEGINS.includes(meaning) ? 'admission' : meaning)
const byTime = (a: SaidMovement, b: SaidMovement) =>
  a.happensAt.getTime() - b.happensAt.getTime() || bySaid(a, b)
const bySaid = (a: SaidMovement, b: SaidMovement) => a.saidAt.getTime() - b.saidAt.getTime()

/** PV1-44 as last said by whatever message; else when the admission happened; else the earliest thing known. */
function admissionOf(telling: readonly SaidMovement[], begin: SaidMovement | undefined): Date {
  const isPlan = begin?.meaning === 'preadmission'
  const told = telling
    .filter((m) => m.admittedAt !== null && (isPlan || m.meaning !== 'preadmission'))
    .sort(bySaid)
    .at(-1)?.admittedAt
  return told ?? begin?.happensAt ?? telling[0]!.happensAt
}

/** The last discharge that stands, unless the patient came again after it in the same visit. */
function dischargeOf(
  telling: readonly SaidMovement[],
  begins: readonly SaidMovement[],
  own: readonly SaidMovement[],
  gone: ReadonlySet<SaidMovement>,
  all: readonly SaidMovement[],
): Date | null {
  const discharge = telling.findLast((m) => m.meaning === 'discharge')
  if (discharge)
    return begins.some((m) => m.happensAt > discharge.happensAt)
      ? null
      : (discharge.dischargedAt ?? discharge.happensAt)
  const takenBack = [
    ...own.filter((m) => m.meaning === 'discharge' && gone.has(m)),
    ...all.filter((m) => m.meaning === 'cancel:discharge'),
  ]
  const since = Math.max(0, ...takenBack.map((m) => m.saidAt.getTime()))
  return (
    telling
      .filter((m) => m.dischargedAt !== null && m.saidAt.getTime() > since)
      .sort(bySaid)
      .at(-1)?.dischargedAt ?? null
  )
}
