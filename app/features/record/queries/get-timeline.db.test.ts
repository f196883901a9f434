import { beforeAll, describe, expect, test } from 'vitest'
import { aGpRelation, aHospitalWithGp, anEntry, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import type { TimelineQuery } from '../contract.ts'
import { getTimeline } from './get-timeline.server.ts'

// UXS-03
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
  const entry = (day: string, kind: 'document' | 'result' = 'document') =>
    anEntry(world.feed, file, { title: day, kind, occurredAt: new Date(day) })
  await entry('2019-05-02T09:00:00Z')
  await entry('2024-02-29T23:30:00Z') // the first of March where the region is
  await entry('2024-03-15T09:00:00Z', 'result')
  await entry('2024-04-01T09:00:00Z')
})

const look = (query: TimelineQuery) => getTimeline(world.gp.ctx, file.patientId, query)
const daysOf = async (query: TimelineQuery) => (await look(query)).entries.map((e) => e.title.slice(0, 10))

describe('zoom', () => {
  test('shows a month as the calendar has it where the region is', async () => {
    expect(await daysOf({ zoom: 'month', at: '2024-03-20' })).toEqual(['2024-03-15', '2024-02-29'])
    expect(await daysOf({ zoom: 'month', at: '2024-02-01' })).toEqual([])
    expect(await daysOf({ zoom: 'year', at: '2019-01-01' })).toEqual(['2019-05-02'])
    expect(await daysOf({})).toHaveLength(4)
  })

  test('says what happened when, by kind, and where one gets closer', async () => {
    const { stretch, kinds } = await look({ zoom: 'quarter', at: '2024-03-01' })
    expect(stretch).toMatchObject({ earlier: '2023-12-01', later: '2024-06-01' })
    expect(stretch.columns.filter((c) => c.total > 0)).toMatchObject([
      { from: '2024-03-01', counts: { document: 1 }, zoom: 'month' },
      { from: '2024-03-15', counts: { result: 1 } },
      { from: '2024-03-29', counts: { document: 1 } },
    ])
    expect(kinds).toEqual([
      { kind: 'document', count: 2 },
      { kind: 'result', count: 1 },
    ])
  })

  test('a filter narrows what is shown and what the strip counts, not what can be chosen', async () => {
    const { stretch, kinds, entries } = await look({ kind: 'result' })
    expect(entries).toHaveLength(1)
    expect(stretch.columns.reduce((sum, c) => sum + c.total, 0)).toBe(1)
    expect(kinds).toHaveLength(2)
  })
})
