import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { SaveFact } from '#app/features/record/contract.ts'
import { getPatientSummary, saveFact } from '#app/features/record/index.server.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aConnection, aGpRelation, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { CLAIRE, type SamplePerson } from '../formats/hl7v2/factories.ts'
import { aMovement, type SampleMovement } from '../formats/hl7v2/factories-events.ts'
import type { MessageStore } from '../inbox.server.ts'
import { drainStream } from './drain-stream.server.ts'
import { receiveMessage } from './receive-message.server.ts'

// API-04, UXS-04: allergies, diagnoses and measurements of the admission feed, through the whole intake.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let connectionId: string
let store: MessageStore
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  connectionId = (await aConnection(database, world.regionId, world.hospital.id)).id
  store = {
    blobs: folderStore(mkdtempSync(join(tmpdir(), 'cordee-clinical-'))),
    key: deriveKey('a secret of thirty-two characters', 'exchange.messages'),
  }
})

let numbers = 700
const somebody = (): SamplePerson => ({
  ...CLAIRE,
  ipp: `IPP${++numbers}`,
  ins: '',
  birthName: `CLINIQUE${String.fromCharCode(65 + (numbers % 26))}${numbers}`,
})
const day = (d: number) => `202506${String(d).padStart(2, '0')}100000`
const rowsOf = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  database.owner.execute<T>(query)

async function say(person: SamplePerson, sample: Partial<SampleMovement>, ...extra: string[]) {
  const bytes = aMovement({ person, visit: `V${person.ipp}`, event: 'A08', saidAt: day(1), extra, ...sample })
  const ack = Buffer.from(await receiveMessage(world.feed, { connectionId, bytes }, store)).toString()
  expect(ack).toContain('MSA|AA')
  const [row] = await rowsOf<{ id: string; stream: string }>(
    sql`select id, stream from inbound_messages order by seq desc limit 1`,
  )
  await drainStream(world.feed, { connectionId, stream: row!.stream }, store)
  const [now] = await rowsOf<{ state: string }>(sql`select state from inbound_messages where id = ${row!.id}`)
  expect(now!.state).toBe('filed')
}
type Line = {
  id: string
  title: string
  status: string
  since: string
  severity: string | null
  confidentiality: string
}
const entriesOf = (person: SamplePerson, kind: string) =>
  rowsOf<Line>(sql`
    select e.id, e.title, e.status, e.confidentiality, to_char(e.occurred_at, 'YYYY-MM-DD') as since, a.severity
    from record_entries e join patient_files f on f.id = e.file_id left join allergies a on a.entry_id = e.id
    where f.local_id = ${person.ipp} and f.region_id = ${world.regionId} and e.kind = ${kind}
    order by e.recorded_at, e.id`)
const patientOf = async (person: SamplePerson) => {
  const [row] = await rowsOf<{ patient_id: string; file_id: string; allergy_state: string }>(sql`
    select f.patient_id, f.id as file_id, p.allergy_state from patient_files f join patients p on p.id = f.patient_id
    where f.local_id = ${person.ipp} and f.region_id = ${world.regionId}`)
  return row!
}
const LATEX = 'AL1|1||LATEX^Latex^LOCAL|MO|Urticaire'
const IODINE = 'AL1|2||IODE^Iode^LOCAL|SV'

describe('allergies', () => {
  test('said again they are one; what is no longer said stays; said otherwise it is a new version', async () => {
    const person = somebody()
    await say(person, { event: 'A01' }, LATEX, IODINE)
    await say(person, { saidAt: day(2) }, LATEX, IODINE)
    await say(person, { saidAt: day(3) }, LATEX)
    await say(person, { saidAt: day(4) })
    expect(await entriesOf(person, 'allergy')).toMatchObject([{ status: 'current' }, { status: 'current' }])
    expect((await patientOf(person)).allergy_state).toBe('known')
    await say(person, { saidAt: day(5) }, LATEX.replace('MO', 'SV'))
    const latex = (await entriesOf(person, 'allergy')).filter(({ title }) => title === 'Latex')
    expect(latex).toMatchObject([
      { status: 'replaced', severity: 'moderate' },
      { status: 'current', severity: 'severe' },
    ])
    // The message of the second day comes late.
    await say(person, { saidAt: day(2) }, LATEX.replace('MO', 'MI'))
    expect(await entriesOf(person, 'allergy')).toHaveLength(3)
    const provenances = await rowsOf(sql`select 1 from entry_provenances where entry_id = ${latex[0]!.id}`)
    expect(provenances).toHaveLength(3)
  })

  test('none known is noted once, and what is known is not talked away', async () => {
    const person = somebody()
    await say(person, { event: 'A28', visit: '' }, 'AL1|1||Aucune allergie connue')
    await say(person, { saidAt: day(2) }, 'AL1|1||Aucune allergie connue')
    const { patient_id, allergy_state } = await patientOf(person)
    expect(allergy_state).toBe('none_known')
    const noted = await rowsOf(sql`
      select 1 from audit_entries where patient_id = ${patient_id} and action = 'record.allergy.state'`)
    expect(noted).toHaveLength(1)
    await say(person, { saidAt: day(3) }, IODINE)
    await say(person, { saidAt: day(4) }, 'AL1|1||Aucune allergie connue')
    expect((await patientOf(person)).allergy_state).toBe('known')
  })

  test('an AL1 of "" takes back what this feed said, and nothing that a person wrote', async () => {
    const person = somebody()
    await say(person, { event: 'A01' }, LATEX)
    const { patient_id } = await patientOf(person)
    const byHand = { kind: 'allergy', key: crypto.randomUUID(), day: '2025-06-01', substance: 'Arachide' }
    await saveFact(world.nurse.ctx, patient_id, SaveFact.parse(byHand))
    await say(person, { saidAt: day(3) }, 'AL1|1||""')
    expect((await entriesOf(person, 'allergy')).map(({ title, status }) => [title, status])).toEqual([
      ['Latex', 'withdrawn'],
      ['Arachide', 'current'],
    ])
  })
})

describe('diagnoses', () => {
  const BREAST = 'DG1|1||C50.4^Tumeur maligne du sein^I10||20250501|F'

  test('coded again in a later stay it is the same, and no younger; found to be older it is older', async () => {
    const person = somebody()
    await say(person, { event: 'A01' }, BREAST)
    await say(
      person,
      { event: 'A01', visit: `W${person.ipp}`, saidAt: day(9) },
      BREAST.replace('0501', '0609'),
    )
    expect(await entriesOf(person, 'condition')).toMatchObject([{ status: 'current', since: '2025-04-30' }])
    await say(person, { saidAt: day(10) }, BREAST.replace('0501', '0301'))
    expect((await entriesOf(person, 'condition')).map(({ status, since }) => [status, since])).toEqual([
      ['replaced', '2025-04-30'],
      ['current', '2025-02-28'],
    ])
  })

  test('what a doctor staged by hand stays, whatever the feed says next', async () => {
    const person = somebody()
    await say(person, { event: 'A01' }, BREAST)
    const { patient_id } = await patientOf(person)
    const [coded] = await entriesOf(person, 'condition')
    const staged = await saveFact(
      world.doctor.ctx,
      patient_id,
      SaveFact.parse({
        kind: 'condition',
        key: crypto.randomUUID(),
        correctsId: coded!.id,
        day: '2025-05-02',
        title: 'Carcinome infiltrant du sein gauche',
        code: 'C50.4',
        category: 'cancer',
        stage: 'IIB',
      }),
    )
    await say(person, { saidAt: day(5) }, BREAST.replace('du sein', 'du sein, sans précision'))
    const { conditions } = await getPatientSummary(world.doctor.ctx, patient_id)
    expect(conditions.map(({ id }) => id)).toEqual([staged.entryId])
    expect((await entriesOf(person, 'condition')).map(({ status }) => status)).toEqual([
      'replaced',
      'current',
      'replaced',
    ])
  })

  test('one of the word of the house alone stays in the house; one deleted is withdrawn', async () => {
    const person = somebody()
    const fields = Array.from({ length: 22 }, () => '')
    const secret = (more: Record<number, string>) =>
      Object.assign([...fields], { 0: 'DG1', 3: 'F32.1^Épisode dépressif^I10', 18: 'Y', ...more }).join('|')
    await say(person, { event: 'A01' }, secret({}), BREAST)
    const { patient_id, file_id } = await patientOf(person)
    await aGpRelation(world.feed, file_id, world.gp.rpps)
    const read = async (who: typeof world.gp) =>
      (await getPatientSummary(who.ctx, patient_id)).conditions.map(({ title }) => title).sort()
    expect(await read(world.gp)).toEqual(['Tumeur maligne du sein'])
    expect(await read(world.doctor)).toEqual(['Tumeur maligne du sein', 'Épisode dépressif'])
    await say(person, { saidAt: day(2) }, secret({ 21: 'D' }))
    expect(await read(world.doctor)).toEqual(['Tumeur maligne du sein'])
    const elsewhere = await aHospitalWithGp(database)
    await expect(getPatientSummary(elsewhere.doctor.ctx, patient_id)).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

test('measurements are one entry for each moment; a local code waits for its meaning', async () => {
  const person = somebody()
  const WEIGHT = 'OBX|1|NM|29463-7^Poids^LN||62,5|kg|||||F|||20250601093000'
  const LOCAL = `OBX|2|NM|TAILLE-${person.ipp}^Taille||168|cm|||||F|||20250601093000`
  const OTHER = 'OBX|3|ST|LIT^Lit accompagnant||oui||||||F'
  await say(person, { event: 'A01' }, WEIGHT, LOCAL, OTHER)
  await say(person, { saidAt: day(2) }, WEIGHT, LOCAL)
  expect(await entriesOf(person, 'measure')).toMatchObject([{ title: 'Poids', status: 'current' }])
  await rowsOf(
    sql`update code_mappings set target_code = '8302-2' where local_code = ${`TAILLE-${person.ipp}`}`,
  )
  await say(person, { saidAt: day(3) }, WEIGHT, LOCAL)
  expect((await entriesOf(person, 'measure')).at(-1)).toMatchObject({
    title: 'Poids, Taille',
    status: 'current',
  })
  const { measures } = await getPatientSummary(world.doctor.ctx, (await patientOf(person)).patient_id)
  expect(measures.map(({ key, values }) => [key, values.at(-1)!.valueNumber])).toEqual([
    ['weight', 62.5],
    ['height', 168],
  ])
})

describe('how the patient came and went', () => {
  const stayOf = async (person: SamplePerson) =>
    (
      await rowsOf<Record<string, string | null>>(
        sql`select * from stays where visit_number = ${`V${person.ipp}`}`,
      )
    )[0]!

  test('stands with the stay; a discharge that is taken back takes its end with it', async () => {
    const person = somebody()
    await say(person, { event: 'A01' }, 'ZFM|7||1|', 'ZFV|310999008')
    await say(person, { event: 'A03', saidAt: day(4) }, 'ZFM|7|7|1|2', 'ZFV|310999016')
    expect(await stayOf(person)).toMatchObject({
      entry_mode: '7',
      origin: '1',
      exit_mode: '7',
      destination: '2',
      origin_finess: '310999008',
      destination_finess: '310999016',
    })
    await say(person, { event: 'A13', id: null, saidAt: day(5) })
    expect(await stayOf(person)).toMatchObject({ entry_mode: '7', exit_mode: null, destination_finess: null })
  })

  test('nothing of psychiatric care is kept', async () => {
    const person = somebody()
    await say(person, { event: 'A01' }, 'ZFM|7||4|', 'ZFV|310999008|||20250601', 'ZFS|1|SPDT')
    expect(await stayOf(person)).toMatchObject({ entry_mode: '7', origin: null, origin_finess: null })
  })

  test('a change of medical responsibility alone does not move the patient', async () => {
    const person = somebody()
    await say(person, { event: 'A01', unit: ['CHIR', 'Chirurgie'] })
    const uf = 'Oncologie^^^^^CLCC&1.2.250.1.999.1&ISO^UF^^^ONCO'
    await say(person, { event: 'Z80', saidAt: day(2), id: null }, `ZBE|M2^CLCC|${day(2)}||INSERT|N||${uf}||M`)
    expect((await stayOf(person)).unit).toBe('Chirurgie')
    await say(
      person,
      { event: 'Z84', saidAt: day(3), id: null },
      `ZBE|M3^CLCC|${day(3)}||INSERT|N||${uf}||SM`,
    )
    expect((await stayOf(person)).unit).toBe('Oncologie')
  })
})
