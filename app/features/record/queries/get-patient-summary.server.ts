import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { NEWS_CAP } from '../contract.ts'
import { type EntryLine, type EntryRow, entryLine, entryLines } from './entry-rows.server.ts'
import { type CareContacts, findCareContacts } from './find-care-contacts.server.ts'
import { noteVisit, openPatient } from './open-patient.server.ts'
import { isRunningStay, sqlInstant } from './patient-rows.server.ts'

/** What a doctor reads in ten seconds: what is new, what it is, where the patient is, whom to call. */
export type PatientSummary = {
  fresh: { entries: EntryLine[]; count: number }
  latest: EntryLine[]
  /** Structured facts of the disease, as far as the record has them; the newest first. */
  conditions: EntryLine[]
  biomarkers: EntryLine[]
  treatments: EntryLine[]
  decisions: EntryLine[]
  allergies: EntryLine[]
  runningStays: EntryLine[]
  lastDocument: EntryLine | null
  contacts: CareContacts
}

const SHOWN = 5

export function getPatientSummary(ctx: Ctx, patientId: string): Promise<PatientSummary> {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const since = await noteVisit(tx, ctx, patientId)
    const line = entryLine(ctx, since)
    const of = (rest: ReturnType<typeof sql>) =>
      tx
        .execute<EntryRow>(entryLines(sql`where e.patient_id = ${patientId}::uuid and ${rest}`))
        .then((rows) => rows.map(line))

    // Sent together, on the one connection: four round trips less.
    const [latest, core, runningStays, fresh, contacts] = await Promise.all([
      of(sql`e.status in ('current', 'withdrawn') order by e.occurred_at desc, e.id limit ${SHOWN * 4}`),
      of(sql`
        e.kind in ('condition', 'treatment', 'biomarker', 'decision', 'allergy') and e.status = 'current'
        order by e.occurred_at desc limit 100`),
      of(sql`
        ${isRunningStay} and y.patient_class in ('I', 'E') order by e.occurred_at desc limit 3`),
      since
        ? of(sql`
            e.recorded_at > ${sqlInstant(since)} and e.status in ('current', 'withdrawn')
            and e.author_person_id is distinct from ${ctx.actor.id}::uuid
            order by e.recorded_at desc limit ${NEWS_CAP + 1}`)
        : [],
      findCareContacts(tx, ctx, patientId),
    ])
    const ofKind = (kind: EntryLine['kind']) => core.filter((e) => e.kind === kind)
    return {
      fresh: { entries: fresh.slice(0, SHOWN), count: fresh.length },
      latest: latest.slice(0, SHOWN + 3),
      conditions: ofKind('condition').slice(0, SHOWN),
      biomarkers: ofKind('biomarker').slice(0, SHOWN),
      treatments: ofKind('treatment').slice(0, SHOWN),
      decisions: ofKind('decision').slice(0, 3),
      allergies: ofKind('allergy'),
      runningStays,
      lastDocument: latest.find((e) => e.mediaType && e.status === 'current') ?? (await lastDocument(of)),
      contacts,
    }
  })
}

/** Older than the latest lines: a patient seen often and written about seldom. */
async function lastDocument(of: (rest: ReturnType<typeof sql>) => Promise<EntryLine[]>) {
  const [found] = await of(
    sql`e.media_type is not null and e.status = 'current' order by e.occurred_at desc limit 1`,
  )
  return found ?? null
}
