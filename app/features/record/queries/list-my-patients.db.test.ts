import { beforeAll, describe, expect, test } from 'vitest'
import { aGpRelation, aHospitalWithGp, anEntry, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { recordStay } from '../commands/record-stay.server.ts'
import { PAGE_SIZE } from './id-page.ts'
import { listMyPatients } from './list-my-patients.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
const files: Awaited<ReturnType<typeof aPatientFile>>[] = []
const total = PAGE_SIZE + 5

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  for (let i = 0; i < total; i++) {
    const file = await aPatientFile(world.feed, {
      birthName: `Liste${String.fromCharCode(65 + (i % 26))}${i}`,
    })
    await aGpRelation(world.feed, file.fileId, world.gp.rpps)
    files.push(file)
  }
}, 60_000)

const admit = (i: number) =>
  recordStay(world.feed, {
    fileId: files[i]!.fileId,
    visitNumber: `V${i}`,
    patientClass: 'I',
    unit: 'Oncologie',
    admittedAt: new Date(),
    channel: 'hl7v2',
    receivedAt: new Date(),
  })

describe('listMyPatients', () => {
  test('a hospital lists its files, the latest activity first, page by page and back', async () => {
    await admit(3)
    const { ctx } = world.doctor
    const first = await listMyPatients(ctx, { scope: 'establishment' })
    expect(first).toMatchObject({ scope: 'establishment', count: { value: total, isMore: false } })
    expect(first.rows).toHaveLength(PAGE_SIZE)
    expect(first.rows[0]).toMatchObject({
      id: files[3]!.patientId,
      localId: files[3]!.localId,
      stay: { unit: 'Oncologie', establishmentName: world.hospital.name },
      lastActivity: { kind: 'stay' },
      newCount: 1,
    })
    expect(first.page.previous).toBe(null)

    const second = await listMyPatients(ctx, { scope: 'establishment', after: first.page.next! })
    expect(second.rows).toHaveLength(5)
    expect(second.page.next).toBe(null)
    expect(new Set([...first.rows, ...second.rows].map((r) => r.id)).size).toBe(total)
    const back = await listMyPatients(ctx, { scope: 'establishment', before: second.page.previous! })
    expect(back.rows.map((r) => r.id)).toEqual(first.rows.map((r) => r.id))
  })

  test('only those in a ward', async () => {
    const { rows, count } = await listMyPatients(world.doctor.ctx, {
      scope: 'establishment',
      filter: 'admitted',
    })
    expect(rows.map((r) => r.id)).toEqual([files[3]!.patientId])
    expect(count.value).toBe(1)
    const followed = await listMyPatients(world.gp.ctx, { filter: 'admitted' })
    expect(followed.rows.map((r) => r.id)).toEqual([files[3]!.patientId])
  })

  // EXT-01
  test('a GP lists the patients followed, sorted by name too, with no name in the cursor', async () => {
    await anEntry(world.feed, files[7]!)
    const { ctx } = world.gp
    const recent = await listMyPatients(ctx, {})
    expect(recent).toMatchObject({ scope: 'followed', count: { value: total, isMore: false } })
    expect(recent.rows[0]).toMatchObject({ id: files[7]!.patientId, localId: null, newCount: 1 })

    const first = await listMyPatients(ctx, { sort: 'name' })
    const second = await listMyPatients(ctx, { sort: 'name', after: first.page.next! })
    const names = [...first.rows, ...second.rows].map((r) => r.birthName)
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'fr')))
    expect(names).toHaveLength(total)
    expect(first.page.next).toMatch(/^[0-9a-f-]{36}$/)
    const back = await listMyPatients(ctx, { sort: 'name', before: second.page.previous! })
    expect(back.rows.map((r) => r.id)).toEqual(first.rows.map((r) => r.id))
  })

  test('only those with something new', async () => {
    const { rows } = await listMyPatients(world.gp.ctx, { filter: 'new' })
    expect(new Set(rows.map((r) => r.id))).toEqual(new Set([files[3]!.patientId, files[7]!.patientId]))
  })

  test('a cursor of someone else, or nonsense, is the first page', async () => {
    for (const after of ['x', crypto.randomUUID(), '1.2']) {
      expect((await listMyPatients(world.gp.ctx, { after })).rows).toHaveLength(PAGE_SIZE)
      expect((await listMyPatients(world.doctor.ctx, { scope: 'establishment', after })).rows).toHaveLength(
        PAGE_SIZE,
      )
    }
  })

  test('another region lists nothing of it, an administrator nothing at all', async () => {
    const elsewhere = await aHospitalWithGp(database)
    expect(await listMyPatients(elsewhere.doctor.ctx, { scope: 'establishment' })).toMatchObject({
      rows: [],
      count: { value: 0 },
    })
    expect(await listMyPatients(elsewhere.gp.ctx, {})).toMatchObject({ rows: [], count: { value: 0 } })
    await expect(listMyPatients(world.regionAdmin.ctx, {})).rejects.toMatchObject({ code: 'forbidden' })
  })
})
