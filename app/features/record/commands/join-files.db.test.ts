import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { anEntry, anIns, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import {
  aLookalike,
  identityOf,
  patientOfFile,
  reviewsOf,
  type TwoHouses,
  twoHouses,
} from '#db/test/identity-world.ts'
import { aMoment, untilSomeoneWaits } from '#db/test/locks.ts'
import { changeLocalId, mergeFiles } from './join-files.server.ts'
import { openFile } from './open-file.server.ts'
import { recordStay } from './record-stay.server.ts'

const database = useDatabase()
let w: TwoHouses
beforeAll(async () => {
  w = await twoHouses(database)
})
const twoFiles = async () => [await aPatientFile(w.feed), await aPatientFile(w.feed)] as const
const fileOfEntry = async (id: string) =>
  (
    await database.owner.execute<{ file_id: string; patient_id: string }>(
      sql`select file_id, patient_id from record_entries where id = ${id}`,
    )
  )[0]

describe('two files of one establishment', () => {
  test('become one: stays and documents move, the former number finds the patient', async () => {
    const [kept, gone] = await twoFiles()
    const entry = await anEntry(w.feed, gone)
    const stay = await recordStay(w.feed, {
      fileId: gone.fileId,
      visitNumber: `V-${gone.localId}`,
      patientClass: 'I',
      unit: 'Oncologie',
      admittedAt: new Date('2026-03-01T08:00:00Z'),
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    const of = { survivorLocalId: kept.localId, mergedLocalId: gone.localId }
    expect(await mergeFiles(w.feed, of)).toEqual({ answer: 'merged' })
    for (const id of [entry.id, stay.entryId])
      expect(await fileOfEntry(id)).toEqual({ file_id: kept.fileId, patient_id: kept.patientId })
    expect(await patientOfFile(database, gone.fileId)).toBeUndefined()
    expect(await identityOf(database, gone.patientId)).toMatchObject({ merged_into: kept.patientId })
    const [file] = await database.owner.execute<{ current_unit: string }>(
      sql`select current_unit from patient_files where id = ${kept.fileId}`,
    )
    expect(file!.current_unit).toBe('Oncologie')

    // Delivered twice it is done once; a late message under the former number changes no name.
    expect(await mergeFiles(w.feed, of)).toEqual({ answer: 'known' })
    const late = await openFile(w.feed, { ...gone.traits, usedName: 'Tardif' })
    expect(late).toEqual({ answer: 'known', fileId: kept.fileId, patientId: kept.patientId })
    expect(await identityOf(database, kept.patientId)).toMatchObject({
      birth_name: kept.traits.birthName,
      used_name: null,
    })
  })

  test('a number that never came is remembered for when it does', async () => {
    const kept = await aPatientFile(w.feed)
    const of = { survivorLocalId: kept.localId, mergedLocalId: `never-${kept.localId}` }
    expect(await mergeFiles(w.feed, of)).toEqual({ answer: 'alias' })
    expect(await openFile(w.feed, { ...kept.traits, localId: of.mergedLocalId })).toMatchObject({
      fileId: kept.fileId,
    })
  })

  test('answers an open question about the two', async () => {
    const { known, file } = await aLookalike(database, w)
    await mergeFiles(w.feed, { survivorLocalId: known.localId, mergedLocalId: file.localId })
    expect(await reviewsOf(database, file.fileId)).toHaveLength(0)
    expect(await identityOf(database, known.patientId)).toMatchObject({ identity_status: 'QUAL' })
  })

  test('leaves a patient whom another establishment knows', async () => {
    const shared = { ...anIns(), identityStatus: 'QUAL' as const }
    const gone = await aPatientFile(w.feed, shared)
    const theirs = await aPatientFile(w.clinicFeed, gone.traits)
    const kept = await aPatientFile(w.feed)
    await mergeFiles(w.feed, { survivorLocalId: kept.localId, mergedLocalId: gone.localId })
    expect(await identityOf(database, gone.patientId)).toMatchObject({ merged_into: null })
    expect(await patientOfFile(database, theirs.fileId)).toBe(gone.patientId)
  })

  test('two proven numbers, an unknown survivor, another establishment and a doctor are refused', async () => {
    const [a, b] = [
      await aPatientFile(w.feed, { ...anIns('male'), identityStatus: 'QUAL' }),
      await aPatientFile(w.feed, { ...anIns('female'), identityStatus: 'QUAL' }),
    ]
    const of = { survivorLocalId: a.localId, mergedLocalId: b.localId }
    await expect(mergeFiles(w.feed, of)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.twoQualified',
    })
    await expect(mergeFiles(w.clinicFeed, of)).rejects.toMatchObject({ code: 'not_found' })
    await expect(mergeFiles(w.feed, { ...of, survivorLocalId: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(mergeFiles(w.doctor.ctx, of)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await patientOfFile(database, b.fileId)).toBe(b.patientId)
  })

  test('said from both sides at once: one is done, the other is known or refused, nothing is lost', async () => {
    const [one, two] = await twoFiles()
    const entry = await anEntry(w.feed, one)
    const [merged, commit] = [aMoment(), aMoment()]
    const first = w.feed.write(async ({ tx }) => {
      await tx.execute(sql`select app.merge_files(${two.localId}, ${one.localId})`)
      merged.reach()
      await commit.reached
    })
    await merged.reached
    const second = mergeFiles(w.feed, { survivorLocalId: one.localId, mergedLocalId: two.localId })
    await untilSomeoneWaits(database)
    commit.reach()
    await first
    expect(await second).toEqual({ answer: 'known' })
    expect(await fileOfEntry(entry.id)).toEqual({ file_id: two.fileId, patient_id: two.patientId })
  })
})

describe('a new number', () => {
  test('takes the place of the former, which still finds the patient; back again too', async () => {
    const file = await aPatientFile(w.feed)
    const to = `N-${file.localId}`
    expect(await changeLocalId(w.feed, { from: file.localId, to })).toEqual({ answer: 'changed' })
    expect(await changeLocalId(w.feed, { from: file.localId, to })).toEqual({ answer: 'known' })
    for (const localId of [to, file.localId])
      expect(await openFile(w.feed, { ...file.traits, localId })).toMatchObject({
        answer: 'known',
        fileId: file.fileId,
      })
    expect(await changeLocalId(w.feed, { from: to, to: file.localId })).toEqual({ answer: 'changed' })
  })

  test('one that is taken, an unknown one and another establishment’s are refused', async () => {
    const [one, two] = await twoFiles()
    await expect(changeLocalId(w.feed, { from: one.localId, to: two.localId })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.localIdTaken',
    })
    await expect(changeLocalId(w.feed, { from: 'nobody', to: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(changeLocalId(w.clinicFeed, { from: one.localId, to: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(changeLocalId(w.secretary.ctx, { from: one.localId, to: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
