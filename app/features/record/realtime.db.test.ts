import { beforeAll, describe, expect, test } from 'vitest'
import { aGpRelation, aHospitalWithGp, anEntry, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { endRelation } from './commands/end-relation.server.ts'
import { pinPatient } from './commands/pin-patient.server.ts'
import { findCareContacts } from './queries/find-care-contacts.server.ts'
import { dayChannel, noticesChannel } from './realtime.server.ts'
import { patientRoom } from './realtime.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})

// EXT-02: the first page moves by the hints of the records it tells of.
describe('the first page', () => {
  test('of a GP listens to the patients who are followed, as long as they are', async () => {
    const file = await aPatientFile(world.feed)
    const rooms = () => dayChannel.rooms(world.gp.ctx, {})
    expect(await rooms()).toEqual([])
    await aGpRelation(world.feed, file.fileId, world.gp.rpps)
    expect(await rooms()).toEqual([patientRoom(world.regionId, file.patientId)])

    const since = new Date(Date.now() - 1000)
    expect(await dayChannel.isStale(world.gp.ctx, {}, since)).toBe(false)
    await anEntry(world.feed, file, { recordedAt: new Date() })
    expect(await dayChannel.isStale(world.gp.ctx, {}, since)).toBe(true)

    const { ownRelation } = await world.gp.ctx.read((tx) =>
      findCareContacts(tx, world.gp.ctx, file.patientId),
    )
    await endRelation(world.gp.ctx, { relationId: ownRelation!.id, reason: 'not_my_patient' })
    expect(await rooms()).toEqual([])
  })

  test('of a hospital listens to whom one pinned; an administrator listens to nobody', async () => {
    const file = await aPatientFile(world.feed)
    await pinPatient(world.nurse.ctx, file.patientId, true)
    expect(await dayChannel.rooms(world.nurse.ctx, {})).toEqual([patientRoom(world.regionId, file.patientId)])
    for (const { ctx } of [world.regionAdmin, world.technician])
      expect([...(await dayChannel.rooms(ctx, {})), ...(await noticesChannel.rooms(ctx, {}))]).toEqual([])
  })
})
