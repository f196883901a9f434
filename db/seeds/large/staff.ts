import type { Sql } from 'postgres'
import { CITIES, FAMILY_NAMES, MEN, WOMEN } from './names.ts'
import { prng } from './prng.ts'

export const SIZE = {
  hospitals: 20,
  practices: 900,
  practiceDoctors: 1_400,
  centreDoctors: 300,
  hospitalDoctors: 60,
} as const

type Establishment = { n: number; id: string; regionId: string; kind: string; name: string; city: string }
type Member = {
  personId: string
  membershipId: string
  establishment: Establishment
  role: 'doctor' | 'nurse_coordinator' | 'secretary'
  rpps: string | null
  familyName: string
  givenName: string
}

/** Luhn's last digit for the ten or eight digits before it. */
function withLuhn(digits: string) {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 1 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2
  }
  return digits + ((10 - (sum % 10)) % 10)
}

/** Regions, establishments and professionals: a few thousand rows, so they are made here and not in SQL. */
export async function insertStaff(sql: Sql, seed: number) {
  const random = prng(seed)
  const regionId = random.uuid()
  const controlRegionId = random.uuid()
  await sql`insert into regions ${sql([
    { id: regionId, code: 'LARGE', name: 'Région de mesure', is_test: true },
    { id: controlRegionId, code: 'LARGE-CONTROL', name: 'Région témoin', is_test: true },
  ])}`

  const establishments = makeEstablishments(random, regionId, controlRegionId)
  const members = establishments.flatMap((e) => makeMembers(random, e))
  await insertEstablishments(sql, establishments)
  await insertMembers(sql, members)
}

function makeEstablishments(random: ReturnType<typeof prng>, regionId: string, controlRegionId: string) {
  const made: Establishment[] = []
  const add = (kind: string, name: string, region = regionId) => {
    const city = random.pick(CITIES)
    made.push({
      n: made.length + 1,
      id: random.uuid(),
      regionId: region,
      kind,
      name: `${name} ${city}`,
      city,
    })
  }
  add('cancer_centre', 'Centre de lutte contre le cancer,')
  for (let i = 1; i < SIZE.hospitals; i++) add(i % 4 === 0 ? 'clinic' : 'hospital', 'Centre hospitalier de')
  for (let i = 0; i < SIZE.practices; i++) add('practice', `Cabinet ${random.pickFrequent(FAMILY_NAMES)},`)
  add('hospital', 'Hôpital témoin de', controlRegionId)
  add('practice', 'Cabinet témoin de', controlRegionId)
  return made
}

function makeMembers(random: ReturnType<typeof prng>, establishment: Establishment): Member[] {
  const { n, kind } = establishment
  // Each establishment has ten thousand numbers of its own: no two people share one.
  const many = (count: number, role: Member['role'], block = 0): Member[] =>
    Array.from({ length: count }, (_, i) => ({
      personId: random.uuid(),
      membershipId: random.uuid(),
      establishment,
      role,
      rpps: role === 'secretary' ? null : withLuhn(`10${String(n * 1e4 + block + i).padStart(8, '0')}`),
      familyName: random.pickFrequent(FAMILY_NAMES),
      givenName: random.pickFrequent(random.below(2) ? MEN : WOMEN),
    }))
  // 900 practices share 1,400 doctors: the first five hundred have two.
  if (kind === 'practice')
    return many(n - SIZE.hospitals <= SIZE.practiceDoctors - SIZE.practices ? 2 : 1, 'doctor')
  const doctors = n === 1 ? SIZE.centreDoctors : SIZE.hospitalDoctors
  return [...many(doctors, 'doctor'), ...many(10, 'nurse_coordinator', 5_000), ...many(10, 'secretary')]
}

async function insertEstablishments(sql: Sql, establishments: Establishment[]) {
  await sql`insert into establishments ${sql(
    establishments.map((e) => ({
      region_id: e.regionId,
      id: e.id,
      name: e.name,
      kind: e.kind,
      city: e.city,
      finess: e.kind === 'practice' ? null : withLuhn(`59${String(e.n).padStart(6, '0')}`),
      siret: null,
      phone: '0300000000',
    })),
  )}`
  await sql`insert into large.establishment ${sql(
    establishments.map((e) => ({ n: e.n, id: e.id, region_id: e.regionId, kind: e.kind, city: e.city })),
  )}`
}

async function insertMembers(sql: Sql, members: Member[]) {
  const title = (m: Member) => (m.role === 'doctor' ? 'Dr' : null)
  for (let from = 0; from < members.length; from += 2_000) {
    const some = members.slice(from, from + 2_000)
    await sql`insert into people ${sql(
      some.map((m) => ({
        id: m.personId,
        rpps: m.rpps,
        rpps_proven_at: m.rpps ? new Date() : null,
        family_name: m.familyName,
        given_name: m.givenName,
        title: title(m),
        profession_code: m.role === 'doctor' ? '10' : m.role === 'nurse_coordinator' ? '60' : null,
      })),
    )}`
    await sql`insert into memberships ${sql(
      some.map((m) => ({
        region_id: m.establishment.regionId,
        id: m.membershipId,
        person_id: m.personId,
        establishment_id: m.establishment.id,
        role: m.role,
        starts_on: '2024-01-01',
      })),
    )}`
    // Without a password: who measures sign-in gives them one.
    await sql`insert into sign_in_accounts ${sql(
      some.map((m, i) => ({ person_id: m.personId, email: `staff-${from + i + 1}@large.cordee.test` })),
    )}`
  }
  const ranks = new Map<number, number>()
  const doctors = members
    .filter((m) => m.role === 'doctor')
    .map((m) => {
      const rank = (ranks.get(m.establishment.n) ?? 0) + 1
      ranks.set(m.establishment.n, rank)
      return {
        establishment_n: m.establishment.n,
        i: rank,
        person_id: m.personId,
        establishment_id: m.establishment.id,
        rpps: m.rpps,
        name: `Dr ${m.givenName} ${m.familyName}`,
      }
    })
  await sql`insert into large.doctor ${sql(doctors)}`
  await sql`
    insert into large.gp select row_number() over (order by d.establishment_n, d.i), d.person_id, d.rpps, d.name
    from large.doctor d where d.establishment_n between ${SIZE.hospitals + 1} and ${SIZE.hospitals + SIZE.practices}`
}
