import { randomInt, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { personActor, type Role, systemActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { recordEntries } from '../schema/entries.ts'
import { connections } from '../schema/exchange.ts'
import { memberships, people } from '../schema/people.ts'
import { establishments, regions } from '../schema/regions.ts'
import type { TestDatabase } from './harness.ts'

// Arrangement for tests: what a command or a definer function can make, it makes; the rest is written as
// the tables' owner. Names are fictitious, numbers carry valid check digits.

type Kind = (typeof establishments.$inferInsert)['kind']

export async function aRegion(t: TestDatabase, { isTest = true } = {}): Promise<{ id: string }> {
  const code = `R${randomUUID().slice(0, 8)}`
  const [row] = await t.owner
    .insert(regions)
    .values({ code, name: `Région ${code}`, isTest })
    .returning({ id: regions.id })
  return row!
}

export async function anEstablishment(
  t: TestDatabase,
  regionId: string,
  { kind = 'hospital' as Kind, name = `Établissement ${randomUUID().slice(0, 4)}` } = {},
): Promise<{ id: string; name: string }> {
  const [row] = await t.owner
    .insert(establishments)
    .values({ regionId, kind, name, finess: aFiness(), city: 'Valbonne-les-Essais' })
    .returning({ id: establishments.id, name: establishments.name })
  return row!
}

export type Member = { personId: string; membershipId: string; rpps: string; ctx: Ctx }

export async function aMember(
  t: TestDatabase,
  who: { regionId: string; establishmentId: string; role: Role; rpps?: string; familyName?: string },
): Promise<Member> {
  const rpps = who.rpps ?? anRpps()
  const familyName = who.familyName ?? 'Modèle'
  const [person] = await t.owner
    .insert(people)
    .values({ rpps, rppsProvenAt: new Date(), familyName, givenName: 'Camille', professionCode: '10' })
    .returning({ id: people.id })
  const [membership] = await t.owner
    .insert(memberships)
    .values({
      regionId: who.regionId,
      personId: person!.id,
      establishmentId: who.establishmentId,
      role: who.role,
    })
    .returning({ id: memberships.id })
  const ctx = createCtx({
    db: t.db,
    actor: personActor({
      personId: person!.id,
      role: who.role,
      establishmentId: who.establishmentId,
      displayName: `Camille ${familyName}`,
    }),
    regionId: who.regionId,
    locale: 'fr',
    requestId: 'test',
  })
  return { personId: person!.id, membershipId: membership!.id, rpps, ctx }
}

/** The feed of an establishment: what its messages are filed with. */
export const systemCtx = (t: TestDatabase, regionId: string, establishmentId: string | null): Ctx =>
  createCtx({ db: t.db, actor: systemActor(establishmentId), regionId, locale: 'fr', requestId: 'test' })

export const someTraits = () => ({
  localId: `IPP${randomInt(1e9)}`,
  birthName: `Exemple-${randomUUID().slice(0, 6)}`,
  birthGivenNames: 'Claire Marie',
  firstGivenName: 'Claire',
  birthDate: '1954-03-28',
  sex: 'female' as const,
  birthPlaceCode: '31555',
  identityStatus: 'PROV' as 'PROV' | 'RECUP' | 'VALI' | 'QUAL',
  insMatricule: null as string | null,
  insOid: null as string | null,
  usedName: null as string | null,
  usedGivenName: null as string | null,
})
export type SomeTraits = ReturnType<typeof someTraits>

/** Opens a file in the establishment of `ctx`, as its feed would. */
export async function aPatientFile(ctx: Ctx, traits: Partial<SomeTraits> = {}) {
  const said = { ...someTraits(), ...traits }
  const [row] = await ctx.write(({ tx }) =>
    tx.execute<{ file_id: string; patient_id: string; answer: string }>(
      sql`select * from app.open_file(${JSON.stringify(said)}::jsonb)`,
    ),
  )
  return {
    fileId: row!.file_id,
    patientId: row!.patient_id,
    answer: row!.answer,
    localId: said.localId,
    traits: said,
  }
}

export const aGpRelation = (ctx: Ctx, fileId: string, rpps: string) =>
  ctx.write(({ tx }) => tx.execute(sql`select app.declare_gp(${fileId}::uuid, ${rpps})`))

export async function anEntry(
  ctx: Ctx,
  of: { fileId: string; patientId: string },
  more: Partial<typeof recordEntries.$inferInsert> = {},
): Promise<{ id: string }> {
  const [row] = await ctx.write(({ tx }) =>
    tx
      .insert(recordEntries)
      .values({
        fileId: of.fileId,
        patientId: of.patientId,
        establishmentId: ctx.actor.establishmentId!,
        kind: 'document',
        title: 'Compte rendu de consultation',
        occurredAt: new Date('2026-03-02T09:00:00Z'),
        source: 'feed',
        ...more,
      })
      .returning({ id: recordEntries.id }),
  )
  return row!
}

/** A region at work: a hospital with its staff and feed, a practice with the GP. */
export async function aHospitalWithGp(t: TestDatabase) {
  const { id: regionId } = await aRegion(t)
  const hospital = await anEstablishment(t, regionId, { kind: 'cancer_centre' })
  const practice = await anEstablishment(t, regionId, { kind: 'practice' })
  const at = (establishmentId: string) => (role: Role) => aMember(t, { regionId, establishmentId, role })
  const [inHospital, inPractice] = [at(hospital.id), at(practice.id)]
  return {
    regionId,
    hospital,
    practice,
    doctor: await inHospital('doctor'),
    nurse: await inHospital('nurse_coordinator'),
    secretary: await inHospital('secretary'),
    technician: await inHospital('interface_technician'),
    vigilance: await inHospital('identity_vigilance'),
    privacyOfficer: await inHospital('privacy_officer'),
    establishmentAdmin: await inHospital('establishment_admin'),
    regionAdmin: await inHospital('region_admin'),
    gp: await inPractice('doctor'),
    feed: systemCtx(t, regionId, hospital.id),
  }
}

export async function aConnection(t: TestDatabase, regionId: string, establishmentId: string, port?: number) {
  const listens = port ?? randomInt(20_000, 60_000)
  const [row] = await t.owner
    .insert(connections)
    .values({ regionId, establishmentId, name: 'Admissions', port: listens, acceptsTest: true })
    .returning()
  return { ...row!, port: listens }
}

const luhnKey = (digits: string) => {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits.at(-1 - i))
    sum += i % 2 === 0 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : d
  }
  return String((10 - (sum % 10)) % 10)
}
const withKey = (digits: string) => digits + luhnKey(digits)

/** Never the same twice in a process: numbers drawn at random meet, some day, in some test. */
function* counting(digits: number) {
  for (let next = randomInt(10 ** digits); ; next = (next + 1) % 10 ** digits)
    yield String(next).padStart(digits, '0')
}
const numbers = {
  rpps: counting(7),
  finess: counting(6),
  siret: counting(9),
  male: counting(3),
  female: counting(3),
}

export const anRpps = () => withKey(`109${numbers.rpps.next().value}`)
export const aFiness = () => withKey(`31${numbers.finess.next().value}`)
export const aSiret = () => withKey(`9000${numbers.siret.next().value}`)

/** A fictitious INS under the national test authority, with its key. */
export function anIns(sex: 'male' | 'female' = 'female') {
  const base = `${sex === 'male' ? 1 : 2}540331555${numbers[sex].next().value}`
  return {
    insMatricule: base + String(97 - (Number(base) % 97)).padStart(2, '0'),
    insOid: '1.2.250.1.213.1.4.10',
  }
}
