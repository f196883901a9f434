import { beforeAll, describe, expect, test } from 'vitest'
import { aGpRelation, aHospitalWithGp, anEntry, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aLookalike, twoHouses } from '#db/test/identity-world.ts'
import { recordStay } from '../commands/record-stay.server.ts'
import { countReviews } from './count-reviews.server.ts'
import { getMyDay } from './get-my-day.server.ts'
import { getPatientSummary } from './get-patient-summary.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let followed: Awaited<ReturnType<typeof aPatientFile>>
let other: typeof followed

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  followed = await aPatientFile(world.feed, { birthName: 'Suivi' })
  other = await aPatientFile(world.feed, { birthName: 'Autre' })
  await aGpRelation(world.feed, followed.fileId, world.gp.rpps)
  for (const file of [followed, other]) {
    await anEntry(world.feed, file, { title: 'Arrivé ce matin', recordedAt: new Date() })
    await recordStay(world.feed, {
      fileId: file.fileId,
      visitNumber: file.localId,
      patientClass: 'I',
      unit: 'Oncologie',
      admittedAt: new Date(),
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
  }
})

const newsOf = async (ctx: typeof world.gp.ctx) =>
  (await getMyDay(ctx))!.news.map((n) => [n.patient.birthName, n.kind])

// UXS-07
describe('getMyDay', () => {
  test('a GP sees what is new in followed patients and who is in hospital, nobody else', async () => {
    const day = await getMyDay(world.gp.ctx)
    expect(day).toMatchObject({ scope: 'followed', recent: [] })
    expect(day!.admitted.map((p) => p.birthName)).toEqual(['Suivi'])
    expect((await newsOf(world.gp.ctx)).sort()).toEqual([
      ['Suivi', 'document'],
      ['Suivi', 'stay'],
    ])
  })

  test('what was read is no more new', async () => {
    await getPatientSummary(world.gp.ctx, followed.patientId)
    // Two minutes of overlap: an entry committed late was begun early.
    await database.owner.execute(
      `update record_visits set last_visit_at = now() + interval '3 minutes' where person_id = '${world.gp.personId}'`,
    )
    expect(await newsOf(world.gp.ctx)).toEqual([])
  })

  test('in a hospital: recent files, who is in a ward, and news of the records one has opened', async () => {
    const day = await getMyDay(world.doctor.ctx)
    expect(day).toMatchObject({ scope: 'establishment', news: [] })
    expect(day!.recent.map((p) => p.birthName)).toEqual(['Autre', 'Suivi'])
    expect(day!.admitted).toHaveLength(2)
    await getPatientSummary(world.doctor.ctx, other.patientId)
    await anEntry(world.feed, other, { title: 'Après', recordedAt: new Date() })
    expect((await getMyDay(world.doctor.ctx))!.news.map((n) => n.title)).toContain('Après')
  })

  test('for identity vigilance it is the queue of own questions, with nothing of a clinician’s day', async () => {
    const w = await twoHouses(database)
    expect(await countReviews(w.vigilance.ctx)).toEqual({ value: 0, isMore: false })
    await aLookalike(database, w)
    expect(await countReviews(w.vigilance.ctx)).toEqual({ value: 1, isMore: false })
    expect(await countReviews(w.clinicVigilance.ctx)).toEqual({ value: 0, isMore: false })
    expect(await countReviews(w.doctor.ctx)).toBe(null)
    expect(await getMyDay(w.vigilance.ctx)).toBe(null)
  })

  test.each(['technician', 'regionAdmin', 'privacyOfficer'] as const)(
    'has nothing for the %s',
    async (role) => {
      expect(await getMyDay(world[role].ctx)).toBe(null)
    },
  )
})
