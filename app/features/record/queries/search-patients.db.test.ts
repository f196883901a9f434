import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { recordVisits } from '#db/schema/record.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  anEstablishment,
  anIns,
  aPatientFile,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { findPatients } from './find-patients.server.ts'
import { searchPatients } from './search-patients.server.ts'
import { suggestPatients } from './suggest-patients.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let eloise: Awaited<ReturnType<typeof aPatientFile>>
let marie: typeof eloise
let ofAnother: typeof eloise
const ins = anIns()

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  eloise = await aPatientFile(world.feed, {
    birthName: 'Œuvrard-Lefèvre',
    usedName: 'D’Été',
    firstGivenName: 'Éloïse',
    birthGivenNames: 'Éloïse Anne',
    birthDate: '1945-07-14',
    localId: 'IPP00042',
    identityStatus: 'QUAL',
    ...ins,
  })
  marie = await aPatientFile(world.feed, {
    birthName: 'Lefebvre',
    firstGivenName: 'Marie',
    birthGivenNames: 'Marie',
    birthDate: '1945-07-14',
  })
  const other = await anEstablishment(database, world.regionId)
  ofAnother = await aPatientFile(systemCtx(database, world.regionId, other.id), {
    birthName: 'Œuvrard',
    firstGivenName: 'Éloïse',
    birthDate: '1950-01-01',
  })
  await aGpRelation(world.feed, eloise.fileId, world.gp.rpps)
})

const found = async (ctx: Ctx, typed: string) => {
  const { rows, by } = await searchPatients(ctx, typed)
  return { ids: rows.map((r) => r.id), by }
}

// UXS-01
describe('searchPatients', () => {
  test.each([
    ['oeuvrard', 'name'],
    ['OEUV', 'name'],
    ['eloise lefevre', 'name'],
    ['Éloïse œuvrard', 'name'],
    ["d'été", 'name'],
    ['œuvrard 14/07/1945', 'name_and_birth_date'],
    ['IPP00042', 'local_id'],
    ['ipp00042', 'local_id'],
    ['euvrard eloise', 'similar_name'],
    // A letter that is missing, one too many, two that changed places.
    ['oeuvard', 'similar_name'],
    ['oeuvrrard eloise', 'similar_name'],
    ['ouevrard eloise', 'similar_name'],
  ])('%s, by %s', async (typed, by) => {
    for (const { ctx } of [world.doctor, world.secretary]) {
      expect(await found(ctx, typed)).toEqual({ ids: [eloise.patientId], by })
    }
  })

  test('by INS, with blanks and without its key', async () => {
    const typed = `${ins.insMatricule.slice(0, 1)} ${ins.insMatricule.slice(1, 3)} ${ins.insMatricule.slice(3, 13)}`
    expect(await found(world.doctor.ctx, typed)).toEqual({ ids: [eloise.patientId], by: 'ins' })
  })

  test('by birth date alone', async () => {
    const { ids, by } = await found(world.doctor.ctx, '14/07/1945')
    expect(by).toBe('birth_date')
    expect(new Set(ids)).toEqual(new Set([eloise.patientId, marie.patientId]))
  })

  test('a GP finds own patients by everything but the hospital’s number', async () => {
    for (const typed of ['oeuvrard', '14/07/1945', ins.insMatricule]) {
      expect((await found(world.gp.ctx, typed)).ids).toEqual([eloise.patientId])
    }
    expect(await found(world.gp.ctx, 'IPP00042')).toEqual({ ids: [], by: 'none' })
    expect((await found(world.gp.ctx, 'lefebvre')).ids).not.toContain(marie.patientId)
  })

  test('a patient of another establishment is not found, however asked', async () => {
    for (const typed of ['oeuvrard', 'eloise', '01/01/1950', ofAnother.localId, 'euvrard']) {
      expect((await found(world.doctor.ctx, typed)).ids).not.toContain(ofAnother.patientId)
    }
  })

  test('those opened lately come first, then whole names', async () => {
    const lef = async () => (await found(world.doctor.ctx, 'lef')).ids
    expect(await lef()).toEqual([marie.patientId, eloise.patientId])
    await world.doctor.ctx.write(({ tx }) =>
      tx.insert(recordVisits).values({
        personId: world.doctor.personId,
        patientId: eloise.patientId,
        lastVisitAt: new Date(),
      }),
    )
    expect(await lef()).toEqual([eloise.patientId, marie.patientId])
    expect((await suggestPatients(world.doctor.ctx, ''))[0]?.id).toBe(eloise.patientId)
  })

  test('of several words those who bear each of them whole are never behind too many beginnings', async () => {
    const named = (firstGivenName: string, birthGivenNames: string) =>
      aPatientFile(world.feed, { birthName: 'Ogerau', firstGivenName, birthGivenNames })
    for (let i = 0; i < 24; i++) await named('Lucienne', 'Lucienne')
    const whole = [await named('Luc', 'Luc'), await named('Luc', 'Luc'), await named('Luc', 'Luc Henri')]
    const limit = 5
    const query = { words: ['luc', 'ogerau'], birthDate: null, insMatricule: null, localId: null }
    const { ids, isMore } = await world.doctor.ctx.read((tx) =>
      findPatients(tx, world.doctor.ctx, query, limit),
    )
    expect(ids.slice(0, 3).sort()).toEqual(whole.map((file) => file.patientId).sort())
    expect({ shown: ids.length, isMore }).toEqual({ shown: limit, isMore: true })
    // The other way round it is the same.
    const turned = { ...query, words: ['ogerau', 'luc'] }
    const again = await world.doctor.ctx.read((tx) => findPatients(tx, world.doctor.ctx, turned, limit))
    expect(again.ids.slice(0, 3).sort()).toEqual(ids.slice(0, 3).sort())
  })

  test('is written down with its kind and count, never its words', async () => {
    await searchPatients(world.nurse.ctx, 'oeuvrard')
    const rows = await database.owner
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.actorId, world.nurse.personId))
    expect(rows).toMatchObject([{ action: 'record.patients.search', detail: { by: 'name', found: 1 } }])
    expect(JSON.stringify(rows)).not.toContain('oeuvrard')
  })

  test('too little is not searched', async () => {
    expect(await searchPatients(world.doctor.ctx, 'o')).toMatchObject({ rows: [], by: 'too_short' })
  })

  test.each(['technician', 'regionAdmin', 'establishmentAdmin', 'privacyOfficer'] as const)(
    'is not for the %s',
    async (role) => {
      await expect(searchPatients(world[role].ctx, 'oeuvrard')).rejects.toMatchObject({ code: 'forbidden' })
      expect(await suggestPatients(world[role].ctx, 'oeuvrard')).toEqual([])
    },
  )
})
