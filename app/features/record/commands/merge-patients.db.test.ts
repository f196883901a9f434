import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { aGpRelation, anEntry, anIns, aPatientFile } from '#db/test/factories.ts'
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
import { findSuccessor } from '../queries/find-successor.server.ts'
import { previewMerge } from '../queries/review-identities.server.ts'
import { keepApart, mergePatients, unmergePatients } from './decide-identity.server.ts'

const database = useDatabase()
let w: TwoHouses
beforeAll(async () => {
  w = await twoHouses(database)
})
const reason = 'Pièces d’identité comparées'

/** Two provisional files of the hospital, of two patients. */
const twoPatients = async () => [await aPatientFile(w.feed), await aPatientFile(w.feed)] as const
const entriesOf = async (patientId: string) =>
  (
    await database.owner.execute<{ id: string }>(
      sql`select id from record_entries where patient_id = ${patientId}`,
    )
  ).map((row) => row.id)

describe('a merge', () => {
  // API-09
  test('previewed, done, undone: what it moved goes back, what came since stays', async () => {
    const [one, two] = await twoPatients()
    const [before, kept] = [await anEntry(w.feed, one), await anEntry(w.feed, two)]
    await aGpRelation(w.feed, one.fileId, w.gp.rpps)
    const of = { fromPatientId: one.patientId, toPatientId: two.patientId }
    const preview = await previewMerge(w.vigilance.ctx, of)
    expect(preview).toMatchObject({
      from: { entries: 1, relations: 1, files: [{ localId: one.localId }] },
      to: { entries: 1, relations: 0 },
      refused: null,
    })
    expect(await patientOfFile(database, one.fileId)).toBe(one.patientId)

    const { decisionId } = await mergePatients(w.vigilance.ctx, { ...of, reason })
    expect((await entriesOf(two.patientId)).sort()).toEqual([before.id, kept.id].sort())
    expect(await w.gp.ctx.readPatient(two.patientId, 'care', async () => 'seen')).toBe('seen')
    await expect(w.gp.ctx.readPatient(one.patientId, 'care', async () => 1)).rejects.toMatchObject({
      code: 'not_found',
    })

    // An address that somebody kept leads on, for those who may see the record there.
    expect(await findSuccessor(w.gp.ctx, one.patientId)).toBe(two.patientId)
    expect(await findSuccessor(w.clinicDoctor.ctx, one.patientId)).toBeNull()

    const since = await anEntry(w.feed, two)
    const withFile = await anEntry(w.feed, { fileId: one.fileId, patientId: two.patientId })
    await unmergePatients(w.vigilance.ctx, { decisionId, reason })
    expect((await entriesOf(one.patientId)).sort()).toEqual([before.id, withFile.id].sort())
    expect((await entriesOf(two.patientId)).sort()).toEqual([kept.id, since.id].sort())
    expect(await identityOf(database, one.patientId)).toMatchObject({ merged_into: null })
    expect(await identityOf(database, one.patientId)).toMatchObject({ birth_name: one.traits.birthName })
    expect(await identityOf(database, two.patientId)).toMatchObject({ birth_name: two.traits.birthName })
    expect(await w.gp.ctx.readPatient(one.patientId, 'care', async () => 'seen')).toBe('seen')
    await expect(unmergePatients(w.vigilance.ctx, { decisionId, reason })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.alreadyUndone',
    })
  })

  test('takes the other establishments’ files along, and an undo opens its question again', async () => {
    const { known, file, reviewId } = await aLookalike(database, w, w.clinicFeed)
    const entry = await anEntry(w.clinicFeed, file)
    const of = { fromPatientId: file.patientId, toPatientId: known.patientId }
    const { decisionId } = await mergePatients(w.clinicVigilance.ctx, { ...of, reason })
    expect(await entriesOf(known.patientId)).toContain(entry.id)
    expect(await reviewsOf(database, file.fileId)).toMatchObject([{ state: 'attached' }])
    // The hospital sees its patient still, and none of the clinic's entries for it.
    const seen = await w.doctor.ctx.read((tx) =>
      tx.execute(sql`select id from record_entries where id = ${entry.id}`),
    )
    expect(seen).toHaveLength(0)
    await expect(unmergePatients(w.vigilance.ctx, { decisionId, reason })).rejects.toMatchObject({
      code: 'not_found',
    })
    await unmergePatients(w.clinicVigilance.ctx, { decisionId, reason })
    expect(await reviewsOf(database, file.fileId)).toMatchObject([{ id: reviewId, state: 'open' }])
    expect(await entriesOf(file.patientId)).toEqual([entry.id])
  })

  test('of two who are nobody’s business here, of one with themselves, and of two proven numbers is refused', async () => {
    const [one, two] = await twoPatients()
    const of = { fromPatientId: one.patientId, toPatientId: two.patientId, reason }
    await expect(mergePatients(w.clinicVigilance.ctx, of)).rejects.toMatchObject({ code: 'not_found' })
    await expect(previewMerge(w.clinicVigilance.ctx, of)).rejects.toMatchObject({ code: 'not_found' })
    await expect(mergePatients(w.vigilance.ctx, { ...of, toPatientId: one.patientId })).rejects.toMatchObject(
      {
        code: 'invalid',
      },
    )
    await expect(mergePatients(w.vigilance.ctx, { ...of, toPatientId: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    })
    const [a, b] = [
      await aPatientFile(w.feed, { ...anIns('male'), identityStatus: 'QUAL' }),
      await aPatientFile(w.feed, { ...anIns('female'), identityStatus: 'QUAL' }),
    ]
    const proven = { fromPatientId: a.patientId, toPatientId: b.patientId }
    expect(await previewMerge(w.vigilance.ctx, proven)).toMatchObject({ refused: 'record.twoQualified' })
    await expect(mergePatients(w.vigilance.ctx, { ...proven, reason })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.twoQualified',
    })
  })

  // API-09
  test.each(['the same way', 'the other way round'])(
    'said twice at once, %s: one is done, the other is told',
    async (how) => {
      const [one, two] = await twoPatients()
      const entry = await anEntry(w.feed, one)
      const way = { fromPatientId: one.patientId, toPatientId: two.patientId, reason }
      const other =
        how === 'the same way' ? way : { fromPatientId: two.patientId, toPatientId: one.patientId, reason }
      const [merged, commit] = [aMoment(), aMoment()]
      const first = w.vigilance.ctx.write(async ({ tx }) => {
        await tx.execute(
          sql`select app.merge_patients(${way.fromPatientId}::uuid, ${way.toPatientId}::uuid, ${reason})`,
        )
        merged.reach()
        await commit.reached
      })
      await merged.reached
      const second = mergePatients(w.vigilance.ctx, other).then(
        () => 'done',
        (error) => error,
      )
      await untilSomeoneWaits(database)
      commit.reach()
      await first
      expect(await second).toMatchObject({ code: 'conflict', reason: 'record.alreadyMerged' })
      expect(await entriesOf(two.patientId)).toEqual([entry.id])
    },
  )

  test('what is being filed while it runs is filed to the patient who stays', async () => {
    const [one, two] = await twoPatients()
    const [merged, commit] = [aMoment(), aMoment()]
    const merge = w.vigilance.ctx.write(async ({ tx }) => {
      await tx.execute(
        sql`select app.merge_patients(${one.patientId}::uuid, ${two.patientId}::uuid, ${reason})`,
      )
      merged.reach()
      await commit.reached
    })
    await merged.reached
    const { fileDocument } = await import('./file-document.server.ts')
    const filing = fileDocument(w.feed, {
      fileId: one.fileId,
      title: 'Pendant la fusion',
      occurredAt: new Date('2026-03-02T09:00:00Z'),
      mediaType: 'text/plain',
      blob: { key: 'k', sha256: 'a'.repeat(64), byteLength: 1 },
      uniqueId: `1.2^${randomUUID()}`,
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    await untilSomeoneWaits(database)
    commit.reach()
    await merge
    expect(await filing).toMatchObject({ patientId: two.patientId, outcome: 'filed' })
  })

  test('a later merge is undone before an earlier one', async () => {
    const [one, two] = await twoPatients()
    const three = await aPatientFile(w.feed)
    const merge = (from: string, to: string) =>
      mergePatients(w.vigilance.ctx, { fromPatientId: from, toPatientId: to, reason })
    const first = await merge(one.patientId, two.patientId)
    const second = await merge(two.patientId, three.patientId)
    await expect(unmergePatients(w.vigilance.ctx, { ...first, reason })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.undoLaterFirst',
    })
    await unmergePatients(w.vigilance.ctx, { ...second, reason })
    await unmergePatients(w.vigilance.ctx, { ...first, reason })
    for (const file of [one, two, three])
      expect(await patientOfFile(database, file.fileId)).toBe(file.patientId)
  })

  test('a pair that was kept apart stays so for whoever took one of them in', async () => {
    const { known, file, reviewId } = await aLookalike(database, w)
    await keepApart(w.vigilance.ctx, { reviewId, reason })
    const third = await aPatientFile(w.feed)
    await mergePatients(w.vigilance.ctx, {
      fromPatientId: file.patientId,
      toPatientId: third.patientId,
      reason,
    })
    const [row] = await database.owner.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.region_id', ${w.regionId}, true)`)
      return tx.execute<{ apart: boolean }>(
        sql`select app.are_kept_apart(${known.patientId}::uuid, ${third.patientId}::uuid) as apart`,
      )
    })
    expect(row!.apart).toBe(true)
  })

  test('trail and event for both, in the same transaction', async () => {
    const [one, two] = await twoPatients()
    const { decisionId } = await mergePatients(w.vigilance.ctx, {
      fromPatientId: one.patientId,
      toPatientId: two.patientId,
      reason,
    })
    const trail = await database.owner.execute<{ patient_id: string }>(sql`
      select patient_id from audit_entries where subject = ${`identity_decision/${decisionId}`}
        and action = 'record.identity.merge' and actor_id = ${w.vigilance.personId}`)
    expect(trail.map((row) => row.patient_id).sort()).toEqual([one.patientId, two.patientId].sort())
    const events = await database.owner.execute(sql`
      select 1 from outbox where name = 'record.identity.decided' and payload->>'decisionId' = ${decisionId}`)
    expect(events).toHaveLength(1)
  })
})
