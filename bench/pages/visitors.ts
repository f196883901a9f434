import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import postgres, { type Sql } from 'postgres'
import {
  ARGON2,
  cookieName,
  createSignInCtx,
  openSession,
  signInSettings,
} from '#app/features/identity/index.server.ts'
import { deriveKey, seal } from '#app/kernel/secrets.server.ts'
import { createDb } from '#db/client.ts'
import type { LargeRegion } from '#db/seeds/large/ensure.ts'
import { prng } from '#db/seeds/large/prng.ts'

export type Visitor = {
  cookie: string
  patientIds: string[]
  searches: string[]
  /** Whoever keeps the page of this visitor open is told which one it is now. */
  opened?: (path: string, patientId: string | null) => void
}
export type Visitors = {
  visitors: Visitor[]
  /** Cookies of others who are signed in, and read nothing now. */
  away: string[]
  emails: string[]
  password: string
  parameters: string
}

const DEFAULT_VISITORS = 60
const EVERYBODY = { atWork: DEFAULT_VISITORS, signedIn: DEFAULT_VISITORS }

type Known = {
  id: string
  birthName: string
  givenName: string
  birthDate: string
  ins: string | null
  localId: string | null
}

const PASSWORD = 'neuf-vagues-lentes-7'
const SEED = 7

/**
 * People who are signed in, each with patients of their own, and accounts that sign in while the measurement
 * runs. Sessions are opened as the product opens them; rows with names are read as superuser, aside.
 */
export async function prepareVisitors(
  region: LargeRegion,
  secret: string,
  { atWork, signedIn }: { atWork: number; signedIn: number } = EVERYBODY,
): Promise<Visitors> {
  const random = prng(SEED)
  const admin = postgres(region.adminUrl, { max: 1, onnotice: () => {} })
  const identity = createDb(region.urls.DATABASE_IDENTITY_URL, { max: 2, name: 'bench' })
  const settings = signInSettings({ CORDEE_SECRET: secret, CORDEE_DEMO: false, PORT: 0 })
  try {
    const passwordHash = await hash(PASSWORD, ARGON2)
    const totp = seal(deriveKey(secret, 'identity.totp'), randomBytes(20)).toString('base64url')
    const accounts = await admin<{ email: string }[]>`
      update sign_in_accounts set password_hash = ${passwordHash}, password_changed_at = now(),
        totp_secret = ${totp}, totp_enrolled_at = now(), totp_last_step = null
      where email like 'staff-%' returning email`
    await admin`delete from rate_limits`

    const signIn = async ({ personId }: { personId: string }) => {
      const ctx = createSignInCtx({ db: identity, settings, requestId: 'bench', locale: 'fr' })
      const { token } = await ctx.write((tx) => openSession(tx, ctx, personId, 'password'))
      return `${cookieName('session', settings)}=${token}`
    }
    const visitors: Visitor[] = []
    const chosen = await choosePeople(admin, region.facts.regionId, signedIn)
    const atWorkNow = spread(chosen, atWork)
    for (const person of atWorkNow) {
      const known = await patientsOf(admin, region.facts.regionId, person, random)
      visitors.push({
        cookie: await signIn(person),
        patientIds: known.map((p) => p.id),
        searches: known.map((p) => searchFor(p, random)),
      })
    }
    const away: string[] = []
    for (const person of chosen) if (!atWorkNow.includes(person)) away.push(await signIn(person))
    const parameters = `argon2id, ${ARGON2.memoryCost} KiB, ${ARGON2.timeCost} passes, parallelism ${ARGON2.parallelism}`
    return { visitors, away, emails: accounts.map((a) => a.email), password: PASSWORD, parameters }
  } finally {
    await admin.end()
    await identity.$client.end()
  }
}

type Person = { personId: string; establishmentId: string; kind: string }

/** So many of them, of every kind of place in the same parts. */
const spread = (people: Person[], count: number) =>
  people.filter(
    (_, i) => Math.floor(((i + 1) * count) / people.length) > Math.floor((i * count) / people.length),
  )

/** Of sixty, thirty at the cancer centre, eighteen in hospitals, twelve in practices; where a place has no more, in town. */
async function choosePeople(admin: Sql, regionId: string, count: number): Promise<Person[]> {
  const of = (condition: ReturnType<Sql>, limit: number) => admin<Person[]>`
    select m.person_id as "personId", m.establishment_id as "establishmentId", e.kind::text
    from memberships m join establishments e on e.region_id = m.region_id and e.id = m.establishment_id
    where m.region_id = ${regionId} and m.role = 'doctor' and ${condition}
    order by md5(m.id::text) limit ${limit}`
  const part = (of: number) => Math.round((count * of) / DEFAULT_VISITORS)
  const staff = [
    ...(await of(admin`e.kind = 'cancer_centre'`, part(30))),
    ...(await of(admin`e.kind in ('hospital', 'clinic')`, part(18))),
  ]
  return [...staff, ...(await of(admin`e.kind = 'practice'`, count - staff.length))]
}

async function patientsOf(
  admin: Sql,
  regionId: string,
  person: Person,
  random: ReturnType<typeof prng>,
): Promise<Known[]> {
  const columns = (table: string) => admin`
    ${admin(`${table}.birth_name`)} as "birthName", ${admin(`${table}.first_given_name`)} as "givenName",
    ${admin(`${table}.birth_date`)}::text as "birthDate", ${admin(`${table}.ins_matricule`)} as ins`
  if (person.kind === 'practice')
    return admin<Known[]>`
      select p.id, null as "localId", ${columns('p')} from care_relations c
      join patients p on p.region_id = c.region_id and p.id = c.patient_id
      where c.region_id = ${regionId} and c.grantee_id = ${person.personId}
        and (c.ends_at is null or c.ends_at > now()) order by md5(p.id::text) limit 40`
  const files = (rest: ReturnType<Sql>) => admin<Known[]>`
    select f.patient_id as id, f.local_id as "localId", ${columns('f')} from patient_files f
    where f.region_id = ${regionId} and f.establishment_id = ${person.establishmentId} ${rest}`
  // Most of a day's work is about patients of these days; the rest may be anybody.
  const offset = random.below(300)
  const recent = await files(admin`order by f.last_activity_at desc offset ${offset} limit 28`)
  const from = String(800_000_000 + random.below(650_000))
  const anybody = await files(admin`and f.local_id >= ${from} order by f.local_id limit 12`)
  return [...recent, ...anybody]
}

/** As people type: mostly names, half of them only begun; sometimes a date, a number or a slip. */
function searchFor(patient: Known, random: ReturnType<typeof prng>): string {
  const lastName = patient.birthName
  const drawn = random.below(100)
  if (drawn < 40) return lastName.slice(0, 5)
  if (drawn < 70) return `${patient.givenName} ${lastName}`
  if (drawn < 85) return patient.birthDate.split('-').reverse().join('/')
  if (drawn < 92) return patient.ins ?? lastName
  if (drawn < 96) return patient.localId ?? lastName
  const at = 2 + random.below(Math.max(1, lastName.length - 3))
  return `${patient.givenName} ${lastName.slice(0, at)}${lastName.slice(at + 1)}`
}
