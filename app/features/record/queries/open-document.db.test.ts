import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { aCda, aFileBody, aSection } from '#app/kernel/cda/factories.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { aGpRelation, aHospitalWithGp, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { fileDocument } from '../commands/file-document.server.ts'
import { getEntry } from './get-entry.server.ts'
import { openDocument, viewDocument } from './open-document.server.ts'

const database = useDatabase()
let folder: string
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
let blobs: ReturnType<typeof folderStore>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordee-blobs-'))
  blobs = folderStore(folder)
  world = await aHospitalWithGp(database)
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})

const store = async (
  bytes: Uint8Array,
  mediaType: 'application/pdf' | 'text/xml' | 'text/plain',
  more = {},
) =>
  fileDocument(world.feed, {
    fileId: file.fileId,
    title: 'Compte rendu',
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    mediaType,
    blob: await blobs.put(world.regionId, bytes),
    uniqueId: `1.2^${crypto.randomUUID()}`,
    channel: 'hl7v2',
    receivedAt: new Date(),
    ...more,
  })
const trailOf = (personId: string, action: string) =>
  database.owner
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.actorId, personId),
        eq(auditEntries.patientId, file.patientId),
        eq(auditEntries.action, action),
      ),
    )

describe('a document', () => {
  test('a PDF: its page, its bytes, and a row in the trail for its reading', async () => {
    const bytes = Buffer.from('%PDF-1.4 été')
    const { entryId } = await store(bytes, 'application/pdf', { authorName: 'Dr MODÈLE' })
    const entry = await getEntry(world.gp.ctx, file.patientId, entryId)
    expect(entry).toMatchObject({
      title: 'Compte rendu',
      authorName: 'Dr MODÈLE',
      document: { mediaType: 'application/pdf', byteLength: bytes.byteLength },
      provenances: [{ channel: 'hl7v2' }],
      replaces: null,
      replacedBy: null,
      besides: [],
    })
    const of = { patientId: file.patientId, entryId }
    expect(await viewDocument(world.gp.ctx, of, blobs)).toEqual({
      kind: 'file',
      mediaType: 'application/pdf',
    })
    expect(await trailOf(world.gp.personId, 'record.document.read')).toHaveLength(0)
    const { content, mediaType } = await openDocument(world.gp.ctx, of, blobs)
    expect(mediaType).toBe('application/pdf')
    const chunks: Buffer[] = []
    for await (const chunk of content as AsyncIterable<Buffer>) chunks.push(chunk)
    expect(Buffer.concat(chunks)).toEqual(bytes)
    expect(await trailOf(world.gp.personId, 'record.document.read')).toHaveLength(1)
  })

  test('a CDA is shown as its text, or as the file within it', async () => {
    const text = await store(aCda({ body: aSection('Conclusion', 'Rémission') }), 'text/xml')
    const view = await viewDocument(world.gp.ctx, { patientId: file.patientId, entryId: text.entryId }, blobs)
    expect(view).toMatchObject({ kind: 'text', blocks: [{ kind: 'heading', text: 'Conclusion' }, {}] })
    await expect(
      openDocument(world.gp.ctx, { patientId: file.patientId, entryId: text.entryId }, blobs),
    ).rejects.toMatchObject({ code: 'not_found' })

    const pdf = Buffer.from('%PDF-1.4 dedans')
    const within = await store(
      aCda({ body: aFileBody('application/pdf', pdf.toString('base64')) }),
      'text/xml',
    )
    const of = { patientId: file.patientId, entryId: within.entryId }
    expect(await viewDocument(world.gp.ctx, of, blobs)).toEqual({
      kind: 'file',
      mediaType: 'application/pdf',
    })
    const shown = await openDocument(world.gp.ctx, of, blobs)
    expect(Buffer.from(shown.content as Uint8Array)).toEqual(pdf)
    const original = await openDocument(world.gp.ctx, { ...of, isOriginal: true }, blobs)
    expect(original.mediaType).toBe('text/xml')
    // Filed in one's own software: the CDA as it came, the PDF within it; each a row of its own.
    const saved = await openDocument(world.gp.ctx, { ...of, isSaved: true }, blobs)
    expect(Buffer.from(saved.content as Uint8Array)).toEqual(pdf)
    const exported = await trailOf(world.gp.personId, 'record.document.export')
    expect(exported).toHaveLength(2)
  })

  // UXS-02
  test('a text shows the words of the search that led to it, as they stand in it', async () => {
    const said = 'Mastectomie, puis mastectomies.'
    const plain = await store(Buffer.from(said), 'text/plain', { text: said })
    const of = { patientId: file.patientId, entryId: plain.entryId }
    expect(await viewDocument(world.gp.ctx, { ...of, typed: 'MASTECTOMIE -x' }, blobs)).toEqual({
      kind: 'plain',
      text: said,
      marks: ['Mastectomie', 'mastectomies'],
    })
    expect(await viewDocument(world.gp.ctx, { ...of, entryId: file.fileId }, blobs)).toBeNull()
  })

  test('links its versions, and what came beside under the same id', async () => {
    const uniqueId = `w^${file.localId}`
    const v1 = await store(Buffer.from('%PDF 1'), 'application/pdf', { uniqueId })
    const v2 = await store(Buffer.from('%PDF 2'), 'application/pdf', { uniqueId, replacesUniqueId: uniqueId })
    const beside = await store(Buffer.from('%PDF 3'), 'application/pdf', { uniqueId })
    const get = (id: string) => getEntry(world.gp.ctx, file.patientId, id)
    expect(await get(v1.entryId)).toMatchObject({ status: 'replaced', replacedBy: { id: v2.entryId } })
    expect(await get(v2.entryId)).toMatchObject({
      replaces: { id: v1.entryId },
      besides: [{ id: beside.entryId }],
    })
  })

  // EXT-01
  test('of another patient, or for someone without reach, it is not found', async () => {
    const { entryId } = await store(Buffer.from('%PDF-1.4 d'), 'application/pdf')
    const other = await aPatientFile(world.feed)
    await aGpRelation(world.feed, other.fileId, world.gp.rpps)
    await expect(getEntry(world.gp.ctx, other.patientId, entryId)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(
      openDocument(world.gp.ctx, { patientId: other.patientId, entryId }, blobs),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      openDocument(world.technician.ctx, { patientId: file.patientId, entryId }, blobs),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(getEntry(world.gp.ctx, file.patientId, 'x')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('what its producer restricted stays in its establishment', async () => {
    const { entryId } = await store(Buffer.from('%PDF-1.4 e'), 'application/pdf', { isRestricted: true })
    const of = { patientId: file.patientId, entryId }
    await expect(openDocument(world.gp.ctx, of, blobs)).rejects.toMatchObject({ code: 'not_found' })
    const { content } = await openDocument(world.doctor.ctx, of, blobs)
    expect(content).toBeDefined()
  })
})
