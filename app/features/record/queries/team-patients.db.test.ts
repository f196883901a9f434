import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import { aHospitalWithGp, aMember, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { closeTeam, foundTeam, renameTeam, setTeamMember } from '../commands/keep-teams.server.ts'
import { recordAppointment } from '../commands/record-appointment.server.ts'
import { recordStay } from '../commands/record-stay.server.ts'
import { listMyPatients } from './list-my-patients.server.ts'
import { listTeams } from './list-teams.server.ts'

// UXS-01: "my patients" of a team are those whom its members see.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let colleague: Awaited<ReturnType<typeof aMember>>
const files: Record<string, Awaited<ReturnType<typeof aPatientFile>>> = {}
const came = { channel: 'hl7v2' as const, receivedAt: new Date() }
const at = (days: number, hours = 0) => new Date(Date.now() + days * DAY + hours * HOUR)

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  colleague = await aMember(database, {
    regionId: world.regionId,
    establishmentId: world.hospital.id,
    role: 'doctor',
    familyName: 'Voisin',
  })
  for (const birthName of ['Aubin', 'Bastide', 'Carrel', 'Delorme', 'Estève'])
    files[birthName] = await aPatientFile(world.feed, { birthName })
  const sees = (name: string, startsAt: Date, rpps: string) =>
    recordAppointment(world.feed, {
      fileId: files[name]!.fileId,
      appointmentNumber: `R-${name}-${startsAt.getTime()}`,
      state: 'booked',
      startsAt,
      reason: 'Suivi',
      practitionerRpps: rpps,
      ...came,
    })
  await sees('Bastide', at(3), world.doctor.rpps)
  await sees('Bastide', at(2), colleague.rpps) // the earlier one counts, and with whom
  await sees('Aubin', new Date(), world.doctor.rpps)
  await sees('Carrel', at(9), world.doctor.rpps)
  await sees('Delorme', at(1), world.gp.rpps) // of no team here
  await recordStay(world.feed, {
    fileId: files.Estève!.fileId,
    visitNumber: 'V-Estève',
    patientClass: 'I',
    unit: 'Oncologie',
    attendingRpps: colleague.rpps,
    admittedAt: at(-1),
    ...came,
  })
})

const list = (who: { ctx: typeof world.doctor.ctx }, query: Parameters<typeof listMyPatients>[1] = {}) =>
  listMyPatients(who.ctx, { scope: 'team', ...query })
const names = async (...of: Parameters<typeof list>) => (await list(...of)).rows.map((row) => row.birthName)
const teamsOf = async (who: { ctx: typeof world.doctor.ctx }) =>
  (await listTeams(who.ctx)).teams.map(({ name, isMine, members }) => [name, isMine, members.length])

describe('a team', () => {
  let teamId: string

  test('is founded by who is of it then, and holds whom its members see', async () => {
    expect(await names(world.secretary)).toEqual([])
    teamId = (await foundTeam(world.secretary.ctx, { name: 'Sénologie' })).teamId
    expect(await names(world.secretary)).toEqual([])
    for (const { personId } of [world.doctor, colleague])
      await setTeamMember(world.secretary.ctx, { teamId, personId, isMember: true })
    await setTeamMember(world.secretary.ctx, { teamId, personId: colleague.personId, isMember: true })

    const page = await list(world.secretary)
    expect(page.rows.map((row) => row.birthName)).toEqual(['Aubin', 'Bastide', 'Estève'])
    expect(page.rows.map((row) => row.seenBy)).toEqual(['Camille Modèle', 'Camille Voisin', 'Camille Voisin'])
    expect(page.rows[2]!.appointment).toBeNull()
    expect(page.count).toEqual({ value: 3, isMore: false })
    expect(page.teams).toEqual([{ id: teamId, name: 'Sénologie' }])
    expect(await names(world.secretary, { filter: 'today' })).toEqual(['Aubin'])
    expect(await names(world.secretary, { filter: 'admitted' })).toEqual(['Estève'])
    expect(await names(colleague)).toEqual(['Aubin', 'Bastide', 'Estève'])
    expect(await names(world.nurse)).toEqual([]) // no member
  })

  test('is where a secretary without a unit begins, and a doctor does not', async () => {
    expect((await listMyPatients(world.secretary.ctx, {})).scope).toBe('team')
    expect((await listMyPatients(world.doctor.ctx, {})).scope).toBe('mine')
    expect((await listMyPatients(world.nurse.ctx, {})).scope).toBe('units')
  })

  test('can be looked at alone, among several', async () => {
    const other = await foundTeam(world.secretary.ctx, { name: 'Autre' })
    expect(await names(world.secretary, { team: other.teamId })).toEqual([])
    expect(await names(world.secretary, { team: teamId })).toHaveLength(3)
    await closeTeam(world.secretary.ctx, other)
    expect(await teamsOf(world.secretary)).toEqual([['Sénologie', true, 3]])
  })

  test('is paged by patients, forwards and back', async () => {
    const { rows } = await list(world.secretary)
    const [first, second] = rows
    expect(await names(world.secretary, { after: first!.id })).toEqual(['Bastide', 'Estève'])
    expect(await names(world.secretary, { before: second!.id })).toEqual(['Aubin'])
  })

  test('anybody of the house joins and leaves; its members and the administrator keep it', async () => {
    const joins = (who: typeof world.nurse, personId: string, isMember = true) =>
      setTeamMember(who.ctx, { teamId, personId, isMember })
    await expect(joins(world.nurse, world.doctor.personId, false)).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'record.teamOfOthers',
    })
    await expect(renameTeam(world.nurse.ctx, { teamId, name: 'Mienne' })).rejects.toMatchObject({
      reason: 'record.teamOfOthers',
    })
    await joins(world.nurse, world.nurse.personId)
    expect(await names(world.nurse)).toHaveLength(3)
    await joins(world.nurse, world.nurse.personId, false)
    expect(await names(world.nurse)).toEqual([])

    await renameTeam(world.establishmentAdmin.ctx, { teamId, name: 'Sein' })
    await joins(world.establishmentAdmin, world.nurse.personId)
    expect(await teamsOf(world.nurse)).toEqual([['Sein', true, 4]])
    await joins(world.establishmentAdmin, world.nurse.personId, false)
  })

  test('takes nobody who does not work with its patients, and no name twice', async () => {
    const adds = (personId: string) =>
      setTeamMember(world.secretary.ctx, { teamId, personId, isMember: true })
    for (const stranger of [world.gp, world.technician, world.establishmentAdmin])
      await expect(adds(stranger.personId)).rejects.toMatchObject({ reason: 'record.colleagueNotFound' })
    await expect(foundTeam(world.nurse.ctx, { name: 'Sein' })).rejects.toMatchObject({
      reason: 'record.teamNameTaken',
    })
    for (const who of [world.technician, world.vigilance, world.regionAdmin]) {
      await expect(foundTeam(who.ctx, { name: 'X' })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(listTeams(who.ctx)).rejects.toMatchObject({ code: 'forbidden' })
    }
  })

  test('of another house, or of another region, is not found', async () => {
    const elsewhere = await aHospitalWithGp(database)
    for (const who of [world.gp, elsewhere.doctor]) {
      expect(await teamsOf(who)).toEqual([])
      await expect(
        setTeamMember(who.ctx, { teamId, personId: who.personId, isMember: true }),
      ).rejects.toMatchObject({ code: 'not_found' })
      expect(await names(who)).toEqual([])
    }
  })

  test('no more holds the patients of who has left the house', async () => {
    await database.owner.execute(
      sql`update memberships set ends_at = now() where id = ${colleague.membershipId}`,
    )
    expect(await names(world.secretary)).toEqual(['Aubin', 'Bastide'])
    expect(await teamsOf(world.secretary)).toEqual([['Sein', true, 2]])
  })

  test('closes with its list, and each step is on the trail', async () => {
    await closeTeam(world.doctor.ctx, { teamId })
    expect(await teamsOf(world.secretary)).toEqual([])
    expect(await names(world.secretary)).toEqual([])
    const trail = await database.owner.execute<{ action: string }>(sql`
      select distinct action from audit_entries where action like 'record.team.%' order by 1`)
    expect(trail.map((row) => row.action)).toEqual([
      'record.team.close',
      'record.team.found',
      'record.team.join',
      'record.team.leave',
      'record.team.rename',
    ])
  })
})
