import postgres, { type Sql } from 'postgres'
import { getPatientSummary } from '#app/features/record/queries/get-patient-summary.server.ts'
import { getTimeline } from '#app/features/record/queries/get-timeline.server.ts'
import { listMyPatients } from '#app/features/record/queries/list-my-patients.server.ts'
import { searchPatients } from '#app/features/record/queries/search-patients.server.ts'
import { type Actor, personActor, type Role } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { createDb, type Db } from '#db/client.ts'
import { ensureLargeRegion, type LargeRegion } from '#db/seeds/large/ensure.ts'
import type { BenchMember } from '#db/seeds/large/facts.ts'
import { describeMachine, load, ms, percentile, say, table } from './machine.ts'

// What row-level security costs: the product's own queries as the app's role, and as a role that has the
// region's wall but no door, by turns in one run. The difference is the door.

const ROUNDS = 150
const OPEN_ROLE = 'bench_without_door'

const region = await ensureLargeRegion({ report: say })
const admin = postgres(region.adminUrl, { max: 1, onnotice: () => {} })
const openUrl = await createOpenRole(admin)
const handles = {
  door: createDb(region.urls.DATABASE_URL, { max: 1, name: 'bench', isDirect: true }),
  open: createDb(openUrl, { max: 1, name: 'bench', isDirect: true }),
}
try {
  await describeMachine(region.adminUrl)
  say(`Each query ${ROUNDS} times with and without the door, by turns, whole transactions, in ms:`)
  const rows: string[][] = []
  for (const [name, work] of queries(region)) {
    const times = { door: [] as number[], open: [] as number[] }
    for (let round = -5; round < ROUNDS; round++)
      // Who goes first changes too: the second finds the pages in memory.
      for (const side of round % 2 ? (['door', 'open'] as const) : (['open', 'door'] as const)) {
        const startedAt = performance.now()
        await work(handles[side])
        if (round >= 0) times[side].push(performance.now() - startedAt)
      }
    const [door, open] = [percentile(times.door, 0.5), percentile(times.open, 0.5)]
    rows.push([
      name,
      ms(open),
      ms(percentile(times.open, 0.95)),
      ms(door),
      ms(percentile(times.door, 0.95)),
      (door - open).toFixed(2),
    ])
  }
  table(['query', 'without p50', 'p95', 'door p50', 'p95', 'cost of the door (p50)'], rows)
  say(`Load ${load()} after`)
} finally {
  await Promise.all(Object.values(handles).map((db) => db.$client.end()))
  await dropOpenRole(admin)
  await admin.end()
  await region.release()
}

function queries({ facts }: LargeRegion): [string, (db: Db) => Promise<unknown>][] {
  const { centreDoctor, gp, patients } = facts
  const as = (member: BenchMember, work: (ctx: Ctx) => Promise<unknown>) => (db: Db) =>
    work(ctxOf(db, facts.regionId, member))
  const name = `${patients.typical.firstGivenName} ${patients.typical.birthName}`
  return [
    ['centre: recent patients', as(centreDoctor, (ctx) => listMyPatients(ctx, { scope: 'establishment' }))],
    ['centre: search by name', as(centreDoctor, (ctx) => searchPatients(ctx, name))],
    ['centre: summary', as(centreDoctor, (ctx) => getPatientSummary(ctx, patients.typical.patientId))],
    ['centre: timeline', as(centreDoctor, (ctx) => getTimeline(ctx, patients.typical.patientId, {}))],
    [
      'centre: timeline of 4,300 entries',
      as(centreDoctor, (ctx) => getTimeline(ctx, patients.heavy.patientId, {})),
    ],
    ['GP: my patients', as(gp, (ctx) => listMyPatients(ctx, { scope: 'followed' }))],
    ['GP: search by name', as(gp, (ctx) => searchPatients(ctx, name))],
    ['GP: timeline', as(gp, (ctx) => getTimeline(ctx, patients.typical.patientId, {}))],
  ]
}

function ctxOf(db: Db, regionId: string, member: BenchMember): Ctx {
  const actor: Actor = personActor({
    personId: member.personId,
    role: member.role as Role,
    establishmentId: member.establishmentId,
    displayName: 'Dr Mesure',
  })
  return createCtx({ db, actor, regionId, locale: 'fr', requestId: 'bench' })
}

/** The app's rights and the region's wall; everything behind the wall stands open. */
async function createOpenRole(sql: Sql): Promise<string> {
  await dropOpenRole(sql)
  const password = crypto.randomUUID()
  const url = new URL(region.urls.DATABASE_URL)
  // No member of app_user: its policies would come along.
  await sql.unsafe(`create role ${OPEN_ROLE} login password '${password}';
    grant usage on schema public, app to ${OPEN_ROLE};
    grant select, insert, update on all tables in schema public to ${OPEN_ROLE};
    grant usage on all sequences in schema public to ${OPEN_ROLE};
    grant execute on all functions in schema app to ${OPEN_ROLE};
    grant connect on database ${await databaseName(sql)} to ${OPEN_ROLE}`)
  await sql.unsafe(`alter role ${OPEN_ROLE} set jit = off`)
  const tables = await sql<{ name: string; has_region: boolean }[]>`
    select c.oid::regclass::text as name, exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'region_id') as has_region
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity`
  for (const { name, has_region } of tables) {
    await sql.unsafe(`create policy ${OPEN_ROLE} on ${name} to ${OPEN_ROLE} using (true) with check (true)`)
    if (!has_region) continue
    await sql.unsafe(`create policy ${OPEN_ROLE}_wall on ${name} as restrictive to ${OPEN_ROLE}
      using (region_id = (select app.current_region()))`)
  }
  url.username = OPEN_ROLE
  url.password = password
  return url.href
}

async function dropOpenRole(sql: Sql) {
  const found = await sql`select 1 from pg_roles where rolname = ${OPEN_ROLE}`
  if (found.length > 0) await sql.unsafe(`drop owned by ${OPEN_ROLE}; drop role ${OPEN_ROLE}`)
}

async function databaseName(sql: Sql) {
  const [row] = await sql<{ name: string }[]>`select quote_ident(current_database()) as name`
  return row!.name
}
