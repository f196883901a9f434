import { fileFact, fileResult, recordAppointment } from '#app/features/record/index.server.ts'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { joinCtx } from '#app/kernel/ctx.server.ts'
import { DAY, HOUR, MINUTE } from '#app/kernel/durations.ts'
import { type Anchor, workingTime } from './clock.ts'
import { bloodCount } from './courses/biology.ts'
import { type Draw, drawFor } from './draw.ts'
import type { DemoFact } from './fact-forms.ts'
import { factsOf } from './facts.ts'
import { FEATURED } from './featured.ts'
import type { DemoPatient } from './patients.ts'
import { authorNameOf, type StaffKey, staffOf } from './staff.ts'
import type { Analysis } from './story.ts'

// Facts of the patients who are shown, filed by the commands of the product in the transaction that opens the file:
// there whole or not at all, like the file.

type Around = { anchor: Anchor; patient: DemoPatient; staff: Record<StaffKey, string> }

/** The same transaction at another moment: Cordée learned of each thing in its own time. */
const at = (feed: Ctx, unit: Unit, moment: Date) => joinCtx({ ...feed, now: () => moment }, unit)

export const isShown = ({ rank }: DemoPatient) => rank <= FEATURED.length

/** What the house in which the course began says of a patient whom we show. */
export async function fileFacts(feed: Ctx, unit: Unit, fileId: string, around: Around) {
  const { patient, anchor } = around
  if (!isShown(patient)) return
  const died = patient.diedDaysAgo === null ? null : anchor.getTime() - patient.diedDaysAgo * DAY
  const isTold = (day: Date) => day < anchor && (died === null || day.getTime() < died)
  const draw = drawFor(`facts/${patient.key}`)
  let isNextSaid = false
  for (const [i, told] of factsOf(patient).entries()) {
    const day = workingTime(anchor, patient.startedDaysAgo - told.day, draw)
    if (isTold(day)) await fileOne(feed, unit, fileId, around, told, i, day, isTold)
    else if (!isNextSaid && died === null && isSoon(day, anchor) && told.fact.kind === 'treatment') {
      // The first that lies before us is what comes next.
      isNextSaid = true
      await fileOne(feed, unit, fileId, around, told, i, day, isTold)
    }
  }
  await fileCounts(feed, unit, fileId, around, draw, isTold)
  if (died === null) await fileAppointments(feed, unit, fileId, around, draw)
}

const isSoon = (day: Date, anchor: Date) => day.getTime() < anchor.getTime() + 90 * DAY

async function fileOne(
  feed: Ctx,
  unit: Unit,
  fileId: string,
  { patient, anchor, staff }: Around,
  { id, until, by, fact }: DemoFact,
  index: number,
  occurredAt: Date,
  isTold: (day: Date) => boolean,
) {
  const author = staffOf[by]
  const end = until === undefined ? null : new Date(anchor.getTime() - (patient.startedDaysAgo - until) * DAY)
  const isOver = end !== null && isTold(end)
  const state =
    fact.kind === 'treatment'
      ? {
          state: isOver
            ? ('completed' as const)
            : isTold(occurredAt)
              ? ('active' as const)
              : ('planned' as const),
        }
      : {}
  // What is planned was decided some days ago.
  const learned = new Date(
    Math.min(occurredAt.getTime() + 3 * HOUR, anchor.getTime() - (isTold(occurredAt) ? HOUR : 6 * DAY)),
  )
  await fileFact(at(feed, unit, learned), {
    ...fact,
    ...state,
    fileId,
    uniqueId: `${patient.key}.fact.${id ?? index + 1}`,
    occurredAt,
    occurredUntil: isOver ? end : null,
    authorPersonId: staff[by],
    authorName: authorNameOf(author),
    authorRpps: author.rpps,
    channel: 'hl7v2',
    receivedAt: learned,
  })
}

const EVERY_DAYS = 24
const SHOWN_DAYS = 372

/** A count every few weeks over a year; between the fourth and the seventh the marrow suffers from treatment. */
async function fileCounts(
  feed: Ctx,
  unit: Unit,
  fileId: string,
  around: Around,
  draw: Draw,
  isTold: (day: Date) => boolean,
) {
  const { patient, anchor } = around
  for (let daysAgo = SHOWN_DAYS, n = 1; daysAgo > 6; daysAgo -= EVERY_DAYS, n++) {
    // Drawn for each, told or not.
    const day = workingTime(anchor, daysAgo, draw)
    const course = patient.startedDaysAgo - daysAgo
    const rows = bloodCount(draw, { low: course > 70 && course < 150 && n % 2 === 0 })
    if (course < -150 || !isTold(day)) continue
    const report = { number: `${patient.key}.nfs.${n}`, at: day, title: COUNT, rows }
    await fileValues(feed, unit, fileId, around, wronglyFirst(patient, n, report))
    if (isCorrectedFor(patient, n)) {
      const comment = 'Plaquettes recontrôlées sur tube citraté : agrégats sur le premier tube.'
      const later = { ...report, comment, isCorrected: true }
      await fileValues(feed, unit, fileId, around, later)
    }
  }
}

/** Of the first patient one count was corrected, as happens: platelets that had clumped in the tube. */
const isCorrectedFor = ({ key }: DemoPatient, n: number) => key === 'p001' && n === 12
const wronglyFirst = <T extends { rows: Analysis[] }>(patient: DemoPatient, n: number, report: T): T =>
  isCorrectedFor(patient, n)
    ? { ...report, rows: report.rows.map((r) => (r.name === 'Plaquettes' ? { ...r, value: '41' } : r)) }
    : report

const COUNT = 'Numération formule sanguine et biochimie'

/** A laboratory report as values: what a hospital sends beside its paper. */
export async function fileValues(
  feed: Ctx,
  unit: Unit,
  fileId: string,
  { staff, anchor }: Pick<Around, 'staff' | 'anchor'>,
  report: {
    number: string
    at: Date
    title: string
    rows: Analysis[]
    comment?: string
    isCorrected?: boolean
  },
) {
  const learned = new Date(Math.min(report.at.getTime() + 90 * MINUTE, anchor.getTime() - 20 * MINUTE))
  await fileResult(at(feed, unit, learned), {
    fileId,
    uniqueId: `${report.number}.values`,
    title: report.title,
    occurredAt: report.at,
    authorPersonId: staff.meziane,
    authorName: authorNameOf(staffOf.meziane),
    authorRpps: staffOf.meziane.rpps,
    comment: report.comment,
    reportStatus: report.isCorrected ? 'corrected' : 'final',
    observations: report.rows.map(observationOf),
    channel: 'hl7v2',
    receivedAt: learned,
  })
}

const LOINC: Record<string, [code: string, section: string]> = {
  Hémoglobine: ['718-7', 'Hématologie'],
  Leucocytes: ['6690-2', 'Hématologie'],
  'Polynucléaires neutrophiles': ['751-8', 'Hématologie'],
  Plaquettes: ['777-3', 'Hématologie'],
  Créatinine: ['14682-9', 'Biochimie'],
  ASAT: ['1920-8', 'Biochimie'],
  ALAT: ['1742-6', 'Biochimie'],
}

const number = (text: string) => Number(text.replace(',', '.'))

function observationOf({ name, value, unit, usual }: Analysis) {
  const [, low, high] = /^([\d,]+) - ([\d,]+)$/.exec(usual) ?? []
  const [, below] = /^< ([\d,]+)$/.exec(usual) ?? []
  const [code, section] = LOINC[name] ?? [name, 'Autres analyses']
  return {
    code,
    codeSystem: LOINC[name] ? ('loinc' as const) : ('local' as const),
    label: name,
    section,
    valueNumber: number(value),
    valueText: value,
    unit,
    rangeLow: low ? number(low) : null,
    rangeHigh: high ? number(high) : below ? number(below) : null,
  }
}

/** What comes next, and what was missed. */
async function fileAppointments(feed: Ctx, unit: Unit, fileId: string, around: Around, draw: Draw) {
  const { patient, anchor } = around
  const learned = new Date(anchor.getTime() - 26 * HOUR)
  const visits = [
    { inDays: draw.below(6), reason: 'Consultation d’oncologie', place: 'Consultations, porte 4' },
    { inDays: 18 + draw.below(20), reason: 'Scanner de contrôle', place: 'Imagerie, niveau 0' },
  ]
  for (const [i, { inDays, reason, place }] of visits.entries()) {
    const startsAt = workingTime(anchor, -inDays, draw)
    await recordAppointment(at(feed, unit, learned), {
      fileId,
      appointmentNumber: `RDV.${patient.key}.${i + 1}`,
      state: 'booked',
      startsAt,
      endsAt: new Date(startsAt.getTime() + 30 * MINUTE),
      reason,
      place,
      practitionerName: authorNameOf(staffOf.fontanel),
      practitionerRpps: staffOf.fontanel.rpps,
      channel: 'hl7v2',
      receivedAt: learned,
    })
  }
}
