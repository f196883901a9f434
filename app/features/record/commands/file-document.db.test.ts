import { eq, inArray } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditEntries } from '#db/schema/audit.ts'
import { documents, documentTexts } from '#db/schema/documents.ts'
import { entryProvenances, recordEntries } from '#db/schema/entries.ts'
import { outbox } from '#db/schema/outbox.ts'
import { patientFiles } from '#db/schema/record.ts'
import { aHospitalWithGp, anEntry, anEstablishment, aPatientFile, systemCtx } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aMoment, untilSomeoneWaits } from '#db/test/locks.ts'
import type { FileDocument } from '../contract.ts'
import { fileDocument } from './file-document.server.ts'
import { lockDocumentsOf } from './locks.server.ts'
import { withdrawDocument } from './withdraw-document.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
})

let counter = 0
const someBytes = () => {
  const sha256 = String(++counter).padStart(64, '0')
  return { key: `${world.regionId}/${sha256.slice(0, 2)}/${sha256}`, sha256, byteLength: 1200 }
}
const aDocument = (more: Partial<FileDocument> = {}): FileDocument => ({
  fileId: file.fileId,
  title: 'Compte rendu opératoire',
  occurredAt: new Date('2026-03-02T09:00:00Z'),
  mediaType: 'application/pdf',
  blob: someBytes(),
  uniqueId: `1.2.3^${crypto.randomUUID()}`,
  channel: 'hl7v2',
  messageId: crypto.randomUUID(),
  receivedAt: new Date('2026-03-02T10:00:00Z'),
  ...more,
})
const provenance = () => ({
  channel: 'hl7v2' as const,
  messageId: crypto.randomUUID(),
  receivedAt: new Date(),
})
const statusOf = async (...ids: string[]) => {
  const rows = await world.feed.read((tx) =>
    tx
      .select({ id: recordEntries.id, status: recordEntries.status, replacesId: recordEntries.replacesId })
      .from(recordEntries)
      .where(inArray(recordEntries.id, ids)),
  )
  return ids.map((id) => rows.find((r) => r.id === id)?.status)
}
const eventsOf = (patientId: string) =>
  database.owner
    .select({ name: outbox.name, payload: outbox.payload })
    .from(outbox)
    .then((rows) =>
      rows.filter((r) => r.payload.patientId === patientId && r.name.startsWith('record.entry')),
    )

describe('fileDocument', () => {
  test('a replacement whose bytes were uploaded by hand before is shown once', async () => {
    const blob = someBytes()
    const first = aDocument()
    const v1 = await fileDocument(world.feed, first)
    const upload = await fileDocument(world.feed, aDocument({ blob, uniqueId: null, channel: 'screen' }))
    const v2 = await fileDocument(world.feed, aDocument({ blob, replacesUniqueId: first.uniqueId }))
    expect(v2.outcome).toBe('replaced')
    expect(await statusOf(v1.entryId, upload.entryId, v2.entryId)).toEqual([
      'replaced',
      'replaced',
      'current',
    ])
  })

  test('writes entry, document, words, provenance, trail and event together', async () => {
    const said = aDocument({ text: 'Adénocarcinome \0du côlon', authorName: 'Dr Modèle' })

    const filed = await fileDocument(world.feed, said)

    expect(filed).toMatchObject({ outcome: 'filed', patientId: file.patientId })
    const where = eq(documents.entryId, filed.entryId)
    expect(await world.feed.read((tx) => tx.select().from(documents).where(where))).toMatchObject([
      { sha256: said.blob.sha256, uniqueId: said.uniqueId, mediaType: 'application/pdf' },
    ])
    expect(
      await world.feed.read((tx) =>
        tx.select().from(documentTexts).where(eq(documentTexts.entryId, filed.entryId)),
      ),
    ).toMatchObject([{ content: 'Adénocarcinome du côlon' }])
    expect(await eventsOf(file.patientId)).toEqual([
      {
        name: 'record.entry.filed',
        payload: { entryId: filed.entryId, patientId: file.patientId, kind: 'document' },
      },
    ])
    const trail = await database.owner
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.subject, `record_entry/${filed.entryId}`))
    expect(trail).toMatchObject([{ action: 'record.document.file', patientId: file.patientId }])
  })

  test('moves the file up among the recent ones', async () => {
    const before = await lastActivity()
    await fileDocument(world.feed, aDocument())
    expect((await lastActivity()).getTime()).toBeGreaterThan(before.getTime())
  })

  test('delivered twice, it is one entry with two provenances and one event', async () => {
    const said = aDocument()
    const first = await fileDocument(world.feed, said)
    const again = await fileDocument(world.feed, { ...said, messageId: crypto.randomUUID() })
    const same = await fileDocument(world.feed, said)

    expect([again, same]).toEqual([
      { ...first, outcome: 'known' },
      { ...first, outcome: 'known' },
    ])
    expect(await provenancesOf(first.entryId)).toHaveLength(2)
    expect(await eventsOf(file.patientId)).toHaveLength(1)
  })

  test('without an id, the same bytes for the same patient are the same document', async () => {
    const said = aDocument({ uniqueId: null })
    const first = await fileDocument(world.feed, said)
    expect(await fileDocument(world.feed, said)).toEqual({ ...first, outcome: 'known' })
    const other = await aPatientFile(world.feed)
    expect(await fileDocument(world.feed, { ...said, fileId: other.fileId })).toMatchObject({
      outcome: 'filed',
    })
  })

  // UXS-08
  test.each([
    ['an upload, then the feed', null, '1.2.3^42', '1.2.3^42'],
    ['the feed, then an upload', '1.2.3^43', null, '1.2.3^43'],
    ['an import, then the feed', 'fhir:DocumentReference/7', '1.2.3^44', '1.2.3^44'],
    ['the feed, then an import', '1.2.3^45', 'fhir:DocumentReference/8', '1.2.3^45'],
  ])('the same bytes by two ways are one entry under the producer’s id: %s', async (_, was, is, kept) => {
    const channels = [was, is].map((id) =>
      id === null ? ('screen' as const) : id.startsWith('fhir:') ? ('fhir' as const) : ('hl7v2' as const),
    )
    const blob = someBytes()
    const first = await fileDocument(world.feed, aDocument({ blob, uniqueId: was, channel: channels[0]! }))
    const again = await fileDocument(world.feed, aDocument({ blob, uniqueId: is, channel: channels[1]! }))

    expect(again).toEqual({ ...first, outcome: 'known' })
    expect((await provenancesOf(first.entryId)).map((p) => p.channel).sort()).toEqual([...channels].sort())
    const rows = await world.feed.read((tx) =>
      tx.select().from(documents).where(eq(documents.patientId, file.patientId)),
    )
    expect(rows).toMatchObject([{ entryId: first.entryId, uniqueId: kept }])
    // It is the producer's from now on: what the feed withdraws goes.
    await withdrawDocument(world.feed, { fileId: file.fileId, uniqueId: kept, ...provenance() })
    expect(await statusOf(first.entryId)).toEqual(['withdrawn'])
  })

  // UXS-08
  test('two ids of producers stay two documents, whatever the bytes', async () => {
    const blob = someBytes()
    await fileDocument(world.feed, aDocument({ blob }))
    expect((await fileDocument(world.feed, aDocument({ blob }))).outcome).toBe('filed')
  })

  test('a replacement takes the place of the former one, under its id or another', async () => {
    const v1 = aDocument()
    const v2 = aDocument({ uniqueId: v1.uniqueId, replacesUniqueId: v1.uniqueId })
    const v3 = aDocument({ replacesUniqueId: v1.uniqueId })
    const first = await fileDocument(world.feed, v1)
    const second = await fileDocument(world.feed, v2)
    expect(second.outcome).toBe('replaced')
    const third = await fileDocument(world.feed, v3)
    expect(third.outcome).toBe('replaced')
    expect(await statusOf(first.entryId, second.entryId, third.entryId)).toEqual([
      'replaced',
      'replaced',
      'current',
    ])
  })

  test('what was replaced before it came is filed behind its successor', async () => {
    const v1 = aDocument()
    const second = await fileDocument(world.feed, aDocument({ replacesUniqueId: v1.uniqueId }))
    const first = await fileDocument(world.feed, v1)
    expect(first.outcome).toBe('superseded')
    expect(await statusOf(first.entryId, second.entryId)).toEqual(['replaced', 'current'])
  })

  test('the same id with other bytes and no word of replacing: both stay', async () => {
    const v1 = aDocument()
    const first = await fileDocument(world.feed, v1)
    const second = await fileDocument(world.feed, aDocument({ uniqueId: v1.uniqueId }))
    expect(second.outcome).toBe('beside')
    expect(await statusOf(first.entryId, second.entryId)).toEqual(['current', 'current'])
  })

  test('waits for a delivery that is being filed, then finds it', async () => {
    const said = aDocument()
    const [held, decided] = [aMoment(), aMoment()]
    const colleague = world.feed.write(async ({ tx }) => {
      await lockDocumentsOf(tx, world.feed, file.patientId)
      held.reach()
      const [entry] = await tx
        .insert(recordEntries)
        .values({
          patientId: file.patientId,
          fileId: file.fileId,
          establishmentId: world.hospital.id,
          kind: 'document',
          title: said.title,
          occurredAt: said.occurredAt,
          source: 'feed',
        })
        .returning({ id: recordEntries.id })
      await tx.insert(documents).values({
        entryId: entry!.id,
        establishmentId: world.hospital.id,
        patientId: file.patientId,
        mediaType: said.mediaType,
        byteLength: 1,
        sha256: said.blob.sha256,
        blobKey: said.blob.key,
        uniqueId: said.uniqueId,
      })
      await decided.reached
      return entry!.id
    })
    await held.reached

    const mine = fileDocument(world.feed, said)
    await untilSomeoneWaits(database)
    decided.reach()

    expect(await mine).toEqual({ entryId: await colleague, patientId: file.patientId, outcome: 'known' })
  })

  test('refuses a file of another establishment or region, and roles without files', async () => {
    const other = await anEstablishment(database, world.regionId)
    const elsewhere = await aHospitalWithGp(database)
    for (const ctx of [systemCtx(database, world.regionId, other.id), elsewhere.feed]) {
      await expect(fileDocument(ctx, aDocument())).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(fileDocument(world.technician.ctx, aDocument())).rejects.toMatchObject({ code: 'forbidden' })
    expect(await eventsOf(file.patientId)).toEqual([])
  })

  test('refuses what it could not show', async () => {
    await expect(
      fileDocument(world.feed, aDocument({ mediaType: 'text/html' as never })),
    ).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('withdrawDocument', () => {
  test('marks what is current as withdrawn, once', async () => {
    const said = aDocument()
    const filed = await fileDocument(world.feed, said)
    const what = { fileId: file.fileId, uniqueId: said.uniqueId!, ...provenance() }

    expect(await withdrawDocument(world.feed, what)).toEqual({ entryIds: [filed.entryId] })
    expect(await withdrawDocument(world.feed, what)).toEqual({ entryIds: [] })

    expect(await statusOf(filed.entryId)).toEqual(['withdrawn'])
    expect((await eventsOf(file.patientId)).map((e) => e.name)).toEqual([
      'record.entry.filed',
      'record.entry.withdrawn',
    ])
  })

  test('of a document that never came, or of another patient, it is not found', async () => {
    const said = aDocument()
    await fileDocument(world.feed, said)
    const other = await aPatientFile(world.feed)
    await anEntry(world.feed, other)
    for (const what of [
      { fileId: file.fileId, uniqueId: '9.9^9' },
      { fileId: other.fileId, uniqueId: said.uniqueId! },
    ]) {
      await expect(withdrawDocument(world.feed, { ...what, ...provenance() })).rejects.toMatchObject({
        code: 'not_found',
      })
    }
  })
})

const provenancesOf = (entryId: string) =>
  world.feed.read((tx) => tx.select().from(entryProvenances).where(eq(entryProvenances.entryId, entryId)))

async function lastActivity(): Promise<Date> {
  const [row] = await world.feed.read((tx) =>
    tx.select({ at: patientFiles.lastActivityAt }).from(patientFiles).where(eq(patientFiles.id, file.fileId)),
  )
  return row!.at
}
