import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import type { TrailQuery } from '../contract.ts'
import { canOversee, canSeeOwnAccesses } from '../policy.ts'
import { codesOf, periodOf } from '../rules.ts'
import {
  afterKey,
  type TrailRow,
  trailRows,
  type WatchedPatient,
  watchedPatients,
} from './trail-rows.server.ts'

const PAGE_SIZE = 50
/** The latest rows are plotted; counting a whole region's month would take its time. */
const PLOTTED = 50_000

export type DayCount = { day: string; count: number }
export type TrailPage = {
  rows: TrailRow[]
  patients: WatchedPatient[]
  next: string | null
  from: string
  to: string
  /** How many rows a day: what stands out is seen sooner than read. */
  days: DayCount[]
  /** The names behind the filters that are on. */
  chosen: { person: string | null; patient: WatchedPatient | null; establishment: string | null }
  watchesRegion: boolean
}

/** The trail, as far as this officer reads it. Reading it is a row of it. (SEC-02) */
export async function listTrail(ctx: Ctx, query: TrailQuery): Promise<TrailPage> {
  if (!canOversee(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  return ctx.write(async ({ tx, audit }) => {
    const watchesRegion = await isOfRegion(tx)
    // Said as well as walled: the equality is what the index is asked by.
    const house = watchesRegion ? query.establishment : (ctx.actor.establishmentId ?? undefined)
    const found = await pageOf(tx, ctx, query, [
      house ? sql`e.establishment_id = ${house}::uuid` : sql`true`,
      query.person ? sql`e.actor_id = ${query.person}::uuid` : sql`true`,
      query.patient ? sql`e.patient_id = ${query.patient}::uuid` : sql`true`,
    ])
    const patients = await watchedPatients(tx, [
      query.patient ?? null,
      ...found.rows.map((row) => row.patientId),
    ])
    const chosen = {
      person: await nameOf(tx, query.person),
      patient: (query.patient && patients.get(query.patient)) || null,
      establishment: await houseOf(tx, query.establishment),
    }
    if (query.patient && !chosen.patient) throw new DomainError('not_found', 'oversight.patientNotFound')
    await audit('oversight.trail.read', query.person ? `person/${query.person}` : 'trail', {
      patientId: query.patient,
      detail: { kind: query.kind ?? null, outcome: query.outcome ?? null },
    })
    return { ...found, patients: [...patients.values()], chosen, watchesRegion }
  })
}

/** What the trail keeps of who asks. Patients are named as far as they are still in reach. */
export async function listOwnAccesses(
  ctx: Ctx,
  query: Pick<TrailQuery, 'kind' | 'outcome' | 'from' | 'to' | 'after'>,
): Promise<Omit<TrailPage, 'chosen' | 'watchesRegion'>> {
  if (!canSeeOwnAccesses(ctx.actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
  return ctx.read(async (tx) => {
    const found = await pageOf(tx, ctx, query, [sql`e.actor_id = ${ctx.actor.id}::uuid`])
    const ids = [...new Set(found.rows.map((row) => row.patientId).filter((id) => id !== null))]
    const rows = ids.length
      ? await tx.execute<{
          id: string
          birth_name: string
          first_given_name: string
          birth_date: string | null
        }>(
          sql`select id, birth_name, first_given_name, birth_date::text from patients
              where region_id = (select app.current_region()) and id = any (${`{${ids.join(',')}}`}::uuid[])`,
        )
      : []
    const patients = rows.map((row) => ({
      id: row.id,
      birthName: row.birth_name,
      firstGivenName: row.first_given_name,
      birthDate: row.birth_date,
      usedName: null,
      sex: 'unknown' as const,
      insMatricule: null,
    }))
    return { ...found, patients }
  })
}

async function pageOf(
  tx: Tx,
  ctx: Ctx,
  query: Pick<TrailQuery, 'kind' | 'outcome' | 'from' | 'to' | 'after'>,
  more: SQL[],
) {
  const { from, to } = periodOf(query, ctx.now())
  const wanted = [
    sql`e.at >= ${from}::date and e.at < ${to}::date + 1`,
    query.kind ? ofKind(query.kind) : sql`true`,
    query.outcome ? sql`e.outcome = ${query.outcome}` : sql`true`,
    ...more,
  ]
  const which = sql.join(wanted, sql` and `)
  const rows = await trailRows(tx, sql`${which} and ${afterKey(query.after)}`, PAGE_SIZE + 1)
  const days = await tx.execute<DayCount>(sql`
    select to_char(date_trunc('day', l.at), 'YYYY-MM-DD') as day, count(*)::int as count
    from (select e.at from audit_entries e where e.region_id = (select app.current_region()) and ${which}
          order by e.at desc limit ${PLOTTED}) l
    group by 1 order by 1`)
  const shown = rows.slice(0, PAGE_SIZE)
  return {
    rows: shown,
    next: rows.length > PAGE_SIZE ? (shown.at(-1)?.key ?? null) : null,
    from,
    to,
    days: [...days],
  }
}

function ofKind(kind: NonNullable<TrailQuery['kind']>): SQL {
  const { exact, prefixes, without } = codesOf(kind)
  const list = (codes: readonly string[]) => sql`${`{${codes.join(',')}}`}::text[]`
  const one = [
    ...(exact.length ? [sql`e.action = any (${list(exact)})`] : []),
    ...prefixes.map((prefix) => sql`e.action ^@ ${prefix}::text`),
  ]
  const not = without.map((code) =>
    code.endsWith('.') ? sql`not e.action ^@ ${code}::text` : sql`e.action <> ${code}::text`,
  )
  if (one.length === 0)
    return sql`not (${sql.join(
      KNOWN.map((p) => sql`e.action ^@ ${p}::text`),
      sql` or `,
    )})`
  return sql.join([sql`(${sql.join(one, sql` or `)})`, ...not], sql` and `)
}
/** What is of another feature than these is technical. */
const KNOWN = ['record.', 'oversight.', 'identity.']

export async function isOfRegion(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ everywhere: boolean }>(sql`select app.watches_region() as everywhere`)
  return row?.everywhere ?? false
}

async function nameOf(tx: Tx, person: string | undefined): Promise<string | null> {
  if (!person) return null
  const [row] = await tx.execute<{ name: string }>(
    sql`select concat_ws(' ', title, given_name, family_name) as name from people where id = ${person}::uuid`,
  )
  return row?.name ?? null
}

async function houseOf(tx: Tx, house: string | undefined): Promise<string | null> {
  if (!house) return null
  const [row] = await tx.execute<{ name: string }>(
    sql`select name from establishments where region_id = (select app.current_region()) and id = ${house}::uuid`,
  )
  return row?.name ?? null
}
