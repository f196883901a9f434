import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getPatientSummary } from '#app/features/record/queries/get-patient-summary.server.ts'
import { getTimeline } from '#app/features/record/queries/get-timeline.server.ts'
import { folderStore, readBlob } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAdt, anMdm, CLAIRE, type SampleDocument } from '../formats/hl7v2/factories.ts'
import type { MessageStore } from '../inbox.server.ts'
import { drainStream } from './drain-stream.server.ts'
import { receiveMessage } from './receive-message.server.ts'

// API-04: whatever a paper comes as, through the whole intake.
const database = useDatabase()
const root = mkdtempSync(join(tmpdir(), 'cordee-papers-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let connectionId: string
let store: MessageStore
let sent = 0

async function send(bytes: Uint8Array) {
  const ack = Buffer.from(await receiveMessage(world.feed, { connectionId, bytes }, store)).toString()
  expect(ack).toContain('MSA|AA')
  const [row] = await database.owner.execute<{ id: string; stream: string }>(
    sql`select id, stream from inbound_messages order by seq desc limit 1`,
  )
  await drainStream(world.feed, { connectionId, stream: row!.stream }, store)
  const [now] = await database.owner.execute<{ state: string }>(
    sql`select state, reason from inbound_messages where id = ${row!.id}`,
  )
  expect(now).toEqual({ state: 'filed', reason: null })
}

type Paper = {
  id: string
  patient_id: string
  kind: string
  media_type: string
  blob_key: string
  content: string | null
}
async function aPaper(sample: SampleDocument, lines = ''): Promise<Paper> {
  const number = ++sent
  const mdm = anMdm({
    ...sample,
    controlId: `P${number}`,
    person: CLAIRE,
    documentId: [`1.2.250.1.999.8.${number}`],
  })
  await send(Buffer.concat([mdm, Buffer.from(lines)]))
  const [paper] = await database.owner.execute<Paper>(sql`
    select e.id, e.patient_id, e.kind, e.media_type, d.blob_key, t.content from documents d
    join record_entries e on e.id = d.entry_id left join document_texts t on t.entry_id = e.id
    where d.unique_id = ${`1.2.250.1.999.8.${number}`}`)
  return paper!
}

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  connectionId = (await aConnection(database, world.regionId, world.hospital.id)).id
  store = {
    blobs: folderStore(root),
    key: deriveKey('a secret of thirty-two characters', 'exchange.messages'),
  }
  await send(anAdt({ person: CLAIRE, controlId: 'ADT' }))
})

describe('a paper of the feed', () => {
  test('may be an image', async () => {
    const content = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    const paper = await aPaper({ content, contentType: ['IMAGE', 'JPEG'] })
    expect(paper.media_type).toBe('image/jpeg')
    expect(Buffer.from(await readBlob(store.blobs, paper.blob_key))).toEqual(content)
  })

  test('may be lines of text, which are found by their words', async () => {
    const lines = ['Œdème des membres', 'Fièvre\\.br\\à 38,4'].map(
      (line, i) => `OBX|${i + 1}|TX|11488-4^CR de consultation^LN||${line}||||||F\r`,
    )
    const paper = await aPaper({ content: null }, lines.join(''))
    expect(paper).toMatchObject({
      kind: 'document',
      media_type: 'text/plain',
      content: 'Œdème des membres\nFièvre\nà 38,4',
    })
    expect(Buffer.from(await readBlob(store.blobs, paper.blob_key)).toString()).toBe(paper.content)
  })

  // UXS-04, UXS-03: what a board proposed stands among the decisions, whatever way it came.
  test('is what its type makes it: a decision, a result, a document', async () => {
    const board = await aPaper({ typeCode: '34794-8', title: 'Fiche RCP' })
    expect(board.kind).toBe('decision')
    expect((await aPaper({ typeCode: '11502-2', title: 'CR de biologie' })).kind).toBe('result')
    expect((await aPaper({ typeCode: '34112-3', title: 'CR hospitalier' })).kind).toBe('document')
    const summary = await getPatientSummary(world.doctor.ctx, board.patient_id)
    expect(summary.decisions.map(({ id }) => id)).toEqual([board.id])
    const { entries, kinds } = await getTimeline(world.doctor.ctx, board.patient_id, { kind: ['decision'] })
    expect(entries.map(({ id }) => id)).toEqual([board.id])
    expect(kinds).toContainEqual({ kind: 'decision', count: 1 })
  })
})

describe('history that was taken as such', () => {
  const mode = (to: 'live' | 'initial_load') =>
    database.owner.execute(sql`update connections set mode = ${to} where id = ${connectionId}`)
  const told = async () =>
    Number(
      (
        await database.owner.execute<{ n: string }>(
          sql`select count(*) as n from outbox where name = 'record.entry.filed'`,
        )
      )[0]!.n,
    )

  test('is filed quietly though its connection is live by then, and what comes live is not', async () => {
    await mode('initial_load')
    const aMessage = (number: number) =>
      anMdm({ person: CLAIRE, controlId: `H${number}`, documentId: [`1.2.250.1.999.9.${number}`] })
    await receiveMessage(world.feed, { connectionId, bytes: aMessage(1) }, store)
    await mode('live')
    const before = await told()
    const [row] = await database.owner.execute<{ stream: string }>(
      sql`select stream from inbound_messages order by seq desc limit 1`,
    )
    await drainStream(world.feed, { connectionId, stream: row!.stream }, store)
    expect(await told()).toBe(before)
    const [filed] = await database.owner.execute<{ source: string }>(sql`
      select e.source from record_entries e join documents d on d.entry_id = e.id
      where d.unique_id = '1.2.250.1.999.9.1'`)
    expect(filed!.source).toBe('import')
    // Its words are read all the same, so that the record's search finds it.
    const [asked] = await database.owner.execute<{ n: number }>(sql`
      select count(*)::int as n from outbox o join documents d on o.payload->>'entryId' = d.entry_id::text
      where o.name = 'record.entry.filed_past' and d.unique_id = '1.2.250.1.999.9.1'`)
    expect(asked!.n).toBe(1)
    await send(aMessage(2))
    expect(await told()).toBe(before + 1)
  })
})
