import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { aSentReferral, aService } from '#app/features/referrals/factories.ts'
import type { Channel } from '#app/kernel/channels.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { aGpRelation, aHospitalWithGp, aMember, anEstablishment, aPatientFile } from './factories.ts'
import { useDatabase } from './harness.ts'

// SEC-01: every channel of sockets is joined by someone entitled, then with the same words by another region,
// another establishment, a stranger and a wrong role, who hear nothing. A channel without a case fails.

const database = useDatabase()
type Who =
  | 'doctor'
  | 'gp'
  | 'secretary'
  | 'vigilance'
  | 'technician'
  | 'regionAdmin'
  | 'privacyOfficer'
  | 'neighbour'
  | 'elsewhere'
type Case = { params?: () => unknown; joins: Who[]; hears: Who[] }

const people = {} as Record<Who, Ctx>
let patientId = ''
let regionId = ''
let referralId = ''

beforeAll(async () => {
  const world = await aHospitalWithGp(database)
  const elsewhere = await aHospitalWithGp(database)
  const next = await anEstablishment(database, world.regionId)
  const neighbour = await aMember(database, {
    regionId: world.regionId,
    establishmentId: next.id,
    role: 'doctor',
  })
  const file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
  patientId = file.patientId
  regionId = world.regionId
  const service = await aService(world.establishmentAdmin, [world.secretary])
  referralId = await aSentReferral(world.gp, patientId, service.id)
  for (const who of [
    'doctor',
    'gp',
    'secretary',
    'vigilance',
    'technician',
    'regionAdmin',
    'privacyOfficer',
  ] as const)
    people[who] = world[who].ctx
  people.neighbour = neighbour.ctx
  people.elsewhere = elsewhere.doctor.ctx
})

/** `joins` may hear of what is here; `hears` may join too, and hears of what is their own. */
const cases: Record<string, Case> = {
  patient: { params: () => ({ patientId }), joins: ['doctor', 'gp', 'secretary', 'vigilance'], hears: [] },
  day: { joins: ['gp'], hears: ['doctor', 'secretary', 'vigilance', 'neighbour', 'elsewhere'] },
  notices: {
    joins: ['doctor'],
    hears: ['gp', 'secretary', 'vigilance', 'neighbour', 'elsewhere', 'privacyOfficer'],
  },
  identities: { joins: ['vigilance'], hears: [] },
  circle: { joins: ['secretary', 'doctor'], hears: ['neighbour', 'elsewhere', 'gp'] },
  exchange: { joins: ['technician'], hears: [] },
  oversight: { joins: ['privacyOfficer'], hears: [] },
  referral: { params: () => ({ referralId }), joins: ['gp', 'secretary'], hears: [] },
  referrals: { joins: ['gp', 'secretary'], hears: ['doctor', 'neighbour', 'elsewhere'] },
  support: {
    joins: ['doctor'],
    hears: [
      'gp',
      'secretary',
      'vigilance',
      'technician',
      'regionAdmin',
      'privacyOfficer',
      'neighbour',
      'elsewhere',
    ],
  },
}

async function channels(): Promise<Map<string, Channel>> {
  const found = new Map<string, Channel>()
  const mounted = readFileSync('app/server/http.server.ts', 'utf8')
  for (const feature of readdirSync('app/features')) {
    const source = await import(`../../app/features/${feature}/realtime.server.ts`).catch(() => null)
    for (const [name, value] of Object.entries(source ?? {}))
      if (name.endsWith('Channel')) {
        found.set((value as Channel).name, value as Channel)
        expect(mounted.includes(`  ${name},`), `${name} is mounted`).toBe(true)
      }
  }
  return found
}

test('every channel has a case', async () => {
  expect([...(await channels()).keys()].sort()).toEqual(Object.keys(cases).sort())
})

test.each(Object.entries(cases))('%s is heard by those who may, and nobody else', async (name, it) => {
  const channel = (await channels()).get(name)!
  const params = it.params?.() ?? {}
  const rooms = new Set<string>()
  for (const who of it.joins)
    for (const room of await channel.rooms(people[who], params)) {
      expect(room, who).toContain(regionId)
      rooms.add(room)
    }
  expect(rooms.size).toBeGreaterThan(0)
  for (const who of Object.keys(people) as Who[]) {
    if (it.joins.includes(who)) continue
    const heard = await channel.rooms(people[who], params)
    expect(
      heard.filter((room) => rooms.has(room)),
      who,
    ).toEqual([])
    if (!it.hears.includes(who)) expect(heard, who).toEqual([])
  }
})
