import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { aGpRelation, aHospitalWithGp, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { getChoices } from '../queries/get-choices.server.ts'
import { getPatientBanner } from '../queries/get-patient-banner.server.ts'
import { unopposed } from '../queries/unopposed.server.ts'
import { mergeFiles } from './join-files.server.ts'
import { recordChoice } from './record-choice.server.ts'

// SEC-07
const database = useDatabase()
let w: Awaited<ReturnType<typeof aHospitalWithGp>>
beforeAll(async () => {
  w = await aHospitalWithGp(database)
})
const said = { purpose: 'research', how: 'oral', saidOn: '2026-03-02' } as const
/** An extract as any other: whom it may take of those in sight. */
const extract = (ctx: Ctx, patientId: string, purpose: 'research' | 'national_record') =>
  ctx
    .read((tx) =>
      tx.execute(
        sql`select from patients p where p.id = ${patientId}::uuid and ${unopposed(sql`p.id`, purpose)}`,
      ),
    )
    .then((rows) => rows.length)

describe('recordChoice', () => {
  test('the latest word for or against holds, and being told again lifts nothing', async () => {
    const { patientId } = await aPatientFile(w.feed)
    const { ctx } = w.secretary
    expect(await extract(ctx, patientId, 'research')).toBe(1)
    await recordChoice(ctx, patientId, { ...said, stance: 'informed' })
    expect(await extract(ctx, patientId, 'research')).toBe(1)
    await recordChoice(ctx, patientId, { ...said, stance: 'opposed' })
    await recordChoice(w.doctor.ctx, patientId, { ...said, stance: 'informed' })
    expect(await extract(ctx, patientId, 'research')).toBe(0)
    expect((await getPatientBanner(ctx, patientId)).opposes).toEqual(['research'])
    const research = (await getChoices(ctx, patientId)).find((choice) => choice.purpose === 'research')
    expect(research).toMatchObject({ isOpposed: true })
    expect(research!.history.map((choice) => choice.stance)).toEqual(['informed', 'opposed', 'informed'])
    await recordChoice(ctx, patientId, { ...said, stance: 'lifted' })
    expect(await extract(ctx, patientId, 'research')).toBe(1)
    expect((await getPatientBanner(ctx, patientId)).opposes).toEqual([])
  })

  test('what the feed says of the national record counts, until the desk hears otherwise', async () => {
    const { patientId, fileId } = await aPatientFile(w.feed)
    await w.feed.write(({ tx }) =>
      tx.execute(sql`insert into file_consents (file_id, patient_id, establishment_id, opposes_deposit)
        values (${fileId}, ${patientId}, ${w.hospital.id}, true)`),
    )
    expect(await extract(w.doctor.ctx, patientId, 'national_record')).toBe(0)
    expect(await extract(w.doctor.ctx, patientId, 'research')).toBe(1)
    await recordChoice(w.secretary.ctx, patientId, { ...said, purpose: 'national_record', stance: 'lifted' })
    expect(await extract(w.doctor.ctx, patientId, 'national_record')).toBe(1)
  })

  test('holds for the GP who follows the patient, and after two files of the house became one', async () => {
    const one = await aPatientFile(w.feed)
    const two = await aPatientFile(w.feed)
    await aGpRelation(w.feed, two.fileId, w.gp.rpps)
    await recordChoice(w.secretary.ctx, one.patientId, { ...said, stance: 'opposed' })
    await mergeFiles(w.feed, { survivorLocalId: two.localId, mergedLocalId: one.localId })
    expect(await extract(w.gp.ctx, two.patientId, 'research')).toBe(0)
    expect((await getPatientBanner(w.gp.ctx, two.patientId)).opposes).toEqual(['research'])
  })

  test('is refused to who has no file, no role or no patient in sight, and never ahead of its day', async () => {
    const file = await aPatientFile(w.feed)
    await aGpRelation(w.feed, file.fileId, w.gp.rpps)
    const choice = { ...said, stance: 'opposed' } as const
    const elsewhere = await aHospitalWithGp(database)
    for (const { ctx } of [w.gp, elsewhere.doctor])
      await expect(recordChoice(ctx, file.patientId, choice)).rejects.toMatchObject({ code: 'not_found' })
    for (const { ctx } of [w.technician, w.regionAdmin, w.privacyOfficer])
      await expect(recordChoice(ctx, file.patientId, choice)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      recordChoice(w.secretary.ctx, file.patientId, { ...choice, saidOn: '2999-01-01' }),
    ).rejects.toMatchObject({ code: 'invalid' })
    await expect(getChoices(elsewhere.doctor.ctx, file.patientId)).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
