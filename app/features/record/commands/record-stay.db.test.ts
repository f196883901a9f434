import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordEntries, stays } from '#db/schema/entries.ts'
import { outbox } from '#db/schema/outbox.ts'
import { patientFiles } from '#db/schema/record.ts'
import { aHospitalWithGp, anEstablishment, aPatientFile, systemCtx } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aMoment, untilSomeoneWaits } from '#db/test/locks.ts'
import type { RecordStay } from '../contract.ts'
import { lockVisit } from './locks.server.ts'
import { recordStay } from './record-stay.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
})

const admittedAt = new Date('2026-03-02T08:00:00Z')
const aStay = (more: Partial<RecordStay> = {}): RecordStay => ({
  fileId: file.fileId,
  visitNumber: `V-${file.localId}`,
  channel: 'hl7v2',
  messageId: crypto.randomUUID(),
  receivedAt: new Date('2026-03-02T08:01:00Z'),
  ...more,
})
const admission = (more: Partial<RecordStay> = {}) =>
  aStay({ patientClass: 'I', unit: 'Chirurgie digestive', admittedAt, ...more })
const stayOf = async (entryId: string) => {
  const [row] = await world.feed.read((tx) =>
    tx
      .select({ stay: stays, entry: recordEntries })
      .from(stays)
      .innerJoin(recordEntries, eq(recordEntries.id, stays.entryId))
      .where(eq(stays.entryId, entryId)),
  )
  return row!
}
const currentUnit = async () => {
  const [row] = await world.feed.read((tx) =>
    tx.select({ unit: patientFiles.currentUnit }).from(patientFiles).where(eq(patientFiles.id, file.fileId)),
  )
  return row!.unit
}

describe('recordStay', () => {
  test('opens a stay, moves it, closes it: one entry', async () => {
    const opened = await recordStay(world.feed, admission())
    expect(opened).toMatchObject({ outcome: 'opened', patientId: file.patientId })
    expect(await currentUnit()).toBe('Chirurgie digestive')

    const moved = await recordStay(world.feed, aStay({ unit: 'Réanimation' }))
    expect(moved).toEqual({ ...opened, outcome: 'changed' })
    expect(await currentUnit()).toBe('Réanimation')

    const dischargedAt = new Date('2026-03-09T14:00:00Z')
    await recordStay(world.feed, aStay({ dischargedAt }))
    const { stay, entry } = await stayOf(opened.entryId)
    expect(stay).toMatchObject({ patientClass: 'I', unit: 'Réanimation', admittedAt, dischargedAt })
    expect(entry).toMatchObject({ kind: 'stay', occurredAt: admittedAt, occurredUntil: dischargedAt })
    expect(await currentUnit()).toBe(null)
  })

  test('a cancelled discharge opens it again, a cancelled admission withdraws it', async () => {
    const { entryId } = await recordStay(world.feed, admission())
    await recordStay(world.feed, aStay({ dischargedAt: new Date('2026-03-09T14:00:00Z') }))
    await recordStay(world.feed, aStay({ dischargedAt: null }))
    expect((await stayOf(entryId)).stay.dischargedAt).toBe(null)
    expect(await currentUnit()).toBe('Chirurgie digestive')

    await recordStay(world.feed, aStay({ isCancelled: true }))
    expect(await stayOf(entryId)).toMatchObject({
      stay: { cancelledAt: expect.any(Date) },
      entry: { status: 'withdrawn' },
    })
    expect(await currentUnit()).toBe(null)
  })

  test('delivered twice, it says nothing new', async () => {
    const said = admission()
    const first = await recordStay(world.feed, said)
    expect(await recordStay(world.feed, said)).toEqual({ ...first, outcome: 'known' })
    const events = await database.owner.select().from(outbox).where(eq(outbox.name, 'record.entry.filed'))
    expect(events.filter((e) => e.payload.entryId === first.entryId)).toHaveLength(1)
  })

  test('an outpatient visit puts nobody into a ward', async () => {
    await recordStay(world.feed, admission({ patientClass: 'O', unit: 'Hôpital de jour' }))
    expect(await currentUnit()).toBe(null)
  })

  test('waits for the message before it, then changes what that one opened', async () => {
    const [held, decided] = [aMoment(), aMoment()]
    const colleague = world.feed.write(async ({ tx }) => {
      await lockVisit(tx, world.feed, `V-${file.localId}`)
      held.reach()
      const [entry] = await tx
        .insert(recordEntries)
        .values({
          patientId: file.patientId,
          fileId: file.fileId,
          establishmentId: world.hospital.id,
          kind: 'stay',
          title: '',
          occurredAt: admittedAt,
          source: 'feed',
        })
        .returning({ id: recordEntries.id })
      await tx.insert(stays).values({
        entryId: entry!.id,
        establishmentId: world.hospital.id,
        visitNumber: `V-${file.localId}`,
        patientClass: 'I',
        admittedAt,
      })
      await decided.reached
      return entry!.id
    })
    await held.reached

    const mine = recordStay(world.feed, aStay({ unit: 'Réanimation' }))
    await untilSomeoneWaits(database)
    decided.reach()

    expect(await mine).toEqual({ entryId: await colleague, patientId: file.patientId, outcome: 'changed' })
  })

  test('refuses a visit number that is another patient’s', async () => {
    await recordStay(world.feed, admission())
    const other = await aPatientFile(world.feed)
    await expect(
      recordStay(world.feed, aStay({ fileId: other.fileId, visitNumber: `V-${file.localId}` })),
    ).rejects.toMatchObject({ code: 'conflict' })
  })

  test('the same number in another establishment is another visit', async () => {
    const mine = await recordStay(world.feed, admission())
    const other = await anEstablishment(database, world.regionId)
    const otherFeed = systemCtx(database, world.regionId, other.id)
    const theirs = await aPatientFile(otherFeed)
    const stay = await recordStay(otherFeed, admission({ fileId: theirs.fileId }))
    expect(stay).toMatchObject({ outcome: 'opened' })
    expect(stay.entryId).not.toBe(mine.entryId)
    await expect(recordStay(otherFeed, admission())).rejects.toMatchObject({ code: 'not_found' })
  })
})
