import { sql } from 'drizzle-orm'
import { getPatientSummary, type PatientSummary } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import { cardsOf, type UrgentCard } from './urgent-card.server.ts'

export type BeforeVisit = Pick<
  PatientSummary,
  'treatments' | 'decisions' | 'appointments' | 'runningStays' | 'contacts' | 'fresh'
> & {
  letter: {
    id: string
    title: string
    occurredAt: string
    from: string
    authorName: string | null
    /** The beginning of its words, when they are known. */
    words: string | null
  } | null
  card: UrgentCard | null
  /** What this reader brought lately, and how far it is. */
  brought: { id: string; title: string; at: string; transmission: Transmission | null }[]
}
type Transmission = {
  state: 'waiting' | 'acknowledged' | 'parked' | 'dropped'
  attempts: number
  nextAttemptAt: string
  acknowledgedAt: string | null
}

/** Letters and reports of consultations, stays and operations (JDV_J07). */
const LETTERS = ['11488-4', '34112-3', '11490-0', '34874-8', '28570-0', '34133-9']
const WORDS = 900
const BROUGHT = 3

/** What a doctor asks before a visit: what was said, what was decided, what comes next, whom do I call. (EXT-11) */
export async function getBeforeVisit(ctx: Ctx, patientId: string): Promise<BeforeVisit> {
  const summary = await getPatientSummary(ctx, patientId)
  const { treatments, decisions, appointments, runningStays, contacts, fresh } = summary
  return ctx.readPatient(patientId, 'care', async ({ tx, audit }) => {
    const [letter, card, brought] = await Promise.all([
      lastLetter(tx, ctx, patientId),
      cardsOf(
        tx,
        ctx,
        contacts.establishments.map(({ id }) => id),
      ),
      broughtBy(tx, ctx, patientId),
    ])
    if (letter?.words)
      await audit('record.document.read', `record_entry/${letter.id}`, {
        patientId,
        detail: { as: 'excerpt' },
      })
    return {
      treatments,
      decisions,
      appointments,
      runningStays,
      contacts,
      fresh,
      letter,
      card: card[0] ?? null,
      brought,
    }
  })
}

/** From a house, not one's own: what oneself wrote is known. */
async function lastLetter(tx: Tx, ctx: Ctx, patientId: string): Promise<BeforeVisit['letter']> {
  const [row] = await tx.execute<{
    id: string
    title: string
    occurred_at: string
    from_name: string
    author_name: string | null
    words: string | null
  }>(sql`
    select e.id, e.title, e.occurred_at, s.name as from_name, e.author_name,
      (select left(x.content, ${WORDS}::int) from document_texts x
       where x.region_id = e.region_id and x.entry_id = e.id) as words
    from record_entries e
    join documents d on d.region_id = e.region_id and d.entry_id = e.id
    join establishments s on s.region_id = e.region_id and s.id = e.establishment_id
    where e.patient_id = ${patientId}::uuid and e.status = 'current' and e.media_type is not null
      and d.type_code = any (${`{${LETTERS.join(',')}}`}::text[])
      and e.author_person_id is distinct from ${ctx.actor.id}::uuid
    order by e.occurred_at desc limit 1`)
  if (!row) return null
  return {
    id: row.id,
    title: row.title,
    occurredAt: new Date(row.occurred_at).toISOString(),
    from: row.from_name,
    authorName: row.author_name,
    words: row.words?.trim() || null,
  }
}

async function broughtBy(tx: Tx, ctx: Ctx, patientId: string): Promise<BeforeVisit['brought']> {
  const rows = await tx.execute<{
    id: string
    title: string
    recorded_at: string
    state: Transmission['state'] | null
    attempts: number
    next_attempt_at: string
    acknowledged_at: string | null
  }>(sql`
    select e.id, e.title, e.recorded_at, m.state, m.attempts, m.next_attempt_at, m.acknowledged_at
    from record_entries e
    left join outbound_messages m on m.region_id = e.region_id and m.entry_id = e.id
      and m.establishment_id = e.establishment_id
    where e.author_person_id = ${ctx.actor.id}::uuid and e.patient_id = ${patientId}::uuid
      and e.from_establishment_id is not null and e.status = 'current'
    order by e.recorded_at desc limit ${BROUGHT}`)
  const iso = (at: string) => new Date(at).toISOString()
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    at: iso(row.recorded_at),
    transmission: row.state && {
      state: row.state,
      attempts: row.attempts,
      nextAttemptAt: iso(row.next_attempt_at),
      acknowledgedAt: row.acknowledged_at && iso(row.acknowledged_at),
    },
  }))
}
