import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { aGpRelation, anEntry, anIns, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aLookalike, identityOf, reviewsOf, type TwoHouses, twoHouses } from '#db/test/identity-world.ts'
import { aMoment, untilSomeoneWaits } from '#db/test/locks.ts'
import { listDecisions } from '../queries/review-identities.server.ts'
import { searchPatients } from '../queries/search-patients.server.ts'
import { mergePatients, unmergePatients } from './decide-identity.server.ts'
import { fileDocument } from './file-document.server.ts'
import { changeLocalId, mergeFiles } from './join-files.server.ts'
import { openFile } from './open-file.server.ts'
import { recordConsent } from './record-consent.server.ts'
import { recordStay } from './record-stay.server.ts'

// API-09: two files of a house that its feed said are one are two again, with all that was theirs.
const database = useDatabase()
let w: TwoHouses
beforeAll(async () => {
  w = await twoHouses(database)
})
const reason = 'Ce sont deux personnes'
type File = Awaited<ReturnType<typeof aPatientFile>>

const merge = async (kept: File, gone: File) => {
  await mergeFiles(w.feed, { survivorLocalId: kept.localId, mergedLocalId: gone.localId })
  const [decision] = await listDecisions(w.vigilance.ctx)
  return decision!
}
const undo = (decisionId: string) => unmergePatients(w.vigilance.ctx, { decisionId, reason })
const rowOf = async <T = Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  (await database.owner.execute(query))[0] as T
const fileOfEntry = (id: string) =>
  rowOf<{ file_id: string; patient_id: string }>(
    sql`select file_id, patient_id from record_entries where id = ${id}`,
  )
const fileRow = (id: string) =>
  rowOf<Record<string, unknown>>(sql`
    select patient_id, local_id, birth_name, phone, current_unit, declared_gp_rpps from patient_files where id = ${id}`)

const admitted = (file: File, unit: string, more: { dischargedAt?: Date } = {}) =>
  recordStay(w.feed, {
    fileId: file.fileId,
    visitNumber: `V-${file.localId}`,
    patientClass: 'I',
    unit,
    admittedAt: new Date('2026-03-01T08:00:00Z'),
    channel: 'hl7v2',
    receivedAt: new Date(),
    ...more,
  })
const aDocument = (file: File, sha256: string) =>
  fileDocument(w.feed, {
    fileId: file.fileId,
    title: 'Lettre',
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    mediaType: 'text/plain',
    uniqueId: 'same-id',
    blob: { key: `k-${sha256}`, sha256: sha256.repeat(64), byteLength: 1 },
    channel: 'hl7v2',
    receivedAt: new Date(),
  })

describe('a merge of two files', () => {
  test('is taken back whole: file, number, entries, relations, consent, whereabouts', async () => {
    const [kept, gone] = [
      await aPatientFile(w.feed, { birthName: 'Gardé' }),
      await aPatientFile(w.feed, { birthName: 'Repris' }),
    ]
    await aGpRelation(w.feed, gone.fileId, w.gp.rpps)
    const [entry, mine] = [await anEntry(w.feed, gone), await anEntry(w.feed, kept)]
    const stay = await admitted(gone, 'Oncologie')
    await recordConsent(w.feed, { fileId: gone.fileId, opposesDeposit: true })
    const twice = [await aDocument(kept, 'a'), await aDocument(gone, 'a')]
    const before = { kept: await fileRow(kept.fileId), gone: await fileRow(gone.fileId) }

    const decision = await merge(kept, gone)
    expect(decision).toMatchObject({
      kind: 'merge_files',
      mayUndo: true,
      numbers: { retired: gone.localId, surviving: kept.localId },
    })
    expect(await fileRow(gone.fileId)).toBeUndefined()
    await undo(decision.id)

    expect(await fileRow(kept.fileId)).toEqual(before.kept)
    expect(await fileRow(gone.fileId)).toEqual(before.gone)
    for (const id of [entry.id, stay.entryId, twice[1]!.entryId])
      expect(await fileOfEntry(id)).toEqual({ file_id: gone.fileId, patient_id: gone.patientId })
    expect(await fileOfEntry(mine.id)).toEqual({ file_id: kept.fileId, patient_id: kept.patientId })
    // The same document on both sides was one; now each has its own.
    expect(
      await rowOf(sql`
        select d.patient_id, d.duplicate_of, e.status from documents d join record_entries e on e.id = d.entry_id
        where d.entry_id = ${twice[1]!.entryId}`),
    ).toEqual({ patient_id: gone.patientId, duplicate_of: null, status: 'current' })
    expect(await identityOf(database, gone.patientId)).toMatchObject({ merged_into: null })
    expect(
      await rowOf(sql`select patient_id, opposes_deposit from file_consents where file_id = ${gone.fileId}`),
    ).toEqual({ patient_id: gone.patientId, opposes_deposit: true })
    expect(await rowOf(sql`select from file_consents where file_id = ${kept.fileId}`)).toBeUndefined()
    // The GP and the search find the one who was gone, and her alone.
    const found = await searchPatients(w.gp.ctx, gone.traits.birthName)
    expect(found.rows.map((row) => row.id)).toEqual([gone.patientId])
    expect((await searchPatients(w.gp.ctx, kept.traits.birthName)).rows).toEqual([])
    // Her number is hers again.
    expect(await openFile(w.feed, { ...gone.traits, usedName: 'Nouveau' })).toMatchObject({
      fileId: gone.fileId,
      patientId: gone.patientId,
    })
    expect((await listDecisions(w.vigilance.ctx))[0]).toMatchObject({ mayUndo: false, undoneReason: reason })
    await expect(undo(decision.id)).rejects.toMatchObject({ reason: 'record.alreadyUndone' })
  })

  test('what came since stays where it came, and a stay that ended is over', async () => {
    const [kept, gone] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    await admitted(gone, 'Chirurgie')
    const decision = await merge(kept, gone)
    const since = await anEntry(w.feed, kept)
    await admitted({ ...gone, fileId: kept.fileId }, 'Chirurgie', { dischargedAt: new Date() })
    await undo(decision.id)
    expect(await fileOfEntry(since.id)).toEqual({ file_id: kept.fileId, patient_id: kept.patientId })
    expect(await fileRow(gone.fileId)).toMatchObject({ current_unit: null })
    expect(await fileRow(kept.fileId)).toMatchObject({ current_unit: null })
  })

  test('asks its question about the two again', async () => {
    const { known, file, reviewId } = await aLookalike(database, w)
    const decision = await merge(known as File, file as File)
    expect(await reviewsOf(database, file.fileId)).toHaveLength(0)
    await undo(decision.id)
    expect(await reviewsOf(database, file.fileId)).toMatchObject([{ id: reviewId, state: 'open' }])
    expect(await identityOf(database, known.patientId)).toMatchObject({ identity_status: 'QUAL' })
  })

  test('two files of one patient, too', async () => {
    const kept = await aPatientFile(w.feed, { ...anIns(), identityStatus: 'QUAL' })
    const { localId: _, ...traits } = kept.traits
    const gone = await aPatientFile(w.feed, traits)
    expect(gone.patientId).toBe(kept.patientId)
    const entry = await anEntry(w.feed, gone)
    const decision = await merge(kept, gone)
    expect(await fileOfEntry(entry.id)).toMatchObject({ file_id: kept.fileId })
    await undo(decision.id)
    expect(await fileOfEntry(entry.id)).toEqual({ file_id: gone.fileId, patient_id: kept.patientId })
  })

  test('the later is taken back first', async () => {
    const [a, b, c] = [await aPatientFile(w.feed), await aPatientFile(w.feed), await aPatientFile(w.feed)]
    const first = await merge(b, a)
    const second = await merge(c, b)
    await expect(undo(first.id)).rejects.toMatchObject({ reason: 'record.undoLaterFirst' })
    await undo(second.id)
    await undo(first.id)
    expect(await fileRow(a.fileId)).toMatchObject({ patient_id: a.patientId })
    expect(await fileRow(b.fileId)).toMatchObject({ patient_id: b.patientId })

    const { decisionId } = await mergePatients(w.vigilance.ctx, {
      fromPatientId: a.patientId,
      toPatientId: b.patientId,
      reason: 'La même',
    })
    const files = await merge(b, a)
    await expect(undo(decisionId)).rejects.toMatchObject({ reason: 'record.undoLaterFirst' })
    await undo(files.id)
    await undo(decisionId)
    expect(await fileRow(a.fileId)).toMatchObject({ patient_id: a.patientId })
  })

  test('a number that was given to somebody else meanwhile is not taken from them', async () => {
    const [kept, gone] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    const decision = await merge(kept, gone)
    await changeLocalId(w.feed, { from: kept.localId, to: gone.localId })
    await expect(undo(decision.id)).rejects.toMatchObject({ code: 'conflict', reason: 'record.localIdTaken' })
    expect(await fileRow(gone.fileId)).toBeUndefined()
  })

  test('is undone by identity vigilance of that house alone', async () => {
    const [kept, gone] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    const { id } = await merge(kept, gone)
    const by = (who: TwoHouses['doctor']) => unmergePatients(who.ctx, { decisionId: id, reason })
    await expect(by(w.clinicVigilance)).rejects.toMatchObject({ code: 'not_found' })
    await expect(by(w.doctor)).rejects.toMatchObject({ code: 'forbidden' })
    // One of before what it moved was kept stands.
    await database.owner.execute(sql`update identity_decisions set moved = moved - 'file' where id = ${id}`)
    expect((await listDecisions(w.vigilance.ctx))[0]).toMatchObject({ id, mayUndo: false })
    await expect(undo(id)).rejects.toMatchObject({ reason: 'record.decisionStands' })
  })

  test('while it is taken back, what comes under its number waits, then finds its own file', async () => {
    const [kept, gone] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    const { id } = await merge(kept, gone)
    const [undone, commit] = [aMoment(), aMoment()]
    const first = w.vigilance.ctx.write(async ({ tx }) => {
      await tx.execute(sql`select app.undo_decision(${id}::uuid, ${reason})`)
      undone.reach()
      await commit.reached
    })
    await undone.reached
    const message = openFile(w.feed, gone.traits)
    await untilSomeoneWaits(database)
    commit.reach()
    await first
    expect(await message).toMatchObject({ fileId: gone.fileId, patientId: gone.patientId })
  })

  test('taken back by two at once: one does, the other is told', async () => {
    const [kept, gone] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
    const entry = await anEntry(w.feed, gone)
    const { id } = await merge(kept, gone)
    const [undone, commit] = [aMoment(), aMoment()]
    const first = w.vigilance.ctx.write(async ({ tx }) => {
      await tx.execute(sql`select app.undo_decision(${id}::uuid, ${reason})`)
      undone.reach()
      await commit.reached
    })
    await undone.reached
    const second = undo(id)
    const told = expect(second).rejects.toMatchObject({ reason: 'record.alreadyUndone' })
    await untilSomeoneWaits(database)
    commit.reach()
    await first
    await told
    expect(await fileOfEntry(entry.id)).toEqual({ file_id: gone.fileId, patient_id: gone.patientId })
  })
})
