import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { NEWS_CAP } from '../contract.ts'
import { KEY_ANALYSES, KEY_MEASURES, type KeyAnalysis, type KeyMeasure } from '../observation-rules.ts'
import {
  type AllergyFact,
  type AppointmentFact,
  type BiomarkerFact,
  type ConditionFact,
  coreFacts,
  keyValues,
  nextAppointments,
  type TreatmentFact,
} from './core-facts.server.ts'
import { type EntryLine, type EntryRow, entryLine, entryLines } from './entry-rows.server.ts'
import { type CareContacts, findCareContacts } from './find-care-contacts.server.ts'
import type { ObservationLine } from './observation-rows.server.ts'
import { noteVisit, openPatient } from './open-patient.server.ts'
import { isRunningStay, sqlInstant } from './patient-rows.server.ts'

/** What a doctor reads in ten seconds: what is new, what it is, where the patient is, whom to call. */
export type PatientSummary = {
  fresh: { entries: EntryLine[]; count: number }
  latest: EntryLine[]
  /** Structured facts of the disease, as far as the record has them; the newest first. */
  conditions: ConditionFact[]
  biomarkers: BiomarkerFact[]
  treatments: TreatmentFact[]
  decisions: EntryLine[]
  allergies: AllergyFact[]
  allergyState: 'known' | 'none_known' | 'not_asked'
  runningStays: EntryLine[]
  appointments: AppointmentFact[]
  /** The analyses looked at first, as far as they were measured; the oldest value first. */
  keyValues: { key: KeyAnalysis; values: ObservationLine[] }[]
  /** Weight, height, temperature and performance status, the same way. */
  measures: { key: KeyMeasure; values: ObservationLine[] }[]
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
    const [latest, core, runningStays, fresh, contacts, appointments, values, [identity]] = await Promise.all(
      [
        of(sql`
        e.occurred_at <= ${sqlInstant(ctx.now())} and e.status in ('current', 'withdrawn')
        order by e.occurred_at desc, e.id limit ${SHOWN * 4}`),
        coreFacts(tx, patientId, line),
        of(sql`
        ${isRunningStay} and y.patient_class in ('I', 'E') order by e.occurred_at desc limit 3`),
        since
          ? of(sql`
            e.recorded_at > ${sqlInstant(since)} and e.status in ('current', 'withdrawn')
            and e.author_person_id is distinct from ${ctx.actor.id}::uuid
            order by e.recorded_at desc limit ${NEWS_CAP + 1}`)
          : [],
        findCareContacts(tx, ctx, patientId),
        nextAppointments(tx, patientId, ctx.now(), line),
        keyValues(tx, patientId),
        tx.execute<{ state: PatientSummary['allergyState'] }>(
          sql`select p.allergy_state as state from patients p where p.id = ${patientId}::uuid`,
        ),
      ],
    )
    const ofKind = <T extends EntryLine>(kind: EntryLine['kind']) =>
      (core as EntryLine[]).filter((e) => e.kind === kind) as T[]
    const allergies = ofKind<AllergyFact>('allergy')
    return {
      fresh: { entries: fresh.slice(0, SHOWN), count: fresh.length },
      latest: latest.slice(0, SHOWN + 3),
      conditions: ofKind<ConditionFact>('condition'),
      biomarkers: ofKind<BiomarkerFact>('biomarker'),
      treatments: ofKind<TreatmentFact>('treatment'),
      decisions: ofKind('decision').slice(0, 3),
      allergies,
      allergyState: allergies.length > 0 ? 'known' : identity!.state,
      runningStays,
      appointments: appointments as AppointmentFact[],
      keyValues: measured(KEY_ANALYSES, values),
      measures: measured(KEY_MEASURES, values),
      lastDocument: latest.find((e) => e.mediaType && e.status === 'current') ?? (await lastDocument(of)),
      contacts,
    }
  })
}

/** Of each as far as there is any: all its codes, by time. */
function measured<K extends string>(
  asked: readonly { key: K; codes: readonly string[] }[],
  values: Map<string, ObservationLine[]>,
): { key: K; values: ObservationLine[] }[] {
  return asked.flatMap(({ key, codes }) => {
    const found = codes.flatMap((code) => values.get(code) ?? [])
    const sorted = found.sort((a, b) => a.observedAt.localeCompare(b.observedAt))
    return sorted.length > 0 ? [{ key, values: sorted }] : []
  })
}

/** Older than the latest lines: a patient seen often and written about seldom. */
async function lastDocument(of: (rest: ReturnType<typeof sql>) => Promise<EntryLine[]>) {
  const [found] = await of(
    sql`e.media_type is not null and e.status = 'current' order by e.occurred_at desc limit 1`,
  )
  return found ?? null
}
