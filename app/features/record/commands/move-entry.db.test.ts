import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { aGpRelation, anEntry, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { type TwoHouses, twoHouses } from '#db/test/identity-world.ts'
import { aMoment, untilSomeoneWaits } from '#db/test/locks.ts'
import { EntryMoved } from '../contract.ts'
import { openDocument } from '../queries/open-document.server.ts'
import { fileDocument } from './file-document.server.ts'
import { moveEntry } from './move-entry.server.ts'
import { recordStay } from './record-stay.server.ts'

const database = useDatabase()
let w: TwoHouses
let folder: string
let blobs: ReturnType<typeof folderStore>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordee-blobs-'))
  blobs = folderStore(folder)
  w = await twoHouses(database)
})
afterAll(() => rm(folder, { recursive: true }))
const reason = 'Classé au mauvais patient'

const aLetter = async (fileId: string, more = {}) =>
  fileDocument(w.feed, {
    fileId,
    title: 'Lettre',
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    mediaType: 'text/plain',
    blob: await blobs.put(w.regionId, Buffer.from(randomUUID())),
    uniqueId: `1.2^${randomUUID()}`,
    channel: 'hl7v2',
    receivedAt: new Date(),
    ...more,
  })
const whereIs = async (entryId: string) =>
  (
    await database.owner.execute<{ entry: string; document: string; file_id: string }>(sql`
      select e.patient_id as entry, d.patient_id as document, e.file_id
      from record_entries e left join documents d on d.entry_id = e.id where e.id = ${entryId}`)
  )[0]!

describe('an entry of the wrong patient', () => {
  test('goes to the right one with its versions; who read it is told, and only they', async () => {
    const [wrong, right] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    await aGpRelation(w.feed, wrong.fileId, w.gp.rpps)
    const uniqueId = `v^${randomUUID()}`
    const v1 = await aLetter(wrong.fileId, { uniqueId })
    const v2 = await aLetter(wrong.fileId, { uniqueId, replacesUniqueId: uniqueId })
    const other = await aLetter(wrong.fileId)
    for (const who of [w.gp, w.doctor])
      await openDocument(who.ctx, { patientId: wrong.patientId, entryId: v2.entryId }, blobs)
    await openDocument(w.nurse.ctx, { patientId: wrong.patientId, entryId: other.entryId }, blobs)

    const { entryIds } = await moveEntry(w.vigilance.ctx, {
      entryId: v2.entryId,
      toFileId: right.fileId,
      reason,
    })
    expect(entryIds.sort()).toEqual([v1.entryId, v2.entryId].sort())
    for (const id of entryIds)
      expect(await whereIs(id)).toEqual({
        entry: right.patientId,
        document: right.patientId,
        file_id: right.fileId,
      })
    expect(await whereIs(other.entryId)).toMatchObject({ entry: wrong.patientId })

    const notices = await database.owner.execute<{ person_id: string; patient_id: string }>(
      sql`select person_id, patient_id from notices where entry_id = ${v2.entryId} and reason = 'moved'`,
    )
    expect(notices.map((n) => n.person_id).sort()).toEqual([w.gp.personId, w.doctor.personId].sort())
    expect(new Set(notices.map((n) => n.patient_id))).toEqual(new Set([wrong.patientId]))
    // The GP of the wrong patient reads it no more; the hospital reads it where it belongs.
    await expect(
      openDocument(w.gp.ctx, { patientId: right.patientId, entryId: v2.entryId }, blobs),
    ).rejects.toMatchObject({ code: 'not_found' })
    await openDocument(w.doctor.ctx, { patientId: right.patientId, entryId: v2.entryId }, blobs)

    const [event] = await database.owner.execute<{ payload: unknown }>(sql`
      select payload from outbox where name = ${EntryMoved.name} and payload->>'entryId' = ${v2.entryId}`)
    expect(EntryMoved.schema.parse(event!.payload)).toMatchObject({
      fromPatientId: wrong.patientId,
      toPatientId: right.patientId,
      readerIds: expect.arrayContaining([w.gp.personId]),
    })
    const [trail] = await database.owner.execute<{ audits: number; moves: number }>(sql`
      select (select count(distinct patient_id)::int from audit_entries where action = 'record.entry.move'
              and subject = ${`record_entry/${v2.entryId}`}) as audits,
             (select count(*)::int from entry_moves where entry_id = ${v2.entryId}) as moves`)
    expect(trail).toEqual({ audits: 2, moves: 1 })
  })

  test('is no longer in reach of whom it was sent to, an allergy no longer holds, a stay tells of the other', async () => {
    const [wrong, right] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    const allergy = await anEntry(w.feed, wrong, { kind: 'allergy', title: 'Latex' })
    await w.feed.write(async ({ tx }) => {
      await tx.execute(sql`select app.settle_allergies(${wrong.fileId}::uuid, null)`)
      await tx.execute(sql`select app.send_entry(${allergy.id}::uuid, ${w.clinic.id}::uuid)`)
    })
    await moveEntry(w.vigilance.ctx, { entryId: allergy.id, toFileId: right.fileId, reason })
    const states = await database.owner.execute<{ id: string; allergy_state: string }>(
      sql`select id, allergy_state from patients where id in (${wrong.patientId}, ${right.patientId})`,
    )
    expect(Object.fromEntries(states.map((p) => [p.id, p.allergy_state]))).toEqual({
      [wrong.patientId]: 'not_asked',
      [right.patientId]: 'known',
    })
    expect(
      await database.owner.execute(sql`select 1 from entry_recipients where entry_id = ${allergy.id}`),
    ).toHaveLength(0)

    const stay = await recordStay(w.feed, {
      fileId: wrong.fileId,
      visitNumber: randomUUID(),
      patientClass: 'I',
      unit: 'Hématologie',
      admittedAt: new Date('2026-03-01T08:00:00Z'),
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    await moveEntry(w.vigilance.ctx, { entryId: stay.entryId, toFileId: right.fileId, reason })
    const units = await database.owner.execute<{ id: string; current_unit: string | null }>(
      sql`select id, current_unit from patient_files where id in (${wrong.fileId}, ${right.fileId})`,
    )
    expect(Object.fromEntries(units.map((f) => [f.id, f.current_unit]))).toEqual({
      [wrong.fileId]: null,
      [right.fileId]: 'Hématologie',
    })
  })

  test('another role, another establishment, a file that is not one’s own and a reason left out are refused', async () => {
    const [wrong, right] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    const theirs = await aPatientFile(w.clinicFeed)
    const { entryId } = await aLetter(wrong.fileId)
    const of = { entryId, toFileId: right.fileId, reason }
    for (const ctx of [w.doctor.ctx, w.technician.ctx, w.feed])
      await expect(moveEntry(ctx, of)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(moveEntry(w.clinicVigilance.ctx, of)).rejects.toMatchObject({ code: 'not_found' })
    await expect(moveEntry(w.vigilance.ctx, { ...of, toFileId: theirs.fileId })).rejects.toMatchObject({
      code: 'not_found',
      reason: 'record.fileNotFound',
    })
    await expect(moveEntry(w.vigilance.ctx, { ...of, toFileId: wrong.fileId })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.entryAlreadyThere',
    })
    await expect(moveEntry(w.vigilance.ctx, { ...of, reason: 'x' })).rejects.toMatchObject({
      code: 'invalid',
    })
    expect(await whereIs(entryId)).toMatchObject({ entry: wrong.patientId })
  })

  test('moved by two at once: the second is told', async () => {
    const files = [
      await aPatientFile(w.feed),
      await aPatientFile(w.feed),
      await aPatientFile(w.feed),
    ] as const
    const { entryId } = await aLetter(files[0].fileId)
    const [moved, commit] = [aMoment(), aMoment()]
    const first = w.vigilance.ctx.write(async ({ tx }) => {
      await tx.execute(sql`select app.move_entry(${entryId}::uuid, ${files[1].fileId}::uuid, ${reason})`)
      moved.reach()
      await commit.reached
    })
    await moved.reached
    const second = moveEntry(w.vigilance.ctx, { entryId, toFileId: files[2].fileId, reason }).then(
      () => 'done',
      (error) => error,
    )
    await untilSomeoneWaits(database)
    commit.reach()
    await first
    expect(await second).toMatchObject({ code: 'conflict', reason: 'record.entryMovedAlready' })
    expect(await whereIs(entryId)).toMatchObject({ entry: files[1].patientId })
  })
})
