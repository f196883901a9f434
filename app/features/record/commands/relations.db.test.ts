import { and, eq, sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY } from '#app/kernel/durations.ts'
import { outbox } from '#db/schema/outbox.ts'
import { careRelations } from '#db/schema/record.ts'
import {
  aHospitalWithGp,
  aMember,
  anEstablishment,
  anIns,
  aPatientFile,
  aRegion,
  someTraits,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { FileChanged, RelationBegan, RelationEnded } from '../contract.ts'
import { declareGp } from './declare-gp.server.ts'
import { designate, designateByRpps } from './designate.server.ts'
import { endRelation } from './end-relation.server.ts'
import { openFile } from './open-file.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
})

const eventsOf = async (name: string, patientId: string) => {
  const rows = await database.owner.select().from(outbox).where(eq(outbox.name, name))
  return rows.map((r) => r.payload).filter((p) => p.patientId === patientId)
}
const runningOf = (personId: string, patientId: string) =>
  database.owner
    .select({ id: careRelations.id, basis: careRelations.basis, endsAt: careRelations.endsAt })
    .from(careRelations)
    .where(and(eq(careRelations.granteeId, personId), eq(careRelations.patientId, patientId)))

describe('openFile', () => {
  test('opens a file once and tells what the catalogue of events says', async () => {
    const said = { ...someTraits(), birthGivenNames: '', usedName: '' }
    const opened = await openFile(world.feed, said)
    expect(opened.answer).toBe('new')
    expect(await openFile(world.feed, said)).toEqual({ ...opened, answer: 'known' })
    const events = await eventsOf(FileChanged.name, opened.patientId)
    expect(events.map((e) => FileChanged.schema.parse(e).isNew)).toEqual([true, false])
  })

  test('refuses test identities in a region in care, and an identity without a name', async () => {
    const { id: regionId } = await aRegion(database, { isTest: false })
    const { id } = await anEstablishment(database, regionId)
    const feed = systemCtx(database, regionId, id)
    await expect(
      openFile(feed, { ...someTraits(), ...anIns(), identityStatus: 'QUAL' }),
    ).rejects.toMatchObject({ code: 'invalid', reason: 'record.testIdentityRefused' })
    await expect(openFile(feed, { ...someTraits(), birthName: ' ' })).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(openFile(feed, someTraits())).resolves.toMatchObject({ answer: 'new' })
  })

  test.each(['technician', 'regionAdmin', 'privacyOfficer'] as const)('refuses the %s', async (role) => {
    await expect(openFile(world[role].ctx, someTraits())).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('relations', () => {
  // EXT-01
  test('a declared GP, one who is not here yet, and the file of another establishment', async () => {
    expect(await declareGp(world.feed, { fileId: file.fileId, rpps: world.gp.rpps })).toBe('declared')
    expect(await runningOf(world.gp.personId, file.patientId)).toMatchObject([{ basis: 'declared_gp' }])
    const [began] = await eventsOf(RelationBegan.name, file.patientId)
    expect(RelationBegan.schema.parse(began)).toMatchObject({ granteeId: world.gp.personId })

    expect(await declareGp(world.feed, { fileId: file.fileId, rpps: '10000000008' })).toBe('waiting')
    // Seven days to hand over, since the hospital has set nothing.
    const [former] = await runningOf(world.gp.personId, file.patientId)
    expect((former!.endsAt!.getTime() - Date.now()) / DAY).toBeCloseTo(7, 1)
    expect(await eventsOf(RelationEnded.name, file.patientId)).toEqual([])

    const other = await anEstablishment(database, world.regionId)
    await expect(
      declareGp(systemCtx(database, world.regionId, other.id), { fileId: file.fileId, rpps: world.gp.rpps }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  // EXT-01
  test('designated at the desk, ended by the doctor, and by nobody else', async () => {
    const { relationId } = await designate(world.secretary.ctx, {
      patientId: file.patientId,
      personId: world.gp.personId,
    })
    const stranger = await aMember(database, {
      regionId: world.regionId,
      establishmentId: world.practice.id,
      role: 'doctor',
    })
    await expect(endRelation(stranger.ctx, { relationId, reason: 'mistake' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await endRelation(world.gp.ctx, { relationId, reason: 'not_my_patient' })
    await endRelation(world.gp.ctx, { relationId, reason: 'not_my_patient' }).catch(() => {})
    expect(await runningOf(world.gp.personId, file.patientId)).toMatchObject([{ endsAt: expect.any(Date) }])
    expect(await eventsOf(RelationEnded.name, file.patientId)).toHaveLength(1)
  })

  // SEC-01: an own file is no key to the region.
  test('nobody designates themselves, by name, by number or by waiting for it', async () => {
    const { ctx, personId, rpps } = world.doctor
    const refusal = { code: 'forbidden', reason: 'record.designationOfOneself' }
    await expect(designate(ctx, { patientId: file.patientId, personId })).rejects.toMatchObject(refusal)
    await expect(designateByRpps(ctx, { patientId: file.patientId, rpps })).rejects.toMatchObject(refusal)
    const { secretary } = world
    await expect(
      designateByRpps(secretary.ctx, { patientId: file.patientId, rpps: secretary.rpps }),
    ).rejects.toMatchObject(refusal)
    expect(await runningOf(personId, file.patientId)).toEqual([])
  })

  test('two at once for one patient, by two people: both begin, and both find the patient by name', async () => {
    const at = { regionId: world.regionId, establishmentId: world.practice.id, role: 'doctor' as const }
    const named = await Promise.all(Array.from({ length: 4 }, () => aMember(database, at)))
    await Promise.all([
      ...named.map(({ personId }) => designate(world.secretary.ctx, { patientId: file.patientId, personId })),
      declareGp(world.feed, { fileId: file.fileId, rpps: world.gp.rpps }),
    ])
    for (const { personId } of [...named, world.gp]) {
      const tokens = await database.owner.execute(
        sql`select from access_tokens where grantee_id = ${personId} and patient_id = ${file.patientId}`,
      )
      expect(tokens.length).toBeGreaterThan(0)
    }
  })

  test('a feed, an administrator, identity vigilance and a doctor without the file designate nobody', async () => {
    const input = { patientId: file.patientId, personId: world.gp.personId }
    await expect(designate(world.feed, input)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(designate(world.regionAdmin.ctx, input)).rejects.toMatchObject({ code: 'forbidden' })
    const vigilance = await aMember(database, {
      regionId: world.regionId,
      establishmentId: world.hospital.id,
      role: 'identity_vigilance',
    })
    await expect(designate(vigilance.ctx, input)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(designate(world.gp.ctx, input)).rejects.toMatchObject({ code: 'not_found' })
  })
})
