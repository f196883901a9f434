import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { personActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { auditEntries } from '#db/schema/audit.ts'
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
import { getPatientBanner } from './get-patient-banner.server.ts'
import { getPatientSummary } from './get-patient-summary.server.ts'
import { getTimeline } from './get-timeline.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>

beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
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
let counter = 0
/** Pages only know of a document; its bytes are in another test. */
const fileSome = (more = {}) => {
  const sha256 = String(++counter).padStart(64, '0')
  return fileDocument(world.feed, {
    fileId: file.fileId,
    title: 'Compte rendu',
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    mediaType: 'application/pdf',
    blob: { key: `${world.regionId}/00/${sha256}`, sha256, byteLength: 1 },
    uniqueId: `1.2^${crypto.randomUUID()}`,
    channel: 'hl7v2',
    receivedAt: new Date(),
    ...more,
  })
}
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
    const results = await getTimeline(world.gp.ctx, file.patientId, { kind: ['result'] })
    expect(results.entries.map((e) => e.title)).toEqual(['NFS'])
    const elsewhere = await getTimeline(world.gp.ctx, file.patientId, { establishment: [world.practice.id] })
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
    await fileSome({ uniqueId: `v^${file.localId}` })
    await fileSome({
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
    const { entryId } = await fileSome()
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
