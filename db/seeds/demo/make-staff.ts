import { createHmac } from 'node:crypto'
import { encodeBase32NoPadding } from '@oslojs/encoding'
import { eq, sql } from 'drizzle-orm'
import { addMembership, addPerson, createAccount } from '#app/features/identity/index.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import type { Means } from './means.ts'
import { placeOf, REGION } from './places.ts'
import { STAFF, type StaffKey, type StaffMember } from './staff.ts'

/** One line of `demo-accounts.json`: what `npm run up` prints, and what a real sign-in needs. */
export type DemoAccount = {
  name: string
  role: string
  establishment: string
  email: string
  personId: string
  password: string
  /** Base32, for an authenticator. */
  totpSecret: string
}
export type Staff = { ids: Record<StaffKey, string>; accounts: DemoAccount[] }

/** The same for all: these accounts also open with one click, and only in a demonstration. */
const PASSWORD = 'ruisseau-lanterne-pommier-73'
const STARTED_ON = '2023-01-02'

/** The professionals, where they work, and the accounts of those who are shown. */
export async function makeStaff(means: Means): Promise<Staff> {
  const ids = {} as Staff['ids']
  const accounts: DemoAccount[] = []
  for (const member of STAFF) {
    const personId = await findOrAdd(means, member)
    ids[member.key] = personId
    for (const [place, role] of member.posts) {
      await addMembership(means.signIn, systemActor(null), {
        regionId: REGION.id,
        establishmentId: placeOf[place].id,
        personId,
        role,
        // A practice is its doctors' own: they let its people in and out.
        isAdministrator: role === 'doctor' && placeOf[place].kind === 'practice',
        startsOn: STARTED_ON,
      })
    }
    if (member.email) accounts.push(await openAccount(means, personId, member, member.email))
  }
  return { ids, accounts }
}

/** By RPPS; who has none by name, among those of this region or of none yet: a run may have been cut off. */
async function findOrAdd({ owner, signIn }: Means, member: StaffMember): Promise<string> {
  const { rpps, familyName, givenName, title, professionCode, specialtyCode } = member
  const [known] = await owner.execute<{ id: string }>(sql`
    select p.id from people p
    where case when ${rpps}::text is not null then p.rpps = ${rpps}
               else p.rpps is null and p.family_name = ${familyName} and p.given_name = ${givenName} end
      and not exists (select from memberships m where m.person_id = p.id and m.region_id <> ${REGION.id}::uuid)
    limit 1`)
  if (known) return known.id
  const { personId } = await addPerson(signIn, {
    familyName,
    givenName,
    title,
    // As if each had signed in with Pro Santé Connect once.
    ...(rpps ? { rpps, rppsProvenAt: new Date() } : {}),
    ...(professionCode ? { professionCode } : {}),
    ...(specialtyCode ? { specialtyCode } : {}),
  })
  return personId
}

async function openAccount(
  { identityDb, signIn }: Means,
  personId: string,
  member: StaffMember,
  email: string,
): Promise<DemoAccount> {
  // Of this installation alone, and the same in each run of it.
  const totpSecret = createHmac('sha1', signIn.settings.keys.totp).update(`demonstration/${email}`).digest()
  const [known] = await identityDb
    .select({ email: signInAccounts.email })
    .from(signInAccounts)
    .where(eq(signInAccounts.personId, personId))
  if (!known)
    await createAccount(signIn, { personId, email, password: PASSWORD, totpSecret, isDemonstration: true })
  return {
    name: `${member.title} ${member.givenName} ${member.familyName}`,
    role: member.calling,
    establishment: member.posts.map(([place]) => placeOf[place].name).join(' + '),
    email,
    personId,
    password: PASSWORD,
    totpSecret: encodeBase32NoPadding(totpSecret),
  }
}
