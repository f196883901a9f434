import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { personActor } from '#app/kernel/actor.ts'
import { folderStore, readBlob } from '#app/kernel/blobs.server.ts'
import { aCda, aFileBody, aSection } from '#app/kernel/cda/factories.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { patients } from '#db/schema/record.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  anEntry,
  anEstablishment,
  aPatientFile,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { fileDocument } from '../commands/file-document.server.ts'
import { recordStay } from '../commands/record-stay.server.ts'
import { getEntry } from './get-entry.server.ts'
import { getPatientBanner } from './get-patient-banner.server.ts'
import { getPatientSummary } from './get-patient-summary.server.ts'
import { getTimeline } from './get-timeline.server.ts'
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

/** The same GP, at another moment. */
const gpAt = (at: Date): Ctx =>
  createCtx({
    db: database.db,
    actor: personActor({
      personId: world.gp.personId,
      role: 'doctor',
      establishmentId: world.practice.id,
      displayName: 'Camille Modèle',
    }),
    regionId: world.regionId,
    locale: 'fr',
    requestId: 'test',
    now: () => at,
  })
const store = async (bytes: Uint8Array, mediaType: 'application/pdf' | 'text/xml', more = {}) =>
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

// UXS-03
describe('getTimeline', () => {
  test('pages through everything once, in order, whatever shares a moment', async () => {
    const at = (i: number) => new Date(Date.UTC(2026, 0, 1 + Math.floor(i / 4)))
    for (let i = 0; i < 120; i++) await anEntry(world.feed, file, { title: `E${i}`, occurredAt: at(i) })
    const seen: string[] = []
    let before: string | undefined
    do {
      const page = await getTimeline(world.gp.ctx, file.patientId, { before })
      seen.push(...page.entries.map((e) => e.id))
      before = page.older ?? undefined
    } while (before)
    expect(seen).toHaveLength(120)
    expect(new Set(seen).size).toBe(120)
    const two = await getTimeline(world.gp.ctx, file.patientId, { pages: 2 })
    expect(two.entries.map((e) => e.id)).toEqual(seen.slice(0, 100))
  })

  test('filters by kind and establishment, and counts what the filters would give', async () => {
    await anEntry(world.feed, file, { kind: 'result', title: 'NFS' })
    await anEntry(world.feed, file)
    const all = await getTimeline(world.gp.ctx, file.patientId, {})
    expect(all.kinds).toEqual(
      expect.arrayContaining([
        { kind: 'result', count: 1 },
        { kind: 'document', count: 1 },
      ]),
    )
    expect(all.establishments).toEqual([{ id: world.hospital.id, name: world.hospital.name, count: 2 }])
    expect(all.entries.every((e) => e.isExternal)).toBe(true)
    const results = await getTimeline(world.gp.ctx, file.patientId, { kind: 'result' })
    expect(results.entries.map((e) => e.title)).toEqual(['NFS'])
    const elsewhere = await getTimeline(world.gp.ctx, file.patientId, { establishment: world.practice.id })
    expect(elsewhere.entries).toEqual([])
  })

  test('a stay says its class and unit; a replaced version is not shown twice', async () => {
    await recordStay(world.feed, {
      fileId: file.fileId,
      visitNumber: file.localId,
      patientClass: 'I',
      unit: 'Oncologie',
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    await store(Buffer.from('%PDF-1.4 a'), 'application/pdf', { uniqueId: `v^${file.localId}` })
    await store(Buffer.from('%PDF-1.4 b'), 'application/pdf', {
      uniqueId: `v^${file.localId}`,
      replacesUniqueId: `v^${file.localId}`,
    })
    const { entries } = await getTimeline(world.gp.ctx, file.patientId, {})
    expect(entries.map((e) => e.kind).sort()).toEqual(['document', 'stay'])
    expect(entries.find((e) => e.kind === 'stay')?.stay).toMatchObject({
      patientClass: 'I',
      unit: 'Oncologie',
    })
  })
})

// UXS-07
describe('new since my last visit', () => {
  const news = async (ctx: Ctx) =>
    (await getTimeline(ctx, file.patientId, {})).entries.filter((e) => e.isNew).map((e) => e.title)
  const start = new Date('2026-04-01T08:00:00Z')
  const minutesOn = (minutes: number) => new Date(start.getTime() + minutes * MINUTE)

  test('is marked during the visit in which it is first seen, and not in the next', async () => {
    await anEntry(world.feed, file, { title: 'ancien', recordedAt: minutesOn(-600) })
    expect(await news(gpAt(start))).toEqual([])

    await anEntry(world.feed, file, { title: 'nouveau', recordedAt: minutesOn(300) })
    expect(await news(gpAt(minutesOn(600)))).toEqual(['nouveau'])
    expect(await news(gpAt(minutesOn(620)))).toEqual(['nouveau'])
    expect(await news(gpAt(minutesOn(645)))).toEqual(['nouveau'])
    expect(await news(gpAt(minutesOn(1200)))).toEqual([])
  })

  test('what was committed late, or arrives while the first page is open, is not lost', async () => {
    expect(await news(gpAt(start))).toEqual([])
    await anEntry(world.feed, file, { title: 'en retard', recordedAt: minutesOn(-1) })
    await anEntry(world.feed, file, { title: 'pendant', recordedAt: minutesOn(5) })
    expect((await news(gpAt(minutesOn(6)))).sort()).toEqual(['en retard', 'pendant'])
  })
})

describe('a patient’s page', () => {
  test('is one row of the trail however many parts it has', async () => {
    const { ctx } = world.gp
    await Promise.all([
      getPatientBanner(ctx, file.patientId),
      getPatientSummary(ctx, file.patientId),
      getTimeline(ctx, file.patientId, {}),
    ])
    expect(await trailOf(world.gp.personId, 'record.patient.read')).toHaveLength(1)
  })

  // UXS-04 (thin)
  test('the summary: the disease, the stay, the last document, whom to call', async () => {
    await anEntry(world.feed, file, { kind: 'condition', title: 'Adénocarcinome du côlon droit, pT3 N1 M0' })
    await anEntry(world.feed, file, { kind: 'allergy', title: 'Pénicilline' })
    await recordStay(world.feed, {
      fileId: file.fileId,
      visitNumber: file.localId,
      patientClass: 'I',
      unit: 'Oncologie',
      attendingName: 'Dr MODÈLE',
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    const { entryId } = await store(Buffer.from('%PDF-1.4 c'), 'application/pdf')
    const summary = await getPatientSummary(world.gp.ctx, file.patientId)
    expect(summary).toMatchObject({
      conditions: [{ title: 'Adénocarcinome du côlon droit, pT3 N1 M0' }],
      runningStays: [{ stay: { unit: 'Oncologie' } }],
      lastDocument: { id: entryId },
      contacts: {
        establishments: [{ name: world.hospital.name, doctors: ['Dr MODÈLE'] }],
        ownRelation: { basis: 'declared_gp' },
        file: null,
      },
    })
    const banner = await getPatientBanner(world.gp.ctx, file.patientId)
    expect(banner).toMatchObject({ allergyState: 'known', allergies: ['Pénicilline'], hasHomonym: false })
  })

  test('a homonym born the same day is flagged, among those one may see', async () => {
    await aPatientFile(world.feed, { birthName: file.traits.birthName.toUpperCase() })
    expect(await getPatientBanner(world.doctor.ctx, file.patientId)).toMatchObject({ hasHomonym: true })
    expect(await getPatientBanner(world.gp.ctx, file.patientId)).toMatchObject({ hasHomonym: false })
  })

  // EXT-01
  test('anyone else is told "not found", and it is noted', async () => {
    const elsewhere = await aHospitalWithGp(database)
    const other = await anEstablishment(database, world.regionId)
    for (const ctx of [
      elsewhere.doctor.ctx,
      systemCtx(database, world.regionId, other.id),
      world.technician.ctx,
      world.regionAdmin.ctx,
    ]) {
      for (const read of [getPatientBanner, getPatientSummary]) {
        await expect(read(ctx, file.patientId)).rejects.toMatchObject({ code: 'not_found' })
      }
    }
    const refused = await database.owner
      .select({ actorId: auditEntries.actorId })
      .from(auditEntries)
      .where(and(eq(auditEntries.patientId, file.patientId), eq(auditEntries.outcome, 'refused')))
    expect(refused.map((r) => r.actorId)).toContain(world.technician.personId)
    await expect(getPatientBanner(world.gp.ctx, 'x')).rejects.toMatchObject({ code: 'not_found' })
  })
})

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
    expect(await viewDocument(world.gp.ctx, { ...of, mediaType: 'application/pdf' }, blobs)).toEqual({
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
    const view = await viewDocument(
      world.gp.ctx,
      { patientId: file.patientId, entryId: text.entryId, mediaType: 'text/xml' },
      blobs,
    )
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
    expect(await viewDocument(world.gp.ctx, { ...of, mediaType: 'text/xml' }, blobs)).toEqual({
      kind: 'file',
      mediaType: 'application/pdf',
    })
    const shown = await openDocument(world.gp.ctx, of, blobs)
    expect(Buffer.from(shown.content as Uint8Array)).toEqual(pdf)
    const original = await openDocument(world.gp.ctx, { ...of, isOriginal: true }, blobs)
    expect(original.mediaType).toBe('text/xml')
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
    const [kept] = await database.owner.select().from(patients).where(eq(patients.id, file.patientId))
    expect(kept).toBeDefined()
  })

  test('what its producer restricted stays in its establishment', async () => {
    const { entryId } = await store(Buffer.from('%PDF-1.4 e'), 'application/pdf', { isRestricted: true })
    const of = { patientId: file.patientId, entryId }
    await expect(openDocument(world.gp.ctx, of, blobs)).rejects.toMatchObject({ code: 'not_found' })
    const { content } = await openDocument(world.doctor.ctx, of, blobs)
    expect(content).toBeDefined()
    expect(await readBlob(blobs, `${world.regionId}/00/${'0'.repeat(64)}`).catch((e) => e.code)).toBe(
      'not_found',
    )
  })
})
