import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { aCda } from '#app/kernel/cda/factories.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aConnection, aHospitalWithGp, anEstablishment, aPatientFile, systemCtx } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAdt, anMdm, aPdf, type SampleAdmission, type SamplePerson } from '../formats/hl7v2/factories.ts'
import type { MessageStore } from '../inbox.server.ts'
import { drainStream } from './drain-stream.server.ts'
import { receiveMessage } from './receive-message.server.ts'
import { retryMessage, skipMessage } from './resolve-message.server.ts'
import { retryUnknownPatients } from './retry-unknown-patients.server.ts'

// API-04
const database = useDatabase()
const SAMPLES = process.env.CORDEE_SAMPLES
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let connectionId: string
let store: MessageStore
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  connectionId = (await aConnection(database, world.regionId, world.hospital.id)).id
  store = {
    blobs: folderStore(mkdtempSync(join(tmpdir(), 'cordee-exchange-'))),
    key: deriveKey('a secret of thirty-two characters', 'exchange.messages'),
  }
})

let numbers = 100
/** A person nobody else in this file is. */
const somebody = (): Partial<SamplePerson> => {
  const base = `284053155${String(++numbers).padStart(4, '0')}`
  const key = String(97 - (Number(base) % 97)).padStart(2, '0')
  return {
    ipp: `IPP${numbers}`,
    ins: base + key,
    birthName: `EXEMPLE-${String.fromCharCode(65 + (numbers % 26))}${numbers}`,
  }
}
let controls = 0
const controlId = () => `T${++controls}`
/** An admission of that person, in a visit of their own. */
const admission = (person: Partial<SamplePerson>, more: SampleAdmission = {}) =>
  anAdt({ person, controlId: controlId(), visitNumber: `V${person.ipp}`, ...more })

const take = async (bytes: Uint8Array, ctx: Ctx = world.feed, connection = connectionId) =>
  Buffer.from(await receiveMessage(ctx, { connectionId: connection, bytes }, store)).toString('utf8')
const codeOf = (ack: string) => /MSA\|(\w\w)/.exec(ack)?.[1]

type Row = { id: string; state: string; reason: string | null; stream: string; seq: string }
const inbox = async () => [
  ...(await database.owner.execute<Row>(
    sql`select id, state, reason, stream, seq from inbound_messages where connection_id = ${connectionId} order by seq`,
  )),
]
const last = async () => (await inbox()).at(-1)!
const drain = async (message: Row) => drainStream(world.feed, { connectionId, stream: message.stream }, store)
const send = async (bytes: Uint8Array) => {
  expect(codeOf(await take(bytes))).toBe('AA')
  const row = await last()
  await drain(row)
  return (await inbox()).find((m) => m.id === row.id)!
}
const count = async (query: ReturnType<typeof sql>) =>
  Number((await database.owner.execute<{ n: string }>(sql`select count(*) as n from ${query}`))[0]!.n)
const entriesOf = (ipp: string) =>
  database.owner.execute<{ kind: string; title: string; status: string }>(sql`
    select e.kind, e.title, e.status from record_entries e join patient_files f on f.id = e.file_id
    where f.local_id = ${ipp} order by e.recorded_at, e.id`)

describe('receiving', () => {
  test('stores the raw message sealed before it answers, and announces it', async () => {
    const bytes = admission(somebody())
    expect(codeOf(await take(bytes))).toBe('AA')
    const [row] = await database.owner.execute<{ blob_key: string; state: string }>(
      sql`select blob_key, state from inbound_messages order by seq desc limit 1`,
    )
    expect(row!.state).toBe('waiting')
    const chunks = []
    for await (const chunk of await store.blobs.get(row!.blob_key)) chunks.push(chunk)
    expect(Buffer.concat(chunks).includes('EXEMPLE')).toBe(false)
    const [event] = await database.owner.execute<{ name: string }>(
      sql`select name from outbox order by seq desc limit 1`,
    )
    expect(event!.name).toBe('exchange.message.received')
  })

  test('the same message again gets the same answer and is not taken twice', async () => {
    const bytes = admission(somebody())
    const first = await take(bytes)
    const before = (await inbox()).length
    expect(await take(bytes)).toBe(first)
    const together = await Promise.all([take(bytes), take(bytes)])
    expect(new Set([first, ...together]).size).toBe(1)
    expect((await inbox()).length).toBe(before)
  })

  test('the same MSH-10 with other content is another message', async () => {
    const id = controlId()
    await take(admission(somebody(), { controlId: id }))
    const before = (await inbox()).length
    await take(admission(somebody(), { controlId: id }))
    expect((await inbox()).length).toBe(before + 1)
  })

  test.each([
    ['what is no message', () => Buffer.from('GET / HTTP/1.1\r\n'), 'AR', 'noMsh'],
    [
      'a kind of message nobody sends here',
      () => Buffer.from(Buffer.from(anAdt()).toString('utf8').replace('ADT^A01^ADT_A01', 'DFT^P03^DFT_P03')),
      'AR',
      'unsupportedMessage',
    ],
    ['a document that is no base64', () => anMdm({ base64: 'ab*d' }), 'AE', 'badBase64'],
  ] as const)('refuses %s, and keeps it', async (_, message, code, reason) => {
    const ack = await take(message())
    expect(codeOf(ack)).toBe(code)
    expect(await last()).toMatchObject({ state: 'refused', reason })
    expect(ack).not.toContain('EXEMPLE')
  })

  test('lets an event pass that means nothing here', async () => {
    expect(codeOf(await take(anAdt({ event: 'A60', controlId: controlId() })))).toBe('AA')
    expect((await last()).state).toBe('ignored')
  })

  test('refuses training messages where care is given', async () => {
    await database.owner.execute(sql`update connections set accepts_test = false where id = ${connectionId}`)
    expect(codeOf(await take(anAdt({ controlId: controlId() })))).toBe('AR')
    expect((await last()).reason).toBe('unsupportedProcessingId')
    await database.owner.execute(sql`update connections set accepts_test = true where id = ${connectionId}`)
  })

  test('another establishment and another region cannot take messages of this connection', async () => {
    const other = await anEstablishment(database, world.regionId)
    const elsewhere = await aHospitalWithGp(database)
    for (const ctx of [systemCtx(database, world.regionId, other.id), elsewhere.feed])
      await expect(take(anAdt(), ctx)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('filing', () => {
  test('an admission opens the file, declares the GP and shows the stay', async () => {
    const person = somebody()
    expect((await send(admission(person, { gpRpps: world.gp.rpps }))).state).toBe('filed')
    expect(await entriesOf(person.ipp!)).toMatchObject([
      { kind: 'stay', title: 'Chirurgie', status: 'current' },
    ])
    const [file] = await database.owner.execute<{ patient_id: string; current_unit: string }>(
      sql`select patient_id, current_unit from patient_files where local_id = ${person.ipp}`,
    )
    expect(file!.current_unit).toBe('Chirurgie')
    const seen = await world.gp.ctx.readPatient(file!.patient_id, 'care', async ({ tx }) =>
      tx.execute(sql`select 1 from record_entries where patient_id = ${file!.patient_id}`),
    )
    expect(seen).toHaveLength(1)
  })

  test('an update and a document follow; delivered twice, they are there once', async () => {
    const person = somebody()
    await send(admission(person))
    await send(admission({ ...person, givenNames: 'CLAIRE JEANNE' }, { event: 'A08' }))
    const document = { person, documentId: [`1.2.250.1.999.7.${numbers}`], content: aPdf('bilan') }
    await send(anMdm({ ...document, controlId: controlId() }))
    await send(anMdm({ ...document, controlId: controlId() }))
    expect(await entriesOf(person.ipp!)).toMatchObject([
      { kind: 'stay' },
      { kind: 'document', title: 'CR de consultation' },
    ])
    expect(
      await count(sql`entry_provenances p join documents d on d.entry_id = p.entry_id
      where d.unique_id = ${`1.2.250.1.999.7.${numbers}`}`),
    ).toBe(2)
  })

  test('a CDA is filed with its words, and refused for anybody but the patient it names', async () => {
    const cda = { documentId: null, content: aCda(), contentType: ['TEXT', 'XML'] as [string, string] }
    const stranger = await take(anMdm({ ...cda, person: somebody(), controlId: controlId() }))
    expect(codeOf(stranger)).toBe('AE')
    expect(await last()).toMatchObject({ state: 'refused', reason: 'patientMismatch' })

    await send(admission({}, { visitNumber: 'VCLAIRE' }))
    expect((await send(anMdm({ ...cda, controlId: controlId() }))).state).toBe('filed')
    expect(await count(sql`document_texts where content like '%Surveillance seule%'`)).toBe(1)
  })

  test('a document before its patient waits, and goes on when the patient is there', async () => {
    const person = somebody()
    const early = await send(
      anMdm({ person, documentId: [`1.2.250.1.999.8.${numbers}`], controlId: controlId() }),
    )
    expect(early).toMatchObject({ state: 'blocked', reason: 'exchange.patientUnknown' })
    await aPatientFile(world.feed, {
      localId: person.ipp!,
      birthName: person.birthName!,
      firstGivenName: 'CLAIRE',
      birthGivenNames: 'CLAIRE MARIE',
      birthDate: '1984-05-12',
    })
    await retryUnknownPatients(world.feed)
    await drain(early)
    expect(await entriesOf(person.ipp!)).toMatchObject([{ kind: 'document' }])
  })

  test('the admission that makes the patient known passes the document that waits for it', async () => {
    const person = somebody()
    const early = await send(
      anMdm({ person, documentId: [`1.2.250.1.999.12.${numbers}`], controlId: controlId() }),
    )
    expect(early.state).toBe('blocked')
    expect((await send(admission(person))).state).toBe('filed')
    await retryUnknownPatients(world.feed)
    await drain(early)
    expect(await entriesOf(person.ipp!)).toMatchObject([{ kind: 'stay' }, { kind: 'document' }])
  })

  test('a document whose traits contradict the file is never filed, and what is behind it waits', async () => {
    const person = somebody()
    await send(admission(person))
    const wrong = await send(
      anMdm({
        person: { ...person, birthDate: '19840513' },
        documentId: [`1.2.250.1.999.9.${numbers}`],
        controlId: controlId(),
      }),
    )
    expect(wrong).toMatchObject({ state: 'blocked', reason: 'exchange.patientMismatch' })
    const behind = await send(
      anMdm({ person, documentId: [`1.2.250.1.999.10.${numbers}`], controlId: controlId() }),
    )
    expect(behind.state).toBe('waiting')

    await expect(
      skipMessage(world.doctor.ctx, { messageId: wrong.id, reason: 'mauvais patient' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await retryMessage(world.technician.ctx, { messageId: wrong.id })
    await drain(wrong)
    expect((await inbox()).find((m) => m.id === wrong.id)).toMatchObject({ state: 'blocked' })
    await skipMessage(world.technician.ctx, { messageId: wrong.id, reason: 'mauvais patient' })
    await drain(behind)
    expect((await inbox()).find((m) => m.id === behind.id)).toMatchObject({ state: 'filed' })
    expect(await entriesOf(person.ipp!)).toHaveLength(2)
  })

  test('two workers on one stream file each message once, in order', async () => {
    const person = somebody()
    await send(admission(person))
    for (let i = 0; i < 6; i++)
      await take(
        anMdm({
          person,
          documentId: [`1.2.250.1.999.11.${numbers}.${i}`],
          content: aPdf(String(i)),
          controlId: controlId(),
        }),
      )
    const row = await last()
    const done = await Promise.all([1, 2, 3].map(() => drain(row)))
    expect(done.reduce((sum, { filed }) => sum + filed, 0)).toBe(6)
    const order = await database.owner.execute<{ unique_id: string }>(sql`
      select d.unique_id from inbound_messages m join entry_provenances p on p.message_id = m.id
        join documents d on d.entry_id = p.entry_id
      where m.stream = ${row.stream} and m.message_type like 'MDM%' order by m.filed_at, m.seq`)
    expect(order.map((d) => d.unique_id.at(-1))).toEqual(['0', '1', '2', '3', '4', '5'])
  })
})

describe.skipIf(!SAMPLES)('the national examples', () => {
  const example = (name: string) => readFileSync(join(SAMPLES ?? '', 'hl7v2', name))

  test('admission, discharge, imaging report with its replacement and withdrawal, laboratory', async () => {
    const ipp = '000003'
    expect((await send(example('admission.er7'))).state).toBe('filed')
    expect((await send(example('message_MDM_CR_Radio_INIT_N1_Base64.er7'))).state).toBe('filed')
    expect((await send(example('message_MDM_CR_Radio_RPLC_N1.er7'))).state).toBe('filed')
    expect((await send(example('message_ORU_CR_Bio_INIT_N3_SEGUR.hl7'))).state).toBe('filed')
    expect((await send(example('sortie.er7'))).state).toBe('filed')
    const entries = await entriesOf(ipp)
    expect(entries.map((e) => [e.kind, e.status])).toEqual([
      ['stay', 'current'],
      ['result', 'replaced'],
      ['result', 'current'],
      ['result', 'current'],
    ])
    expect((await send(example('message_MDM_CR_Radio_DEL_N1.er7'))).state).toBe('filed')
  })
})
