import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { aHospitalWithGp, anEntry, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import {
  aLookalike,
  identityOf,
  patientOfFile,
  reviewsOf,
  type TwoHouses,
  twoHouses,
} from '#db/test/identity-world.ts'
import { getPatientBanner } from '../queries/get-patient-banner.server.ts'
import { compareReview, listReviews } from '../queries/review-identities.server.ts'
import { attachFile, keepApart } from './decide-identity.server.ts'

const database = useDatabase()
let w: TwoHouses
beforeAll(async () => {
  w = await twoHouses(database)
})
const reason = 'Pièces d’identité comparées'

/** Two provisional files of the hospital, of two patients. */
const _twoPatients = async () => [await aPatientFile(w.feed), await aPatientFile(w.feed)] as const
const entriesOf = async (patientId: string) =>
  (
    await database.owner.execute<{ id: string }>(
      sql`select id from record_entries where patient_id = ${patientId}`,
    )
  ).map((row) => row.id)

describe('a review', () => {
  test('attached: the file with all it holds goes to the other patient, and the question is closed', async () => {
    const { known, file, reviewId } = await aLookalike(database, w)
    const entry = await anEntry(w.feed, file)
    await attachFile(w.vigilance.ctx, { reviewId, reason })
    expect(await patientOfFile(database, file.fileId)).toBe(known.patientId)
    expect(await entriesOf(known.patientId)).toEqual([entry.id])
    expect(await identityOf(database, file.patientId)).toMatchObject({ merged_into: known.patientId })
    expect(await identityOf(database, known.patientId)).toMatchObject({ identity_status: 'QUAL' })
    await expect(attachFile(w.vigilance.ctx, { reviewId, reason })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.reviewDecided',
    })
    // The next message of the same file opens no new patient and asks nothing.
    const again = await aPatientFile(w.feed, { ...file.traits, localId: file.localId })
    expect(again).toMatchObject({ answer: 'known', patientId: known.patientId })
    expect(await reviewsOf(database, file.fileId)).toMatchObject([{ state: 'attached' }])
  })

  test('kept apart: the pair is not proposed again, another lookalike is', async () => {
    const { known, file, reviewId } = await aLookalike(database, w)
    await keepApart(w.vigilance.ctx, { reviewId, reason })
    expect(await patientOfFile(database, file.fileId)).toBe(file.patientId)
    await aPatientFile(w.feed, { ...file.traits, localId: file.localId, identityStatus: 'VALI' })
    expect(await reviewsOf(database, file.fileId)).toMatchObject([{ state: 'kept_apart' }])
    expect(await identityOf(database, file.patientId)).toMatchObject({ identity_status: 'VALI' })

    const third = await aPatientFile(w.clinicFeed, {
      ...known.traits,
      identityStatus: 'PROV',
      insMatricule: null,
    })
    expect(third.patientId).not.toBe(known.patientId)
    await aPatientFile(w.feed, { ...file.traits, localId: file.localId, birthName: 'Passage' })
    await aPatientFile(w.feed, { ...file.traits, localId: file.localId })
    expect(await reviewsOf(database, file.fileId)).toMatchObject([
      { state: 'open', other_patient_id: third.patientId },
    ])
  })

  test('shows both identities; of a patient without a file here no number and no establishment', async () => {
    const { file, reviewId } = await aLookalike(database, w, w.clinicFeed)
    await expect(compareReview(w.vigilance.ctx, reviewId)).rejects.toMatchObject({ code: 'not_found' })
    const review = await compareReview(w.clinicVigilance.ctx, reviewId)
    expect(review).toMatchObject({
      reason: 'same_traits',
      patient: { patientId: file.patientId, isOwn: true, files: [{ localId: file.localId }] },
      other: {
        isOwn: false,
        files: [],
        otherFiles: 1,
        traits: { birthName: file.traits.birthName, insMatricule: null },
      },
    })
    await compareReview(w.clinicVigilance.ctx, reviewId)
    const trail = await database.owner.execute(sql`
      select patient_id from audit_entries
      where actor_id = ${w.clinicVigilance.personId} and action = 'record.identity.compare'
        and subject = ${`identity_review/${reviewId}`}`)
    expect(trail).toHaveLength(2)
    const queue = await listReviews(w.clinicVigilance.ctx)
    expect(queue.map((r) => r.id)).toContain(reviewId)
    expect((await listReviews(w.vigilance.ctx)).map((r) => r.id)).not.toContain(reviewId)
  })

  test.each(['doctor', 'secretary', 'technician', 'regionAdmin', 'feed'] as const)(
    'the %s decides nothing',
    async (who) => {
      const { file, reviewId } = await aLookalike(database, w)
      const ctx = who === 'feed' ? w.feed : w[who].ctx
      const forbidden = { code: 'forbidden' }
      await expect(attachFile(ctx, { reviewId, reason })).rejects.toMatchObject(forbidden)
      await expect(keepApart(ctx, { reviewId, reason })).rejects.toMatchObject(forbidden)
      await expect(listReviews(ctx)).rejects.toMatchObject(forbidden)
      // The database says the same to whoever goes past the policy.
      await expect(
        ctx.write(({ tx }) => tx.execute(sql`select app.attach_file(${reviewId}::uuid, ${reason})`)),
      ).rejects.toMatchObject(forbidden)
      expect(await patientOfFile(database, file.fileId)).toBe(file.patientId)
    },
  )

  test('another establishment, another region and a reason left out are refused', async () => {
    const { reviewId } = await aLookalike(database, w)
    const elsewhere = await aHospitalWithGp(database)
    for (const { ctx } of [w.clinicVigilance, elsewhere.vigilance])
      await expect(attachFile(ctx, { reviewId, reason })).rejects.toMatchObject({ code: 'not_found' })
    await expect(attachFile(w.vigilance.ctx, { reviewId, reason: ' ' })).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})

describe('homonyms', () => {
  test('are warned of among own files only', async () => {
    const { known, file } = await aLookalike(database, w, w.clinicFeed)
    expect(await getPatientBanner(w.doctor.ctx, known.patientId)).toMatchObject({ hasHomonym: false })
    expect(await getPatientBanner(w.clinicDoctor.ctx, file.patientId)).toMatchObject({ hasHomonym: false })
    await aPatientFile(w.feed, { ...file.traits, localId: `H${randomUUID()}` })
    expect(await getPatientBanner(w.doctor.ctx, known.patientId)).toMatchObject({ hasHomonym: true })
  })
})
