import { DAY, HOUR } from '#app/kernel/durations.ts'
import { type Anchor, recordedTime, workingTime } from './clock.ts'
import { COURSES } from './courses/index.ts'
import { drawFor } from './draw.ts'
import { CORRECTIONS, EXTRAS } from './extras.ts'
import { type DemoPatient, isProven } from './patients.ts'
import type { PlaceKey } from './places.ts'
import { type Step, wordsFor } from './story.ts'

/** A step that has happened, with its days. */
export type ToldStep = Step & {
  number: string
  at: Date
  recordedAt: Date
  until: Date | null
  /** Number of the paper it takes the place of. */
  replaces?: string
  /** When its establishment took it back. */
  withdrawnAt?: Date
}
/** What one establishment has to tell of a patient, oldest first. */
export type Chapter = { place: PlaceKey; steps: ToldStep[] }

/** Up to this one all is told; of the others a part, as when not all software is connected. */
const TOLD_WHOLE = 26

/** A patient's course until today, by establishment: where it began first, since it names the patient. */
export function tell(patient: DemoPatient, anchor: Anchor): Chapter[] {
  const draw = drawFor(`course/${patient.key}`)
  const course = COURSES[patient.disease]({ patient, words: wordsFor(patient), draw })
  const died = patient.diedDaysAgo === null ? null : anchor.getTime() - patient.diedDaysAgo * DAY
  const told = [...course, ...(EXTRAS[patient.key] ?? [])].flatMap((step, index): ToldStep[] => {
    // Drawn for every step, told or not: what comes later does not depend on today.
    const at = workingTime(anchor, patient.startedDaysAgo - step.day, draw)
    const isTyped = step.kind === 'letter' || (step.kind === 'report' && step.form !== 'cdaPdf')
    const recordedAt = recordedTime(anchor, at, isTyped, draw)
    const isAfterDeath = died !== null && at.getTime() > died
    const isMissing = draw.below(3) > 0 && patient.rank > TOLD_WHOLE && index > 0
    if (!recordedAt || isAfterDeath || isMissing || !isOpen(patient, step.place)) return []
    const number = `${patient.key}.${index + 1}`
    return corrected(patient, { ...step, number, at, recordedAt, until: endOf(step, at, anchor) })
  })
  const places = new Set<PlaceKey>([patient.home, ...told.map((step) => step.place)])
  return [...places].map((place) => ({
    place,
    steps: told
      .filter((step) => step.place === place)
      .sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime()),
  }))
}

const isOpen = (patient: DemoPatient, place: PlaceKey) => isProven(patient) || place === patient.home

function endOf(step: Step, at: Date, anchor: Anchor): Date | null {
  if (step.kind !== 'stay' || step.nights === null) return null
  const until = new Date(at.getTime() + (step.nights === 0 ? 5 * HOUR : step.nights * DAY))
  return until.getTime() < anchor.getTime() ? until : null
}

/** The step, and what its establishment made of it afterwards. */
function corrected(patient: DemoPatient, step: ToldStep): ToldStep[] {
  const correction = CORRECTIONS.find((c) => c.patient === patient.key && c.place === step.place)
  if (step.kind !== 'letter' || correction?.title !== step.title) return [step]
  const later = new Date(step.recordedAt.getTime() + 2 * HOUR)
  if (correction.as === 'withdrawn') return [{ ...step, withdrawnAt: later }]
  const body = [
    ...step.body,
    'Ce courrier annule et remplace le précédent : la date du rendez-vous a été corrigée.',
  ]
  return [step, { ...step, body, number: `${step.number}.2`, replaces: step.number, recordedAt: later }]
}
