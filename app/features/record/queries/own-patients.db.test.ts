import { beforeAll, describe, expect, test } from 'vitest'
import { DAY } from '#app/kernel/durations.ts'
import { aHospitalWithGp, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { joinUnit } from '../commands/join-unit.server.ts'
import { pinPatient } from '../commands/pin-patient.server.ts'
import { recordAppointment } from '../commands/record-appointment.server.ts'
import { recordStay } from '../commands/record-stay.server.ts'
import { getMyDay } from './get-my-day.server.ts'
import { getPatientBanner } from './get-patient-banner.server.ts'
import { listMyPatients } from './list-my-patients.server.ts'
import { searchPatients } from './search-patients.server.ts'
import { suggestPatients } from './suggest-patients.server.ts'

// UXS-01, UXS-09: "my patients" of a hospital is a day and a ward, not 290,000 files.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
const files: Record<string, Awaited<ReturnType<typeof aPatientFile>>> = {}
const came = { channel: 'hl7v2' as const, receivedAt: new Date() }

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  for (const birthName of ['Aubin', 'Bastide', 'Carrel', 'Delorme', 'Estève'])
    files[birthName] = await aPatientFile(world.feed, { birthName })
  const sees = (name: string, startsAt: Date, rpps = world.doctor.rpps) =>
    recordAppointment(world.feed, {
      fileId: files[name]!.fileId,
      appointmentNumber: `R-${name}-${startsAt.getTime()}`,
      state: 'booked',
      startsAt,
      reason: 'Suivi',
      practitionerRpps: rpps,
      ...came,
    })
  const at = (days: number) => new Date(Date.now() + days * DAY)
  await sees('Bastide', at(3))
  await sees('Aubin', new Date())
  await sees('Carrel', at(9))
  await sees('Delorme', new Date(), world.nurse.rpps)
  const stays = (name: string, unit: string, rpps: string | null) =>
    recordStay(world.feed, {
      fileId: files[name]!.fileId,
      visitNumber: `V-${name}`,
      patientClass: 'I',
      unit,
      attendingRpps: rpps,
      admittedAt: new Date(),
      ...came,
    })
  await stays('Estève', 'Oncologie', world.doctor.rpps)
  await stays('Delorme', 'Chirurgie', null)
})

const names = async (query: Parameters<typeof listMyPatients>[1], who = world.doctor) =>
  (await listMyPatients(who.ctx, query)).rows.map((row) => row.birthName)

describe('my consultations', () => {
  test('are the next seven days by their hour, then who is in a ward under one’s name', async () => {
    const list = await listMyPatients(world.doctor.ctx, {})
    expect(list.scope).toBe('mine')
    expect(list.rows.map((row) => row.birthName)).toEqual(['Aubin', 'Bastide', 'Estève'])
    expect(list.rows[0]!.appointment).toMatchObject({ reason: 'Suivi' })
    expect(list.rows[2]!.appointment).toBeNull()
    expect(await names({ filter: 'today' })).toEqual(['Aubin'])
    expect(await names({ filter: 'admitted' })).toEqual(['Estève'])
  })

  test('of today stand on the first page', async () => {
    const day = await getMyDay(world.doctor.ctx)
    expect(day!.consultations.map((row) => row.birthName)).toEqual(['Aubin'])
  })
})

describe('my units', () => {
  test('are joined and left, and hold who is there now', async () => {
    const empty = await listMyPatients(world.nurse.ctx, {})
    expect(empty).toMatchObject({ scope: 'units', rows: [] })
    expect(empty.units.map((unit) => [unit.name, unit.present])).toEqual([
      ['Chirurgie', 1],
      ['Oncologie', 1],
    ])
    await joinUnit(world.nurse.ctx, { unit: 'Oncologie', isMember: true })
    await joinUnit(world.nurse.ctx, { unit: 'Oncologie', isMember: true })
    expect(await names({}, world.nurse)).toEqual(['Estève'])
    expect((await getMyDay(world.nurse.ctx))!.admitted.map((row) => row.birthName)).toEqual(['Estève'])
    expect(await names({ scope: 'units' })).toEqual([]) // another's units are theirs
    await joinUnit(world.nurse.ctx, { unit: 'Oncologie', isMember: false })
    expect(await names({}, world.nurse)).toEqual([])
  })

  test('one that is nobody’s whereabouts, or of another house, is not joined', async () => {
    const joins = (who: typeof world.nurse) => joinUnit(who.ctx, { unit: 'Pédiatrie', isMember: true })
    await expect(joins(world.nurse)).rejects.toMatchObject({ code: 'not_found' })
    await expect(joins(world.technician)).rejects.toMatchObject({ code: 'forbidden' })
    const elsewhere = await aHospitalWithGp(database)
    expect((await listMyPatients(elsewhere.nurse.ctx, {})).units).toEqual([])
  })
})

describe('pinned patients', () => {
  test('are a list of one’s own, first in searches and suggestions', async () => {
    const id = files.Carrel!.patientId
    await pinPatient(world.doctor.ctx, id, true)
    await pinPatient(world.doctor.ctx, id, true)
    expect(await names({ scope: 'pinned' })).toEqual(['Carrel'])
    expect((await getPatientBanner(world.doctor.ctx, id)).isPinned).toBe(true)
    expect((await getPatientBanner(world.nurse.ctx, id)).isPinned).toBe(false)
    const { rows } = await searchPatients(world.doctor.ctx, 'claire')
    expect(rows[0]).toMatchObject({ birthName: 'Carrel' })
    expect((await suggestPatients(world.doctor.ctx, ''))[0]).toMatchObject({ birthName: 'Carrel' })
    await pinPatient(world.doctor.ctx, id, false)
    expect(await names({ scope: 'pinned' })).toEqual([])
  })

  test('one out of reach is not found', async () => {
    await expect(pinPatient(world.gp.ctx, files.Carrel!.patientId, true)).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
