import { beforeAll, describe, expect, test } from 'vitest'
import {
  aGpRelation,
  aHospitalWithGp,
  anEntry,
  anEstablishment,
  anIns,
  aPatientFile,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { TimelineQuery } from '../contract.ts'
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
    const { stretch, kinds, entries } = await look({ kind: ['result'] })
    expect(entries).toHaveLength(1)
    expect(stretch.columns.reduce((sum, c) => sum + c.total, 0)).toBe(1)
    expect(kinds).toHaveLength(2)
  })
})

describe('several filters at once', () => {
  let places: { here: string; there: string; elsewhere: string }
  let mixed: typeof file
  beforeAll(async () => {
    const [there, elsewhere] = [
      await anEstablishment(database, world.regionId),
      await anEstablishment(database, world.regionId),
    ]
    places = { here: world.hospital.id, there: there.id, elsewhere: elsewhere.id }
    const traits = { ...anIns(), identityStatus: 'QUAL' as const, birthName: 'Filtre' }
    mixed = await aPatientFile(world.feed, traits)
    await aGpRelation(world.feed, mixed.fileId, world.gp.rpps)
    const feeds = [world.feed, systemCtx(database, world.regionId, there.id)]
    feeds.push(systemCtx(database, world.regionId, elsewhere.id))
    for (const [i, feed] of feeds.entries()) {
      const own = i === 0 ? mixed : await aPatientFile(feed, { ...mixed.traits, localId: `F${i}` })
      for (const kind of ['document', 'result', 'note'] as const)
        for (let n = 0; n < 30; n++) {
          const occurredAt = new Date(Date.UTC(2024, 0, 1 + n, i))
          await anEntry(feed, own, { title: `${i} ${kind}`, kind, occurredAt })
        }
    }
  })
  const of = (query: TimelineQuery) => getTimeline(world.gp.ctx, mixed.patientId, query)

  test('kinds and houses narrow together, a page at a time, in order', async () => {
    const query = { kind: ['document', 'note'], establishment: [places.here, places.there] } as TimelineQuery
    const first = await of(query)
    expect(first.entries).toHaveLength(50)
    const second = await of({ ...query, before: first.older! })
    const third = await of({ ...query, before: second.older! })
    const all = [first, second, third].flatMap((page) => page.entries)
    expect(third.older).toBeNull()
    expect(all).toHaveLength(120)
    expect(new Set(all.map((e) => e.id)).size).toBe(120)
    expect([...new Set(all.map((e) => e.title))].sort()).toEqual([
      '0 document',
      '0 note',
      '1 document',
      '1 note',
    ])
    const days = all.map((e) => e.occurredAt)
    expect(days).toEqual([...days].sort().reverse())
    expect(first.stretch.columns.reduce((sum, c) => sum + c.total, 0)).toBe(120)
  })

  test('each alone, and none is all', async () => {
    expect((await of({ kind: ['result', 'note'], pages: 4 })).entries).toHaveLength(180)
    expect((await of({ establishment: [places.elsewhere], pages: 2 })).entries).toHaveLength(90)
    expect((await of({ kind: [], establishment: [], pages: 6 })).entries).toHaveLength(270)
  })

  test('what the address says badly is passed over', () => {
    const parse = (said: object) => TimelineQuery.parse(said)
    expect(parse({ kind: 'document,nonsense,result' }).kind).toEqual(['document', 'result'])
    expect(parse({ establishment: `x,${places.here}` }).establishment).toEqual([places.here])
    expect(parse({})).toMatchObject({ kind: [], establishment: [] })
  })
})
