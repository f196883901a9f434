import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { aGpRelation, aHospitalWithGp, aMember, aPatientFile, systemCtx } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { getUnusual, listUnusual } from '../queries/list-unusual.server.ts'
import { findUnusual } from './find-unusual.server.ts'
import { reviewUnusual } from './review-unusual.server.ts'

// SEC-14
const database = useDatabase()
type World = Awaited<ReturnType<typeof aHospitalWithGp>>
let w: World
let schedule: Ctx
beforeAll(async () => {
  w = await aHospitalWithGp(database)
  schedule = systemCtx(database, w.regionId, null)
})
const aDoctor = (familyName: string) =>
  aMember(database, { regionId: w.regionId, establishmentId: w.hospital.id, role: 'doctor', familyName })
const open = (ctx: Ctx, patientId: string) => ctx.readPatient(patientId, 'care', async () => null)
const of = async (personId: string) =>
  (await listUnusual(w.privacyOfficer.ctx)).filter((unusual) => unusual.personId === personId)
const rulesOf = async (personId: string) => (await of(personId)).map((unusual) => unusual.rule).sort()

describe('findUnusual', () => {
  test('finds who opens a namesake’s record, and run twice finds it once', async () => {
    const doctor = await aDoctor('Évrard-Quint')
    const file = await aPatientFile(w.feed, { birthName: 'EVRARD-QUINT' })
    const other = await aPatientFile(w.feed)
    await open(doctor.ctx, file.patientId)
    await open(doctor.ctx, other.patientId)
    await findUnusual(schedule)
    await findUnusual(schedule)
    const found = await of(doctor.personId)
    expect(found).toMatchObject([{ rule: 'same_surname', patient: { id: file.patientId } }])
    expect((await getUnusual(w.privacyOfficer.ctx, found[0]!.id)).done.map((row) => row.kind)).toEqual([
      'opening',
    ])
  })

  test('a declared GP who bears the patient’s name is no question', async () => {
    const file = await aPatientFile(w.feed, { birthName: 'Parent' })
    const inPractice = { regionId: w.regionId, establishmentId: w.practice.id }
    const gp = await aMember(database, { ...inPractice, role: 'doctor', familyName: 'Parent' })
    await aGpRelation(w.feed, file.fileId, gp.rpps)
    await open(gp.ctx, file.patientId)
    await findUnusual(schedule)
    const rows = await database.owner.execute(
      sql`select from unusual_accesses where person_id = ${gp.personId}`,
    )
    expect(rows).toHaveLength(0)
  })

  test('finds a colleague’s record, and a neighbour’s where the professional is a patient of the house', async () => {
    const colleague = await aDoctor('Collègue')
    await database.owner.execute(sql`update people set given_name = 'Zoé' where id = ${colleague.personId}`)
    const record = await aPatientFile(w.feed, { birthName: 'Collègue', firstGivenName: 'Zoe' })
    const doctor = await aDoctor('Riverain')
    const own = { birthName: 'Riverain', firstGivenName: 'Camille', birthGivenNames: 'Camille' }
    await aPatientFile(w.feed, { ...own, address: '3 bis rue des Essais, 99000 Orvanne' } as never)
    const neighbour = await aPatientFile(w.feed, { address: '17 Rue des Essais 99000 ORVANNE' } as never)
    await open(doctor.ctx, record.patientId)
    await open(doctor.ctx, neighbour.patientId)
    await findUnusual(schedule)
    expect(await rulesOf(doctor.personId)).toEqual(['colleague', 'neighbour'])
  })

  test('finds who opens many more patients in a day than the role does', async () => {
    const nosy = await aDoctor('Curieux')
    await database.owner.execute(sql`
      insert into audit_entries (region_id, actor_id, actor_kind, actor_role, establishment_id, action, subject, patient_id, request_id)
      select ${w.regionId}, ${nosy.personId}, 'person', 'doctor', ${w.hospital.id}, 'record.patient.read', 'patient',
        gen_random_uuid(), 'test' from generate_series(1, 75)`)
    await findUnusual(schedule)
    await findUnusual(schedule)
    expect(await of(nosy.personId)).toMatchObject([{ rule: 'mass_reading', patients: 75, patient: null }])
  })

  test('what was explained is not asked again; what was not justified is, when it happens again', async () => {
    const doctor = await aDoctor('Revenant')
    const [explained, wrong] = await Promise.all([
      aPatientFile(w.feed, { birthName: 'Revenant', firstGivenName: 'Anne' }),
      aPatientFile(w.feed, { birthName: 'Revenant', firstGivenName: 'Paul' }),
    ])
    await open(doctor.ctx, explained.patientId)
    await open(doctor.ctx, wrong.patientId)
    await findUnusual(schedule)
    for (const unusual of await of(doctor.personId))
      await reviewUnusual(w.privacyOfficer.ctx, {
        id: unusual.id,
        expectedVersion: 1,
        verdict: unusual.patient?.id === wrong.patientId ? 'not_justified' : 'justified',
        comment: 'Entendu avec l’intéressé',
      })
    await findUnusual(schedule)
    expect(await of(doctor.personId)).toEqual([])
    // Both again, later.
    await database.owner.execute(sql`
      insert into audit_entries (region_id, actor_id, actor_kind, actor_role, establishment_id, action, subject, patient_id, request_id)
      select ${w.regionId}, ${doctor.personId}, 'person', 'doctor', ${w.hospital.id}, 'record.patient.read', 'patient', p, 'test'
      from unnest(array[${explained.patientId}, ${wrong.patientId}]::uuid[]) p`)
    await findUnusual(schedule)
    expect((await of(doctor.personId)).map((unusual) => unusual.patient?.id)).toEqual([wrong.patientId])
  })

  test('is the schedule’s alone, and the queue the officers’ of the house', async () => {
    for (const who of ['doctor', 'privacyOfficer', 'regionAdmin'] as const)
      await expect(findUnusual(w[who].ctx)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(listUnusual(w.doctor.ctx)).rejects.toMatchObject({ code: 'forbidden' })
    const [some] = await listUnusual(w.privacyOfficer.ctx)
    const elsewhere = await aHospitalWithGp(database)
    expect(await listUnusual(elsewhere.privacyOfficer.ctx)).toEqual([])
    await expect(getUnusual(elsewhere.privacyOfficer.ctx, some!.id)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(
      reviewUnusual(elsewhere.privacyOfficer.ctx, {
        id: some!.id,
        expectedVersion: 1,
        verdict: 'justified',
        comment: 'Non',
      }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})
