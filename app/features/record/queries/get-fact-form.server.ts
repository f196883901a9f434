import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import { type FactForm, MEASURES, type MeasureKey } from '../contract.ts'
import { canContributeFact, canCorrectFact, canRecordFact } from '../policy.ts'
import { camelCased } from './camel-cased.ts'
import { FACT_TABLES } from './fact-tables.ts'
import { listReceivers, type Receiver } from './list-receivers.server.ts'
import { openPatient } from './open-patient.server.ts'
import { iso } from './patient-rows.server.ts'

/** What a form begins with: empty, or what it corrects. */
export type FactPage = {
  kind: FactForm
  /** Makes the form sent twice one entry. */
  key: string
  today: string
  hasOwnFile: boolean
  /** Without an own file: the houses that would take it. */
  receivers: Receiver[]
  allergyState: 'known' | 'none_known' | 'not_asked'
  /** Reports that may say what a biomarker says. */
  sources: { id: string; title: string; occurredAt: string }[]
  corrected: Corrected | null
}
export type Corrected = {
  entryId: string
  title: string
  day: string
  time: string
  until: string
  /** The fact as its table has it; of measurements their values. */
  of: Record<string, string | number | null>
}

export function getFactForm(
  ctx: Ctx,
  patientId: string,
  { kind, corrects }: { kind: FactForm; corrects: string | null },
): Promise<FactPage> {
  if (!canRecordFact(ctx.actor, kind)) throw new DomainError('forbidden', 'record.factNotAllowed')
  return openPatient(ctx, patientId, async ({ tx }) => {
    const corrected = corrects ? await findCorrected(tx, ctx, patientId, kind, corrects) : null
    const [[row], receivers, sources] = await Promise.all([
      tx.execute<{ today: string; has_file: boolean; state: FactPage['allergyState'] }>(sql`
        select (now() at time zone z.time_zone)::date::text as today, p.allergy_state as state,
          coalesce((
            select true from patient_files f
            where f.region_id = p.region_id and f.patient_id = p.id
              and f.establishment_id = (select app.files_of()) limit 1), false) as has_file
        from patients p join regions z on z.id = p.region_id where p.id = ${patientId}::uuid`),
      listReceivers(tx, ctx, patientId),
      kind === 'biomarker' ? findSources(tx, patientId) : [],
    ])
    // What would be refused when it is sent is not begun.
    if (!row!.has_file && !canContributeFact(ctx.actor, kind))
      throw new DomainError('forbidden', 'record.factNotAllowed')
    return {
      kind,
      key: crypto.randomUUID(),
      today: row!.today,
      hasOwnFile: row!.has_file,
      receivers,
      allergyState: row!.state,
      sources,
      corrected,
    }
  })
}

const SOURCES = 60

async function findSources(tx: Tx, patientId: string): Promise<FactPage['sources']> {
  const rows = await tx.execute<{ id: string; title: string; occurred_at: string }>(sql`
    select e.id, e.title, e.occurred_at from record_entries e
    where e.patient_id = ${patientId}::uuid and e.kind in ('document', 'result') and e.status = 'current'
    order by e.occurred_at desc nulls first limit ${SOURCES}`)
  return rows.map(({ occurred_at, ...row }) => ({ ...row, occurredAt: iso(occurred_at) }))
}

type Held = {
  id: string
  kind: string
  status: string
  title: string
  day: string
  time: string
  until: string | null
  establishment_id: string
  from_establishment_id: string | null
  author_person_id: string | null
}

/** What stands now, as whoever corrects it finds it; what was replaced meanwhile is looked at again first. */
async function findCorrected(
  tx: Tx,
  ctx: Ctx,
  patientId: string,
  kind: FactForm,
  corrects: string,
): Promise<Corrected> {
  const asked = z.uuid().safeParse(corrects)
  const [entry] = asked.success
    ? await tx.execute<Held>(sql`
        select e.id, e.kind, e.status, e.title, e.establishment_id, e.from_establishment_id, e.author_person_id,
          (e.occurred_at at time zone z.time_zone)::date::text as day,
          to_char(e.occurred_at at time zone z.time_zone, 'HH24:MI') as time,
          (e.occurred_until at time zone z.time_zone)::date::text as until
        from record_entries e join regions z on z.id = e.region_id
        where e.id = ${asked.data}::uuid and e.patient_id = ${patientId}::uuid`)
    : []
  if (entry?.kind !== kind) throw new DomainError('not_found', 'record.entryNotFound')
  const held = {
    kind,
    status: 'current',
    establishmentId: entry.establishment_id,
    fromEstablishmentId: entry.from_establishment_id,
    authorPersonId: entry.author_person_id,
  }
  if (!canCorrectFact(ctx.actor, held)) throw new DomainError('forbidden', 'record.factOfAnotherHouse')
  if (entry.status !== 'current') throw new DomainError('stale', 'record.factChanged')
  const { id: entryId, title, day, time, until } = entry
  const of = kind === 'measure' ? await measuresOf(tx, entryId) : await factOf(tx, kind, entryId)
  return { entryId, title, day, time, until: until ?? '', of }
}

async function factOf(tx: Tx, kind: Exclude<FactForm, 'measure'>, entryId: string) {
  const [row] = await tx.execute<{ of: Record<string, unknown> }>(
    sql`select to_jsonb(x) as of from ${FACT_TABLES[kind]} x where x.entry_id = ${entryId}::uuid`,
  )
  return camelCased(row?.of ?? {}) as Corrected['of']
}

async function measuresOf(tx: Tx, entryId: string) {
  const rows = await tx.execute<{ code: string; value_number: string | null }>(
    sql`select o.code, o.value_number from observations o where o.entry_id = ${entryId}::uuid`,
  )
  const values: Partial<Record<MeasureKey, number>> = {}
  for (const { key, code } of MEASURES) {
    const value = rows.find((row) => row.code === code)?.value_number
    if (value != null) values[key] = Number(value)
  }
  return values
}
