import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { outbox } from '#db/schema/outbox.ts'
import { aGpRelation, aHospitalWithGp, aMember, anEstablishment, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { reactions } from '#workers/registry.ts'
import { TellReaders } from '../jobs.ts'
import { countUnread, listNotices } from '../queries/list-notices.server.ts'
import { fileDocument } from './file-document.server.ts'
import { readNotices } from './read-notices.server.ts'
import { tellReaders } from './tell-readers.server.ts'
import { withdrawDocument } from './withdraw-document.server.ts'

// EXT-02: who read a document learns that it holds no more.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})

let counter = 0
async function aRecord() {
  const file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
  const files = (more: object = {}) => {
    const sha256 = `c${String(++counter).padStart(63, '0')}`
    return fileDocument(world.feed, {
      fileId: file.fileId,
      title: 'Compte rendu',
      occurredAt: new Date('2026-03-02T09:00:00Z'),
      mediaType: 'application/pdf',
      blob: { key: `${world.regionId}/c0/${sha256}`, sha256, byteLength: 12 },
      channel: 'hl7v2',
      receivedAt: new Date(),
      ...more,
    })
  }
  return { ...file, files }
}
const reads = (ctx: Ctx, { patientId, entryId }: { patientId: string; entryId: string }) =>
  ctx.readPatient(patientId, 'care', ({ audit }) =>
    audit('record.document.read', `record_entry/${entryId}`, { patientId, detail: { as: 'show' } }),
  )
const noticesOf = async (ctx: Ctx, patientId: string) =>
  (await listNotices(ctx)).filter((n) => n.patient?.id === patientId)

/** The jobs that the events about a patient ask for, as the relay would hand them on. */
async function jobsAfter(patientId: string) {
  const events = (await database.owner.select().from(outbox)).filter((e) => e.payload.patientId === patientId)
  return events.flatMap((event) =>
    reactions
      .filter((r) => r.event === event.name)
      .flatMap((r) =>
        r.jobs(event.payload, {
          regionId: event.regionId,
          establishmentId: event.establishmentId,
          actorId: event.actorId,
          requestId: event.requestId,
        }),
      )
      .filter((request) => request.job.name === TellReaders.name)
      .map((request) => request.data as { entryId: string; butNot: string | null }),
  )
}

describe('a version that takes the place of one that was read', () => {
  test('is told to its readers, once each, with where to look now', async () => {
    const record = await aRecord()
    const old = await record.files({ uniqueId: `1.2^${record.fileId}` })
    await reads(world.gp.ctx, old)
    await reads(world.gp.ctx, old)
    await reads(world.doctor.ctx, old)
    const newer = await record.files({
      uniqueId: `1.3^${record.fileId}`,
      replacesUniqueId: `1.2^${record.fileId}`,
    })

    const jobs = await jobsAfter(record.patientId)
    expect(jobs).toEqual([{ entryId: old.entryId, butNot: null }])
    expect(await tellReaders(world.feed, jobs[0]!)).toEqual({ told: 2 })
    expect(await tellReaders(world.feed, jobs[0]!)).toEqual({ told: 0 })

    for (const { ctx } of [world.gp, world.doctor])
      expect(await noticesOf(ctx, record.patientId)).toMatchObject([
        { reason: 'replaced', isRead: false, newerId: newer.entryId, entry: { id: old.entryId } },
      ])
    expect(await noticesOf(world.nurse.ctx, record.patientId)).toEqual([])
  })

  test('is not told to who did it, nor to who read only the new one', async () => {
    const record = await aRecord()
    const old = await record.files({ uniqueId: `2.2^${record.fileId}` })
    await reads(world.doctor.ctx, old)
    const newer = await record.files({
      uniqueId: `2.3^${record.fileId}`,
      replacesUniqueId: `2.2^${record.fileId}`,
    })
    await reads(world.gp.ctx, newer)
    const done = await tellReaders(world.feed, { entryId: old.entryId, butNot: world.doctor.personId })
    expect(done).toEqual({ told: 0 })
  })
})

describe('a withdrawal', () => {
  test('is told, counted on the bell, and taken note of', async () => {
    const record = await aRecord()
    const document = await record.files({ uniqueId: `3.1^${record.fileId}` })
    await reads(world.secretary.ctx, document)
    await withdrawDocument(world.feed, {
      fileId: record.fileId,
      uniqueId: `3.1^${record.fileId}`,
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    for (const job of await jobsAfter(record.patientId)) await tellReaders(world.feed, job)

    const { ctx } = world.secretary
    expect(await countUnread(ctx)).toBe(1)
    const [notice] = await noticesOf(ctx, record.patientId)
    expect(notice).toMatchObject({ reason: 'withdrawn', newerId: null })
    expect(await readNotices(world.nurse.ctx, { noticeId: notice!.id })).toEqual({ read: 0 })
    expect(await readNotices(ctx, { noticeId: notice!.id })).toEqual({ read: 1 })
    expect(await readNotices(ctx, {})).toEqual({ read: 0 })
    expect(await countUnread(ctx)).toBe(0)
    expect(await noticesOf(ctx, record.patientId)).toMatchObject([{ isRead: true }])
  })

  test('of somebody else’s entry cannot be told by another establishment', async () => {
    const record = await aRecord()
    const document = await record.files({ uniqueId: `4.1^${record.fileId}` })
    await reads(world.doctor.ctx, document)
    const other = await anEstablishment(database, world.regionId)
    const stranger = await aMember(database, {
      regionId: world.regionId,
      establishmentId: other.id,
      role: 'doctor',
    })
    const tells = stranger.ctx.write(({ tx }) =>
      tx.execute(`select app.notify_readers('${document.entryId}', 'withdrawn')`),
    )
    await expect(tells).rejects.toMatchObject({ code: 'not_found' })
  })

  test('reaches who has lost the patient since, without saying who it was', async () => {
    const record = await aRecord()
    const document = await record.files({ uniqueId: `5.1^${record.fileId}` })
    await reads(world.gp.ctx, document)
    await database.owner.execute(
      `update care_relations set ends_at = now() - interval '1 second' where patient_id = '${record.patientId}'`,
    )
    await withdrawDocument(world.feed, {
      fileId: record.fileId,
      uniqueId: `5.1^${record.fileId}`,
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    await tellReaders(world.feed, { entryId: document.entryId, butNot: null })
    const [newest] = await listNotices(world.gp.ctx)
    expect(newest).toMatchObject({ reason: 'withdrawn', patient: null, entry: null })
  })
})
