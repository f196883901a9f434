import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { openPatient } from '#app/features/record/queries/open-patient.server.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEstablishment,
  anIns,
  aPatientFile,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { accessLogFile } from '../access-log-file.server.ts'
import { writeAccessLog } from '../commands/write-access-log.server.ts'
import { listOwnAccesses, listTrail } from './list-trail.server.ts'
import { findPatients, getRights } from './watched-patient.server.ts'

// SEC-02, PAT-08
const database = useDatabase()

async function arrange() {
  const here = await aHospitalWithGp(database)
  const agency = await anEstablishment(database, here.regionId, { kind: 'coordination', name: 'Agence' })
  const at = (establishmentId: string, role: 'doctor' | 'privacy_officer') =>
    aMember(database, { regionId: here.regionId, establishmentId, role })
  const ins = anIns()
  const file = await aPatientFile(here.feed, { birthName: 'Trace', identityStatus: 'QUAL', ...ins })
  await aGpRelation(here.feed, file.fileId, here.gp.rpps)
  const [doctor, gp] = [here.doctor.ctx, here.gp.ctx]
  await openPatient(doctor, file.patientId, async () => null)
  await openPatient(gp, file.patientId, async () => null)
  await doctor.readPatient(file.patientId, 'care', ({ audit }) =>
    audit('record.summary.print', `patient/${file.patientId}`, { patientId: file.patientId }),
  )
  await here.technician.ctx.readPatient(file.patientId, 'care', async () => null).catch(() => null)
  return {
    ...here,
    file,
    ins: ins.insMatricule,
    agencyOfficer: await at(agency.id, 'privacy_officer'),
    gpOfficer: await at(here.practice.id, 'privacy_officer'),
    elsewhere: await aHospitalWithGp(database),
  }
}
let w: Awaited<ReturnType<typeof arrange>>
beforeAll(async () => {
  w = await arrange()
})
const actorsOf = (rows: { person: { id: string } | null }[]) => [
  ...new Set(rows.map((row) => row.person?.id)),
]

describe('listTrail', () => {
  test('shows an officer what was done in the own house, the agency all, with names and refusals', async () => {
    const { patientId } = w.file
    const own = await listTrail(w.privacyOfficer.ctx, { patient: patientId })
    expect(actorsOf(own.rows)).toEqual(expect.arrayContaining([w.doctor.personId, w.technician.personId]))
    expect(actorsOf(own.rows)).not.toContain(w.gp.personId)
    expect(own.patients).toContainEqual(expect.objectContaining({ birthName: 'Trace' }))
    expect(own.rows.filter((row) => row.isRefused).map((row) => row.person?.id)).toEqual([
      w.technician.personId,
    ])

    const all = await listTrail(w.agencyOfficer.ctx, { patient: patientId })
    expect(all.watchesRegion).toBe(true)
    expect(actorsOf(all.rows)).toEqual(expect.arrayContaining([w.doctor.personId, w.gp.personId]))
    // The GP's house knows the patient by what its own doctor did, and by nothing else.
    const gps = await listTrail(w.gpOfficer.ctx, { patient: patientId })
    expect(actorsOf(gps.rows.filter((row) => row.kind === 'opening'))).toEqual([w.gp.personId])
  })

  test('narrows by kind, person, outcome and days, and is itself a row', async () => {
    const ctx = w.privacyOfficer.ctx
    const prints = await listTrail(ctx, { kind: 'print' })
    expect(prints.rows.map((row) => row.action)).toEqual(['record.summary.print'])
    const refused = await listTrail(ctx, { outcome: 'refused' })
    expect(refused.rows.every((row) => row.isRefused)).toBe(true)
    const byPerson = await listTrail(ctx, { person: w.doctor.personId })
    expect(actorsOf(byPerson.rows)).toEqual([w.doctor.personId])
    expect((await listTrail(ctx, { from: '2020-01-01', to: '2020-02-01' })).rows).toEqual([])
    const watching = await listTrail(ctx, { kind: 'oversight' })
    expect(watching.rows.map((row) => row.person?.id)).toContain(w.privacyOfficer.personId)
    expect(byPerson.days.reduce((sum, day) => sum + day.count, 0)).toBe(byPerson.rows.length)
  })

  test('goes on where a page ended, without a row twice or missed', async () => {
    const busy = await aHospitalWithGp(database)
    await database.owner.execute(sql`
      insert into audit_entries (region_id, actor_id, actor_kind, actor_role, establishment_id, action, subject, request_id, at)
      select ${busy.regionId}, ${busy.doctor.personId}, 'person', 'doctor', ${busy.hospital.id}, 'record.patients.search',
        'patients', 'test', date_trunc('hour', now()) from generate_series(1, 120)`)
    const seen: string[] = []
    let after: string | undefined
    for (let page = 0; page < 5; page++) {
      const { rows, next } = await listTrail(busy.privacyOfficer.ctx, { kind: 'search', after })
      seen.push(...rows.map((row) => row.key))
      if (!next) break
      after = next
    }
    expect(seen).toHaveLength(120)
    expect(new Set(seen).size).toBe(120)
  })

  test.each(['doctor', 'regionAdmin', 'technician', 'establishmentAdmin'] as const)(
    'refuses the %s',
    async (who) => {
      await expect(listTrail(w[who].ctx, {})).rejects.toMatchObject({ code: 'forbidden' })
      await expect(getRights(w[who].ctx, w.file.patientId)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(writeAccessLog(w[who].ctx, w.file.patientId, 'export')).rejects.toMatchObject({
        code: 'forbidden',
      })
    },
  )

  test('another region’s officer finds nothing of it', async () => {
    const { ctx } = w.elsewhere.privacyOfficer
    await expect(listTrail(ctx, { patient: w.file.patientId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(getRights(ctx, w.file.patientId)).rejects.toMatchObject({ code: 'not_found' })
    expect((await listTrail(ctx, { person: w.doctor.personId })).rows).toEqual([])
  })
})

describe('own accesses', () => {
  test('are one’s own, with the names of patients that are still open to one', async () => {
    const mine = await listOwnAccesses(w.gp.ctx, {})
    expect(actorsOf(mine.rows)).toEqual([w.gp.personId])
    expect(mine.patients.map((p) => p.birthName)).toEqual(['Trace'])
    await expect(listOwnAccesses(w.technician.ctx, {})).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a patient who asks', () => {
  const blank = { number: '', name: '', birthDate: '' }

  test('is found by a number, or by name and birth date, in the own house', async () => {
    const { ctx } = w.privacyOfficer
    for (const asked of [
      { ...blank, number: w.ins },
      { ...blank, number: w.file.localId },
      { ...blank, name: 'TRACÉ', birthDate: w.file.traits.birthDate },
    ])
      expect((await findPatients(ctx, asked)).map((p) => p.id)).toEqual([w.file.patientId])
    expect(await findPatients(ctx, { ...blank, name: 'Trac', birthDate: w.file.traits.birthDate })).toEqual(
      [],
    )
    expect(await findPatients(w.gpOfficer.ctx, { ...blank, number: w.ins })).toEqual([])
    await expect(findPatients(w.doctor.ctx, { ...blank, number: w.ins })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('learns who may open the record and why', async () => {
    const { now, before } = await getRights(w.privacyOfficer.ctx, w.file.patientId)
    expect(now.map((right) => right.basis).sort()).toEqual(['declared_gp', 'own_file'])
    expect(before).toEqual([])
  })

  test('gets the log as sentences; that it was handed over is in it the next time', async () => {
    const log = await writeAccessLog(w.agencyOfficer.ctx, w.file.patientId, 'export')
    const file = accessLogFile(log, 'fr')
    expect(file.charCodeAt(0)).toBe(0xfeff)
    expect(file).toContain('a ouvert votre dossier pour vous soigner')
    expect(file).toContain('a imprimé une partie de votre dossier')
    expect(file).toContain('l’accès a été refusé')
    expect(file).not.toMatch(/record\.|[0-9a-f]{8}-[0-9a-f]{4}/)
    const again = await writeAccessLog(w.agencyOfficer.ctx, w.file.patientId, 'print')
    expect(again.rows.map((row) => row.kind)).toContain('export')
    // The own house's log is about its own people only, and says so.
    const own = await writeAccessLog(w.privacyOfficer.ctx, w.file.patientId, 'export')
    expect(own.establishmentName).toBe(w.hospital.name)
    expect(actorsOf(own.rows)).not.toContain(w.gp.personId)
  })
})
