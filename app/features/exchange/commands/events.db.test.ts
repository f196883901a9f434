import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { CLAIRE, type SamplePerson } from '../formats/hl7v2/factories.ts'
import {
  aMovement,
  anOruOfValues,
  aSiu,
  type SampleAppointment,
  type SampleMovement,
} from '../formats/hl7v2/factories-events.ts'
import type { MessageStore } from '../inbox.server.ts'
import { drainStream } from './drain-stream.server.ts'
import { receiveMessage } from './receive-message.server.ts'
import { retryUnknownPatients } from './retry-unknown-patients.server.ts'

// API-04, TEN-02: what each event does to the record, through the whole intake.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let connectionId: string
let store: MessageStore
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  connectionId = (await aConnection(database, world.regionId, world.hospital.id)).id
  store = {
    blobs: folderStore(mkdtempSync(join(tmpdir(), 'cordee-events-'))),
    key: deriveKey('a secret of thirty-two characters', 'exchange.messages'),
  }
})

let numbers = 500
const somebody = (): SamplePerson => ({
  ...CLAIRE,
  ipp: `IPP${++numbers}`,
  ins: '',
  birthName: `EXEMPLE${String.fromCharCode(65 + (numbers % 26))}${numbers}`,
})
const day = (d: number, hour = 10) =>
  `202506${String(d).padStart(2, '0')}${String(hour).padStart(2, '0')}0000`
const at = (d: number, hour = 10) => new Date(Date.UTC(2025, 5, d, hour - 2))

type Row = { id: string; stream: string; state: string; reason: string | null }
const rowsOf = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  database.owner.execute<T>(query)
async function send(bytes: Uint8Array): Promise<Row> {
  const ack = Buffer.from(await receiveMessage(world.feed, { connectionId, bytes }, store)).toString()
  expect(ack).toContain('MSA|AA')
  const [row] = await rowsOf<Row>(sql`select id, stream from inbound_messages order by seq desc limit 1`)
  await drainStream(world.feed, { connectionId, stream: row!.stream }, store)
  const [now] = await rowsOf<Row>(sql`select * from inbound_messages where id = ${row!.id}`)
  return now!
}
const move = (person: SamplePerson, sample: SampleMovement) =>
  send(aMovement({ person, visit: `V${person.ipp}`, ...sample }))
const stayOf = async (person: SamplePerson) => {
  const [row] = await rowsOf<{
    unit: string
    admitted_at: string
    discharged_at: string | null
    cancelled_at: string | null
    status: string
    current_unit: string | null
    deceased_at: string | null
  }>(sql`
    select s.*, e.status, f.current_unit, f.deceased_at from stays s join record_entries e on e.id = s.entry_id
      join patient_files f on f.id = e.file_id where s.visit_number = ${`V${person.ipp}`}`)
  return row!
}

describe('movements', () => {
  test('in any order, and twice, they make the same stay', async () => {
    const A01: SampleMovement = { event: 'A01', saidAt: day(1), unit: ['CHIR', 'Chirurgie'] }
    const A02: SampleMovement = { event: 'A02', saidAt: day(2), unit: ['REA', 'Réanimation'] }
    const A12: SampleMovement = { event: 'A12', saidAt: day(3), id: null }
    const A03: SampleMovement = { event: 'A03', saidAt: day(5) }
    for (const order of [
      [A01, A02, A12, A03],
      [A03, A12, A02, A01],
      [A12, A01, A03, A02, A01, A12],
    ]) {
      const person = somebody()
      for (const sample of order) expect((await move(person, sample)).state).toBe('filed')
      const stay = await stayOf(person)
      expect(stay).toMatchObject({
        unit: 'Chirurgie',
        status: 'current',
        cancelled_at: null,
        current_unit: null,
      })
      expect(new Date(stay.admitted_at)).toEqual(at(1))
      expect(new Date(stay.discharged_at!)).toEqual(at(5))
    }
  })

  test('a discharge that is taken back puts the patient in the unit again; an admission that is, takes them out', async () => {
    const person = somebody()
    await move(person, { event: 'A01', saidAt: day(1), unit: ['CHIR', 'Chirurgie'] })
    await move(person, { event: 'A03', saidAt: day(4) })
    expect((await stayOf(person)).current_unit).toBeNull()
    await move(person, { event: 'A13', saidAt: day(4, 12), id: null })
    expect(await stayOf(person)).toMatchObject({ current_unit: 'Chirurgie', discharged_at: null })
    await move(person, { event: 'A11', saidAt: day(4, 13), id: null })
    expect(await stayOf(person)).toMatchObject({ current_unit: null, status: 'withdrawn' })
  })

  test('a stay that ends in death says so of the patient', async () => {
    const person = somebody()
    await move(person, { event: 'A01', saidAt: day(1) })
    await move(person, { event: 'A03', saidAt: day(4), extra: ['ZFM|8|9'] })
    expect(new Date((await stayOf(person)).deceased_at!)).toEqual(at(4))
  })

  test('both nights when the clocks change', async () => {
    const autumn = somebody()
    await move(autumn, { event: 'A01', saidAt: '20251026023000' })
    expect(new Date((await stayOf(autumn)).admitted_at)).toEqual(new Date('2025-10-26T00:30:00Z'))
    const spring = somebody()
    await move(spring, { event: 'A01', saidAt: '20250330023000' })
    expect(new Date((await stayOf(spring)).admitted_at)).toEqual(new Date('2025-03-30T01:30:00Z'))
  })

  test('a unit that comes with its name is known from then on, a bare code waits to be mapped', async () => {
    const [named, bare] = [somebody(), somebody()]
    await move(named, { event: 'A01', saidAt: day(1), unit: ['6270', 'Oncologie médicale'] })
    await move(bare, { event: 'A01', saidAt: day(1), location: 'HDJ-1^12^2' })
    const units = await world.doctor.ctx.read((tx) =>
      tx.execute<{ label: string }>(sql`select label from care_units where code = '6270'`),
    )
    expect(units[0]!.label).toBe('Oncologie médicale')
    expect((await stayOf(bare)).unit).toBe('HDJ-1')
    const codes = await world.technician.ctx.read((tx) =>
      tx.execute(sql`select local_code, seen, unit_id is null as is_open from code_mappings
        where local_code in ('6270', 'HDJ-1') order by 1`),
    )
    expect(codes).toMatchObject([
      { local_code: '6270', seen: 1, is_open: false },
      { local_code: 'HDJ-1', seen: 1, is_open: true },
    ])
  })
})

describe('identity and consent', () => {
  const nameOf = async (person: SamplePerson) =>
    (
      await rowsOf<{ given: string }>(sql`
      select birth_given_names as given from patient_files where local_id = ${person.ipp}`)
    )[0]!.given

  test('an older message never undoes what a newer one said of the person', async () => {
    const person = somebody()
    await move({ ...person, givenNames: 'CLAIRE ANNE' }, { event: 'A28', saidAt: day(3), id: null })
    await move({ ...person, givenNames: 'CLAIRE' }, { event: 'A31', saidAt: day(2), id: null })
    expect(await nameOf(person)).toBe('CLAIRE ANNE')
    await move({ ...person, givenNames: 'CLAIRE ANNE LOUISE' }, { event: 'A31', saidAt: day(4), id: null })
    expect(await nameOf(person)).toBe('CLAIRE ANNE LOUISE')
  })

  test('two numbers of one person become one (A40), a number another (A47), and the former still find them', async () => {
    const [survivor, merged] = [somebody(), somebody()]
    const same = { ...merged, ipp: survivor.ipp }
    await move(survivor, { event: 'A28', saidAt: day(1), id: null })
    await move(merged, { event: 'A01', saidAt: day(1), unit: ['CHIR', 'Chirurgie'] })
    const merge = {
      event: 'A40',
      saidAt: day(2),
      id: null,
      extra: [`MRG|${merged.ipp}^^^CLCC&1.2.250.1.999.1&ISO^PI`],
    }
    expect((await move(survivor, merge)).state).toBe('filed')
    expect((await move(survivor, merge)).state).toBe('filed')
    const renamed = { ...survivor, ipp: `${survivor.ipp}B` }
    const change = {
      event: 'A47',
      saidAt: day(3),
      id: null,
      extra: [`MRG|${survivor.ipp}^^^CLCC&1.2.250.1.999.1&ISO^PI`],
    }
    expect((await move(renamed, change)).state).toBe('filed')
    const files = await rowsOf(sql`
      select local_id from patient_files where local_id in (${survivor.ipp}, ${merged.ipp}, ${renamed.ipp})`)
    expect(files.map((f) => f.local_id)).toContain(renamed.ipp)
    // Late messages under the numbers that ceased find the file.
    const late = await send(
      aSiu({
        person: { ...same, ipp: survivor.ipp, birthName: survivor.birthName },
        number: 'LATE',
        event: 'S12',
        saidAt: day(4),
      }),
    )
    expect(late.state).toBe('filed')
  })

  test('ZFA and ZFD are kept for the file, the newest word of each', async () => {
    const person = somebody()
    const zfa = (feeding: string) => `ZFA|ACTIF|20250601|||||||${feeding}|20250601|IC|20250601`
    const zfd = 'ZFD|||Y|N|INSI|20250601|CN|20300101'
    await move(person, { event: 'A01', saidAt: day(3), extra: [zfa('IO'), zfd] })
    await move(person, { event: 'A08', saidAt: day(2), id: null, extra: [zfa('INO')] })
    const [consent] = await rowsOf(sql`
      select c.* from file_consents c join patient_files f on f.id = c.file_id where f.local_id = ${person.ipp}`)
    expect(consent).toMatchObject({
      opposes_deposit: true,
      consents_to_consultation: true,
      consents_to_text_messages: true,
      identity_mode: 'INSI',
      ins_checked_on: '2025-06-01',
      identity_document: 'CN',
      identity_document_until: '2030-01-01',
    })
  })
})

describe('appointments', () => {
  const siu = (
    person: SamplePerson,
    sample: Partial<SampleAppointment> & { event: string; saidAt: string },
  ) => send(aSiu({ person, number: `R${person.ipp}`, ...sample }))
  const appointmentOf = async (person: SamplePerson) =>
    (
      await rowsOf<{ state: string; starts_at: string; place: string }>(
        sql`select * from appointments where appointment_number = ${`R${person.ipp}`}`,
      )
    )[0]

  test('booked, moved, called off: the latest word stands in whatever order they come', async () => {
    const S12 = { event: 'S12', saidAt: day(1) }
    const S13 = { event: 'S13', saidAt: day(2), starts: '20250621090000' }
    const S15 = { event: 'S15', saidAt: day(3), starts: '20250621090000' }
    for (const order of [
      [S12, S13, S15],
      [S15, S13, S12],
    ]) {
      const person = somebody()
      await move(person, { event: 'A28', saidAt: day(1), id: null })
      for (const sample of order) expect((await siu(person, sample)).state).toBe('filed')
      const appointment = await appointmentOf(person)
      expect(appointment).toMatchObject({ state: 'cancelled', place: 'CONS-3' })
      expect(new Date(appointment!.starts_at)).toEqual(new Date('2025-06-21T07:00:00Z'))
    }
  })

  test('nobody came; and calling off what was never told of, without a time, holds up nothing', async () => {
    const person = somebody()
    await move(person, { event: 'A28', saidAt: day(1), id: null })
    expect((await siu(person, { event: 'S17', saidAt: day(2), starts: null, number: 'nobody' })).state).toBe(
      'filed',
    )
    await siu(person, { event: 'S12', saidAt: day(1) })
    await siu(person, { event: 'S26', saidAt: day(20, 15) })
    expect((await appointmentOf(person))!.state).toBe('no_show')
  })

  test('an appointment before its patient waits for them', async () => {
    const person = somebody()
    const early = await siu(person, { event: 'S12', saidAt: day(1) })
    expect(early).toMatchObject({ state: 'blocked', reason: 'exchange.patientUnknown' })
    await move(person, { event: 'A28', saidAt: day(1), id: null })
    await retryUnknownPatients(world.feed)
    await drainStream(world.feed, { connectionId, stream: early.stream }, store)
    expect((await appointmentOf(person))!.state).toBe('booked')
  })
})

describe('results', () => {
  const OBR = (status: string) =>
    `OBR|1||L${numbers}^LABO|NFS^Numération^L|||20250612083000|||||||||||||||||${status}`
  const hb = (value: string, status: string) =>
    `OBX|1|NM|718-7^Hémoglobine^LN||${value}|g/dL|12-16|L|||${status}`
  const resultsOf = (person: SamplePerson) =>
    rowsOf<{ status: string; value_number: number; code: string; code_system: string }>(sql`
      select e.status, o.value_number::float, o.code, o.code_system from record_entries e
        join patient_files f on f.id = e.file_id join observations o on o.entry_id = e.id
      where f.local_id = ${person.ipp} order by e.recorded_at, e.id, o.position`)

  test('preliminary, final, corrected: one stands, the others are there as replaced', async () => {
    const person = somebody()
    await move(person, { event: 'A28', saidAt: day(1), id: null })
    for (const [hour, status, value] of [
      [9, 'P', '9.0'],
      [10, 'F', '9.1'],
      [11, 'C', '10.4'],
    ] as const)
      await send(anOruOfValues({ person, saidAt: day(12, hour), segments: [OBR(status), hb(value, status)] }))
    expect(await resultsOf(person)).toMatchObject([
      { status: 'replaced', value_number: 9 },
      { status: 'replaced', value_number: 9.1 },
      { status: 'current', value_number: 10.4 },
    ])
    // Late, and older: nothing changes.
    await send(anOruOfValues({ person, saidAt: day(12, 8), segments: [OBR('C'), hb('8.8', 'C')] }))
    expect((await resultsOf(person)).at(-1)).toMatchObject({ status: 'current', value_number: 10.4 })
  })

  test('a mapped analysis is filed under its LOINC, by later messages', async () => {
    const person = somebody()
    await move(person, { event: 'A28', saidAt: day(1), id: null })
    const crp = (n: number) => [
      `OBR|1||X${n}^LABO|BIO^Biochimie^L|||20250612083000`,
      'OBX|1|NM|CRPX^CRP^L||12|mg/L|<5|H|||F',
    ]
    await send(anOruOfValues({ person, segments: crp(1) }))
    await rowsOf(sql`update code_mappings set target_code = '1988-5' where local_code = 'CRPX'`)
    await send(anOruOfValues({ person, segments: crp(2) }))
    expect((await resultsOf(person)).map((o) => [o.code, o.code_system])).toEqual([
      ['CRPX', 'local'],
      ['1988-5', 'loinc'],
    ])
  })
})

test('a control number used again for other content is taken, and the sender flagged', async () => {
  const [one, other] = [somebody(), somebody()]
  await send(aMovement({ person: one, event: 'A28', saidAt: day(1), id: null, controlId: 'AGAIN' }))
  await send(aMovement({ person: other, event: 'A28', saidAt: day(1), id: null, controlId: 'AGAIN' }))
  const flags = await world.technician.ctx.read((tx) =>
    tx.execute(
      sql`select code, occurrences, last_control_id from connection_flags where code = 'controlIdReused'`,
    ),
  )
  expect(flags).toMatchObject([{ occurrences: 1, last_control_id: 'AGAIN' }])
})
