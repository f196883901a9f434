import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getPatientBanner } from '#app/features/record/queries/get-patient-banner.server.ts'
import { getPatientSummary } from '#app/features/record/queries/get-patient-summary.server.ts'
import { getTimeline } from '#app/features/record/queries/get-timeline.server.ts'
import { listMyPatients } from '#app/features/record/queries/list-my-patients.server.ts'
import { searchPatients } from '#app/features/record/queries/search-patients.server.ts'
import { searchRecord } from '#app/features/record/queries/search-record.server.ts'
import { suggestPatients } from '#app/features/record/queries/suggest-patients.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { ensureLargeRegion, isLargeRegionReady, type LargeRegion } from '../seeds/large/ensure.ts'
import {
  ctxOfMember,
  type Explained,
  type ListeningDb,
  listeningDb,
  type Plan,
  type Planned,
  plansOf,
  readPlan,
} from './plans.ts'

// At the size of a region a policy is cheap or ruinous by how it is planned. These are the product's own
// queries, as the app's role, in the scopes of people who exist there.

const MAX_ROWS_READ = 1_000
/** The most frequent name at the cancer centre is one of some 24,000 of its 1.4 million words. */
const MAX_TOKENS_READ = 40_000
/** A line of a list costs some dozens, index by index and door by door; a name that 10,000 bear some thousands. */
const MAX_PAGES_READ = 15_000
/** A minute of building belongs to `npm run bench plans`; without a ready region this counts as skipped. */
const isWanted = process.env.CORDEE_LARGE === '1' || isLargeRegionReady()

describe.skipIf(!isWanted)('plans at the size of a region', () => {
  let region: LargeRegion
  let listening: ListeningDb
  const measured: string[] = []

  beforeAll(async () => {
    region = await ensureLargeRegion({ report: (line) => process.stderr.write(`${line}\n`) })
    listening = listeningDb(region.urls.DATABASE_URL)
  }, 1_800_000)

  afterAll(async () => {
    process.stderr.write(`${['', ...measured].join('\n')}\n`)
    await listening?.client.end()
    await region?.release()
  })

  const PEOPLE = {
    'doctor of the centre': () =>
      ctxOfMember(listening, region.facts.regionId, region.facts.centreDoctor, [region.facts.boardId]),
    'doctor of a hospital': () => ctxOfMember(listening, region.facts.regionId, region.facts.hospitalDoctor),
    'doctor of a small hospital': () =>
      ctxOfMember(listening, region.facts.regionId, region.facts.smallHospitalDoctor),
    'general practitioner': () => ctxOfMember(listening, region.facts.regionId, region.facts.gp),
    'doctor of another region': () =>
      ctxOfMember(listening, region.facts.controlRegionId, region.facts.controlDoctor),
  }
  const patientOf = (who: string) =>
    who === 'doctor of a small hospital' ? region.facts.patients.small : region.facts.patients.typical

  const LISTS: Record<string, (ctx: Ctx, who: string) => Promise<unknown>> = {
    'my patients': (ctx) => listMyPatients(ctx, { scope: 'followed' }),
    'my patients by name': (ctx) => listMyPatients(ctx, { scope: 'followed', sort: 'name' }),
    'new since my visit': (ctx) => listMyPatients(ctx, { scope: 'followed', filter: 'new' }),
    'my consultations': (ctx) => listMyPatients(ctx, { scope: 'mine' }),
    'my team': (ctx) => listMyPatients(ctx, { scope: 'team' }),
    'my units': (ctx) => listMyPatients(ctx, { scope: 'units' }),
    'recent patients': (ctx) => listMyPatients(ctx, { scope: 'establishment' }),
    'admitted now': (ctx) => listMyPatients(ctx, { scope: 'establishment', filter: 'admitted' }),
    'a frequent name': (ctx) => searchPatients(ctx, 'mart'),
    'two words in any order': (ctx) => searchPatients(ctx, 'jean mart'),
    'two words, the other way': (ctx) => searchPatients(ctx, 'mart jean'),
    'whole name': (ctx, who) =>
      searchPatients(ctx, `${patientOf(who).firstGivenName} ${patientOf(who).birthName}`),
    'suggestions of three letters': (ctx) => suggestPatients(ctx, 'dup'),
    'birth date': (ctx, who) => searchPatients(ctx, french(patientOf(who).birthDate)),
    'name and birth date': (ctx, who) =>
      searchPatients(ctx, `${patientOf(who).birthName} ${french(patientOf(who).birthDate)}`),
    INS: (ctx, who) => searchPatients(ctx, patientOf(who).insMatricule),
    'local id': (ctx, who) => searchPatients(ctx, patientOf(who).localId),
    'a typing error': (ctx) => searchPatients(ctx, 'martain jean'),
  }

  const BOTH: Planned[] = ['for values', 'for any value']

  describe.each(Object.keys(PEOPLE) as (keyof typeof PEOPLE)[])('%s', (who) => {
    describe.each(BOTH)('planned %s', (planned) => {
      test.each(Object.keys(LISTS))('%s', async (what) => {
        const plans = await plansOf(listening, planned, () => LISTS[what]!(PEOPLE[who](), who))
        note(who, what, planned, plans)
        expectCheap(plans)
      })
    })
  })

  const RECORD: Record<string, (ctx: Ctx, patientId: string) => Promise<unknown>> = {
    timeline: (ctx, id) => getTimeline(ctx, id, {}),
    'timeline of one kind': (ctx, id) => getTimeline(ctx, id, { kind: ['treatment'] }),
    'timeline of several kinds and houses': async (ctx, id) => {
      const { establishments } = await getTimeline(ctx, id, {})
      const places = establishments.slice(0, 3).map((place) => place.id)
      return getTimeline(ctx, id, { kind: ['result', 'treatment', 'condition'], establishment: places })
    },
    'words in the record': (ctx, id) => searchRecord(ctx, id, 'carcinome surveillance', {}),
    'a phrase in the record': (ctx, id) => searchRecord(ctx, id, '"compte rendu"', {}),
    summary: getPatientSummary,
    banner: getPatientBanner,
  }

  describe.each([
    ['doctor of the centre', 'typical'],
    ['doctor of the centre', 'heavy'],
    ['general practitioner', 'typical'],
    ['doctor of a small hospital', 'small'],
  ] as const)('%s opens the %s record', (who, which) => {
    describe.each(BOTH)('planned %s', (planned) => {
      test.each(Object.keys(RECORD))('%s', async (what) => {
        const id = region.facts.patients[which].patientId
        const plans = await plansOf(listening, planned, () => RECORD[what]!(PEOPLE[who](), id))
        note(`${who}, ${which}`, what, planned, plans)
        expectCheap(plans, which === 'heavy' ? 5 : 1)
      })
    })
  })

  // The guard's own proof: with the door as one writes it first, the same look is found to be ruinous.
  test('a door made with `exists` is found out', async () => {
    const { facts } = region
    const admin = postgres(region.adminUrl, { max: 1, onnotice: () => {} })
    const rolledBack = new Error('rolled back')
    const plans: Plan[] = []
    await admin
      .begin(async (tx) => {
        await tx.unsafe(`drop policy patients_patient_door on patients;
          create policy patients_patient_door on patients for select to app_user using (exists (
            select from care_relations c where c.region_id = patients.region_id and c.patient_id = patients.id
              and c.grantee_id = any ((select app.grantees())::uuid[])))`)
        await tx`select set_config('app.region_id', ${facts.regionId}, true),
          set_config('app.grantees', ${facts.centreDoctor.establishmentId}, true)`
        await tx.unsafe('set local role app_user')
        const statement = `select id from patients where birth_date between '1950-01-01' and '1950-12-31'`
        const [row] = await tx.unsafe(`explain (analyze, buffers, format json) ${statement}`)
        plans.push(readPlan(statement, (row as Record<string, Explained[]>)['QUERY PLAN']![0]!))
        throw rolledBack
      })
      .catch((error) => {
        if (error !== rolledBack) throw error
      })
    await admin.end()
    expect(plans).toMatchObject([{ hasHashedSubPlan: true }])
    expect(plans[0]!.relationRows).toBeGreaterThan(200_000)
  })

  function note(who: string, what: string, planned: Planned, plans: Plan[]) {
    const sum = (value: (plan: Plan) => number) => plans.reduce((total, plan) => total + value(plan), 0)
    measured.push(
      `${who.padEnd(34)} ${what.padEnd(29)} ${planned.padEnd(13)} ${sum((p) => p.ms)
        .toFixed(1)
        .padStart(
          8,
        )} ms in ${plans.length} statements, relations ${sum((p) => p.relationRows)}, door files ${sum((p) => p.doorFileRows)}, tokens ${sum((p) => p.tokenRows)}, pages ${sum((p) => p.pages)}`,
    )
  }
})

/** A record of thousands of entries may cost some times what others do. */
function expectCheap(plans: Plan[], times = 1) {
  expect(plans.length).toBeGreaterThan(0)
  const at = (broken: Plan[]) => broken.map((p) => `${Math.round(p.ms)} ms: ${p.statement.slice(0, 300)}`)
  expect(at(plans.filter((p) => p.hasHashedSubPlan))).toEqual([])
  expect(at(plans.filter((p) => p.relationRows > MAX_ROWS_READ))).toEqual([])
  expect(at(plans.filter((p) => p.doorFileRows > MAX_ROWS_READ * times))).toEqual([])
  expect(at(plans.filter((p) => p.tokenRows > MAX_TOKENS_READ))).toEqual([])
  expect(at(plans.filter((p) => p.pages > MAX_PAGES_READ * times))).toEqual([])
  const large = [
    'patients',
    'patient_files',
    'care_relations',
    'record_entries',
    'access_tokens',
    'documents',
  ]
  expect(at(plans.filter((p) => p.seqScans.some((table) => large.includes(table))))).toEqual([])
}

const french = (day: string) => day.split('-').reverse().join('/')
