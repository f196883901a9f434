import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { getPatientSummary } from '../queries/get-patient-summary.server.ts'
import { emptyReport, importFhir } from './import-record.server.ts'
import type { Bundle, Resource } from './resources.ts'

const database = useDatabase()
const blobs = folderStore(mkdtempSync(join(tmpdir(), 'cordee-fhir-')))
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})

const coded = (text: string, code: string, system = 'http://snomed.info/sct') => ({
  text,
  coding: [{ system, code, display: text }],
})
const subject = { reference: 'urn:uuid:pat-1' }
const encounter = { reference: 'urn:uuid:enc-1' }
const laboratory = [coded('laboratory', 'laboratory')]
const value = (
  id: string,
  code: string,
  label: string,
  number: number,
  unit: string,
  more = {},
): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: laboratory,
  code: coded(label, code, 'http://loinc.org'),
  subject,
  encounter,
  effectiveDateTime: '2026-01-10T08:00:00Z',
  valueQuantity: { value: number, unit },
  ...more,
})
const medicine = (id: string, name: string, on: string, status = 'completed'): Resource => ({
  resourceType: 'MedicationRequest',
  id,
  status,
  medicationCodeableConcept: { text: name },
  subject,
  authoredOn: on,
})

/** One patient with a breast cancer, as an export of another system would have it. */
const aBundle = (): Bundle => ({
  resourceType: 'Bundle',
  entry: [
    {
      resourceType: 'Patient',
      id: 'pat-1',
      name: [{ use: 'official', family: 'Exemplar', given: ['Paule', 'Anne'] }],
      birthDate: '1960-05-04',
      gender: 'female',
    },
    {
      resourceType: 'Practitioner',
      id: 'doc-1',
      name: [{ prefix: ['Dr'], given: ['Luc'], family: 'Modèle' }],
    },
    {
      resourceType: 'Encounter',
      id: 'enc-1',
      status: 'finished',
      class: { code: 'AMB' },
      type: [coded('Consultation', '11429006')],
      subject,
      participant: [{ individual: { reference: 'urn:uuid:doc-1' } }],
      period: { start: '2026-01-10T08:00:00Z', end: '2026-01-10T08:30:00Z' },
    },
    {
      resourceType: 'Condition',
      id: 'con-1',
      clinicalStatus: coded('active', 'active'),
      code: coded('Malignant neoplasm of breast (disorder)', '254837009'),
      subject,
      onsetDateTime: '2025-12-01T10:00:00Z',
    },
    value('obs-t', '21905-5', 'Primary tumor.clinical', 0, '', {
      valueQuantity: undefined,
      valueCodeableConcept: coded('T2 category (finding)', '67673008'),
    }),
    value('obs-hb', '718-7', 'Hemoglobin', 9.1234567, 'g/dL', {
      referenceRange: [{ low: { value: 12 }, high: { value: 16 } }],
    }),
    value('obs-er', '16112-5', 'Estrogen receptor', 0, '', {
      valueQuantity: undefined,
      valueCodeableConcept: coded('Positive', '10828004'),
    }),
    {
      resourceType: 'DiagnosticReport',
      id: 'rep-1',
      status: 'final',
      code: coded('Blood count', '58410-2', 'http://loinc.org'),
      subject,
      encounter,
      effectiveDateTime: '2026-01-10T08:00:00Z',
      result: [{ reference: 'urn:uuid:obs-hb' }],
    },
    {
      resourceType: 'Observation',
      id: 'bp',
      status: 'final',
      category: [coded('vital-signs', 'vital-signs')],
      code: coded('Blood pressure', '85354-9', 'http://loinc.org'),
      subject,
      encounter,
      effectiveDateTime: '2026-01-10T08:05:00Z',
      component: [
        {
          code: coded('Systolic', '8480-6', 'http://loinc.org'),
          valueQuantity: { value: 128, unit: 'mm[Hg]' },
        },
        {
          code: coded('Diastolic', '8462-4', 'http://loinc.org'),
          valueQuantity: { value: 71, unit: 'mm[Hg]' },
        },
      ],
    },
    medicine('m1', 'Paclitaxel 6 MG/ML', '2026-01-12T08:00:00Z'),
    medicine('m2', 'Paclitaxel 6 MG/ML', '2026-02-02T08:00:00Z'),
    medicine('m3', 'Letrozole 2.5 MG', '2026-02-10T08:00:00Z', 'active'),
    {
      resourceType: 'Procedure',
      id: 'p1',
      status: 'completed',
      code: coded('Lumpectomy of breast', '392021009'),
      subject,
      performedPeriod: { start: '2025-12-20T08:00:00Z', end: '2025-12-20T10:00:00Z' },
    },
    {
      resourceType: 'AllergyIntolerance',
      id: 'a1',
      code: coded('Penicillin V', '7984'),
      patient: subject,
      criticality: 'high',
      recordedDate: '2001-01-01',
    },
    {
      resourceType: 'DocumentReference',
      id: 'd1',
      subject,
      date: '2026-01-11T08:00:00Z',
      type: coded('Letter', '11488-4', 'http://loinc.org'),
      content: [
        { attachment: { contentType: 'text/plain', data: Buffer.from('Cher confrère').toString('base64') } },
      ],
    },
    { resourceType: 'Immunization', id: 'i1', patient: subject },
  ].map((resource) => ({ resource: resource as Resource })),
})

/** The trail grows, and an identity that is said again moves the pages open on it; nothing else may. */
const rows = async () => {
  const tables = await database.owner.execute<{ name: string }>(sql`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'audit%' and c.relname <> 'outbox'`)
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await database.owner
      .execute<{ n: number }>(sql`select count(*)::int as n from ${sql.identifier(name)}`)
      .catch(() => [{ n: 0 }])
    counts[name] = row!.n
  }
  return counts
}

describe('importFhir', () => {
  test('a bundle becomes a record; once more it writes nothing', async () => {
    const report = await importFhir(world.feed, aBundle(), blobs)
    expect(report).toMatchObject({
      patients: { opened: 1, known: 0 },
      filed: {
        stay: 1,
        condition: 1,
        result: 2,
        measure: 1,
        treatment: 3,
        allergy: 1,
        biomarker: 1,
        document: 1,
      },
      known: 0,
      leftOut: { 'Immunization: no place yet': 1 },
    })
    const before = await rows()
    const again = await importFhir(world.feed, aBundle(), blobs)
    expect(again).toMatchObject({ patients: { opened: 0, known: 1 }, filed: {}, known: 11 })
    expect(await rows()).toEqual(before)

    const [patient] = await world.doctor.ctx.read((tx) =>
      tx.execute<{ id: string }>(sql`select patient_id as id from patient_files where local_id = 'pat-1'`),
    )
    const summary = await getPatientSummary(world.doctor.ctx, patient!.id)
    expect(summary.conditions).toMatchObject([{ of: { category: 'cancer', tumour: 'T2 category' } }])
    expect(summary.biomarkers).toMatchObject([{ of: { marker: 'ER', result: 'positive' } }])
    expect(summary.biomarkers[0]!.of!.sourceEntryId).not.toBe(null)
    expect(summary.treatments.map((t) => [t.title, t.of!.category, t.of!.state]).sort()).toEqual([
      ['Letrozole 2.5 MG', 'hormone', 'active'],
      ['Lumpectomy of breast', 'surgery', 'completed'],
      ['Paclitaxel 6 MG/ML', 'chemotherapy', 'completed'],
    ])
    expect(summary.keyValues).toMatchObject([
      { key: 'haemoglobin', values: [{ valueNumber: 9.1235, flag: 'low' }] },
    ])
    expect(summary.allergyState).toBe('known')
  })

  test('resources in files of their own are one record', async () => {
    const resources = aBundle().entry!.map((e) => e.resource!)
    const alone = resources.map(
      (r) =>
        JSON.parse(JSON.stringify(r).replaceAll('pat-1', 'pat-2').replaceAll('enc-1', 'enc-2')) as Resource,
    )
    const report = await importFhir(world.feed, alone, blobs)
    expect(report.patients.opened).toBe(1)
    expect(report.filed.treatment).toBe(3)
  })
})

test('the command says what it wrote and what it left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-fhir-files-'))
  mkdirSync(join(folder, 'data'))
  const bundle = JSON.stringify(aBundle()).replaceAll('pat-1', 'pat-3').replaceAll('enc-1', 'enc-3')
  writeFileSync(join(folder, 'patient.json'), bundle)
  const [place] = await database.owner.execute<{ finess: string }>(
    sql`select finess from establishments where id = ${world.hospital.id}::uuid`,
  )
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'app/server/import-fhir.ts', folder, '--establishment', place!.finess],
    {
      env: {
        ...process.env,
        ...database.urls,
        CORDEE_SECRET: 'a secret of thirty-two characters',
        CORDEE_DATA: join(folder, 'data'),
      },
    },
  )
  expect(stdout).toContain('1 patients opened, 0 known before')
  expect(stdout).toMatch(/3 {2}treatment/)
  expect(stdout).toContain('Immunization: no place yet')
  expect(stdout).not.toContain('Exemplar')
}, 60_000)

const SAMPLES = process.env.CORDEE_SAMPLES
describe.skipIf(!SAMPLES)('the example records', () => {
  test('twelve records of decades load, and load once', async () => {
    const folder = join(SAMPLES!, 'fhir/synthea-cancer')
    const files = readdirSync(folder).filter((name) => name.endsWith('.json.gz'))
    expect(files).toHaveLength(12)
    const read = (name: string) =>
      JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as Bundle
    const report = emptyReport()
    for (const name of files) await importFhir(world.feed, read(name), blobs, report)
    expect(report.patients.opened).toBe(12)
    expect(report.filed.stay).toBeGreaterThan(600)
    expect(report.filed.result).toBeGreaterThan(200)
    expect(report.filed.condition).toBeGreaterThan(100)
    const again = await importFhir(world.feed, read(files[0]!), blobs)
    expect(again.filed).toEqual({})
  }, 300_000)

  test('the examples of mCODE that are whole patients load', async () => {
    const folder = join(SAMPLES!, 'fhir/mcode')
    const resources = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Resource)
    const report = await importFhir(world.feed, resources, blobs)
    expect(report.patients.opened).toBe(7)
    // Two of them share a number of their hospital: each is a patient of their own all the same.
    expect(report.filed.biomarker).toBe(6)
  }, 60_000)
})
