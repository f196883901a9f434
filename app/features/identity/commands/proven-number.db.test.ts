import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { designate } from '#app/features/record/commands/designate.server.ts'
import { findProfessionals } from '#app/features/record/queries/find-professionals.server.ts'
import { invitations, signInAccounts, signInEvents, signInSessions } from '#db/schema/identity.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import {
  aHospitalWithGp,
  aMember,
  anEstablishment,
  anRpps,
  aPatientFile,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { openSession } from '../open-session.server.ts'
import type { ProSanteConnectIdentity } from '../pro-sante-connect.ts'
import { describeSituations } from '../queries/describe-situations.server.ts'
import { activateWithCode } from './activate-with-code.server.ts'
import { addMembership } from './add-membership.server.ts'
import { disableAccount } from './disable-account.server.ts'
import { endMembership } from './end-membership.server.ts'
import { enterWithProSanteConnect } from './enter-with-pro-sante-connect.server.ts'
import { inviteCorrespondent } from './invite-correspondent.server.ts'

// EXT-01, EXT-08, SEC-05: a number that somebody typed is not yet the number of who reads the code.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const anEmail = () => `${randomUUID()}@example.test`
const names = { familyName: 'Essai', givenName: 'Camille' }

const identity = (rpps: string, siret: string): ProSanteConnectIdentity => ({
  ...names,
  nationalId: `8${rpps}`,
  rpps,
  situations: [
    { index: 0, professionCode: '10', specialtyCode: 'SM26', finess: null, siret, placeName: 'Lieu' },
  ],
})
const sweep = async (regionId: string) => {
  const [row] = await systemCtx(t, regionId, null).write(({ tx }) =>
    tx.execute<{ n: number }>(sql`select app.begin_awaited(null::uuid, 500) as n`),
  )
  return row!.n
}
const personOf = async (rpps: string) => {
  const [row] = await t.owner.select().from(people).where(eq(people.rpps, rpps))
  return row!
}
let siretOf = 10_000_000_000_000
const withSiret = async (establishmentId: string) => {
  const siret = String(siretOf++)
  await t.owner.update(establishments).set({ siret }).where(eq(establishments.id, establishmentId))
  return siret
}

/** Two houses wait for one number; the hospital's letter was opened by somebody. */
async function twoHousesWait() {
  const w = await aHospitalWithGp(t)
  const clinic = await anEstablishment(t, w.regionId, { kind: 'clinic' })
  const desk = await aMember(t, { regionId: w.regionId, establishmentId: clinic.id, role: 'secretary' })
  const rpps = anRpps()
  const designate = (by: typeof desk, patientId: string) =>
    by.ctx.write(({ tx }) =>
      tx.execute<{ said: string }>(
        sql`select app.designate_by_rpps(${patientId}::uuid, ${rpps}, 'Dr Essai', null) as said`,
      ),
    )
  const ours = await aPatientFile(w.feed)
  const theirs = await aPatientFile(systemCtx(t, w.regionId, clinic.id))
  await designate(w.secretary, ours.patientId)
  await designate(desk, theirs.patientId)
  const practiceName = 'Cabinet de la place'
  const letter = await inviteCorrespondent(aSignInCtx(t), w.secretary.ctx, { ...names, rpps, practiceName })
  if (letter.channel !== 'letter') throw new Error('a letter')
  const email = anEmail()
  await activateWithCode(aSignInCtx(t), { rpps, code: letter.code, email, password: GOOD_PASSWORD })
  return { ...w, desk, rpps, ours, theirs, designate, email, person: await personOf(rpps) }
}
const relationsOf = async (personId: string) => {
  const rows = await t.owner.execute<{ patient_id: string }>(
    sql`select patient_id from care_relations where grantee_id = ${personId} order by created_at`,
  )
  return rows.map((row) => row.patient_id)
}

describe('a number that an invitation said', () => {
  test('opens what the house that invited has waiting, and of no other house', async () => {
    const w = await twoHousesWait()
    expect(await sweep(w.regionId)).toBe(1)
    expect(await relationsOf(w.person.id)).toEqual([w.ours.patientId])
    const another = await aPatientFile(
      w.desk.ctx.actor.establishmentId ? systemCtx(t, w.regionId, w.desk.ctx.actor.establishmentId) : w.feed,
    )
    expect(await w.designate(w.desk, another.patientId)).toMatchObject([{ said: 'waiting' }])
    const mine = await aPatientFile(w.feed)
    expect(await w.designate(w.secretary, mine.patientId)).toMatchObject([{ said: 'begun' }])
  })

  test('makes nobody the doctor whose number it is, whom another house names by choosing a person', async () => {
    const w = await twoHousesWait()
    const named = (by: typeof w.desk, patientId: string) =>
      designate(by.ctx, { patientId, personId: w.person.id })
    await expect(named(w.desk, w.theirs.patientId)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.numberNotProven',
    })
    expect(await findProfessionals(w.desk.ctx, w.rpps)).toEqual([])
    expect(await relationsOf(w.person.id)).toEqual([])
    // The house that sent the letter knows to whom.
    expect(await findProfessionals(w.secretary.ctx, w.rpps)).toMatchObject([{ id: w.person.id }])
    await named(w.secretary, w.ours.patientId)
    expect(await relationsOf(w.person.id)).toEqual([w.ours.patientId])
    await t.owner.update(people).set({ rppsProvenAt: new Date() }).where(eq(people.id, w.person.id))
    await named(w.desk, w.theirs.patientId)
    expect(await findProfessionals(w.desk.ctx, w.rpps)).toHaveLength(1)
  })

  test('is proven by Pro Santé Connect, which ends what the invitation opened', async () => {
    const w = await twoHousesWait()
    const [held] = await t.owner.select().from(memberships).where(eq(memberships.personId, w.person.id))
    const siret = await withSiret(held!.establishmentId)
    await t.identityDb.transaction((tx) => openSession(tx, aSignInCtx(t), w.person.id, 'password', null))
    const ended: string[] = []
    const door = aSignInCtx(t, { endSockets: (ids) => void ended.push(...ids) })
    const who = identity(w.rpps, siret)
    expect(await describeSituations(door, who)).toMatchObject({ needsEmail: true })
    await expect(enterWithProSanteConnect(door, who, { index: 0 })).rejects.toMatchObject({
      reason: 'identity.pscEmailNeeded',
    })
    const email = anEmail()
    await enterWithProSanteConnect(door, who, { index: 0, email })
    expect(ended).toHaveLength(1)
    const [account] = await t.identityDb
      .select()
      .from(signInAccounts)
      .where(eq(signInAccounts.personId, w.person.id))
    expect(account).toMatchObject({ email, passwordHash: null, totpSecret: null, mayHavePassword: false })
    const sessions = await t.identityDb
      .select({ method: signInSessions.method })
      .from(signInSessions)
      .where(eq(signInSessions.personId, w.person.id))
    expect(sessions).toEqual([{ method: 'pro_sante_connect' }])
    const events = await t.identityDb
      .select()
      .from(signInEvents)
      .where(
        and(eq(signInEvents.personId, w.person.id), eq(signInEvents.action, 'identity.account.take-over')),
      )
    expect(events).toHaveLength(1)
    expect((await personOf(w.rpps)).rppsProvenAt).not.toBeNull()
    expect(await sweep(w.regionId)).toBe(2)
    expect((await relationsOf(w.person.id)).sort()).toEqual([w.ours.patientId, w.theirs.patientId].sort())
    // The second time nothing is asked and nothing ends.
    await enterWithProSanteConnect(door, who, { index: 0 })
    expect(ended).toHaveLength(1)
  })
})

describe('who left', () => {
  const inPractice = async () => {
    const w = await aHospitalWithGp(t)
    const at = { regionId: w.regionId, establishmentId: w.practice.id }
    return {
      ...w,
      siret: await withSiret(w.practice.id),
      member: await aMember(t, { ...at, role: 'doctor' }),
    }
  }

  test('a practice does not come back by the directory, nor does who has not begun', async () => {
    const w = await inPractice()
    const who = identity(w.member.rpps, w.siret)
    const refused = { reason: 'identity.pscNotMember' }
    const enter = () => enterWithProSanteConnect(aSignInCtx(t), who, { index: 0, email: anEmail() })
    await endMembership(aSignInCtx(t), w.regionAdmin.ctx.actor, {
      regionId: w.regionId,
      membershipId: w.member.membershipId,
    })
    await expect(enter()).rejects.toMatchObject(refused)
    await t.owner
      .update(memberships)
      .set({ endsAt: null, startsOn: '2999-01-01' })
      .where(eq(memberships.id, w.member.membershipId))
    await expect(enter()).rejects.toMatchObject(refused)
  })

  test('has no administration when they come again, unless it is given again', async () => {
    const w = await inPractice()
    const { membershipId, personId } = w.member
    const again = async (isAdministrator: boolean) => {
      await addMembership(aSignInCtx(t), w.regionAdmin.ctx.actor, {
        regionId: w.regionId,
        establishmentId: w.practice.id,
        personId,
        role: 'doctor',
        isAdministrator,
      })
      const [row] = await t.owner.select().from(memberships).where(eq(memberships.id, membershipId))
      return row!.isAdministrator
    }
    const is = (set: { isAdministrator: boolean; endsAt: Date | null }) =>
      t.owner.update(memberships).set(set).where(eq(memberships.id, membershipId))
    await is({ isAdministrator: true, endsAt: null })
    expect(await again(false)).toBe(true)
    await is({ isAdministrator: true, endsAt: new Date(0) })
    expect(await again(false)).toBe(false)
    await is({ isAdministrator: false, endsAt: new Date(0) })
    expect(await again(true)).toBe(true)
  })

  test('leaves no open invitation behind', async () => {
    const w = await aHospitalWithGp(t)
    const practiceName = 'Cabinet de la place'
    const openBy = async (personId: string) =>
      (await t.identityDb.select().from(invitations).where(eq(invitations.invitedBy, personId))).filter(
        (i) => i.withdrawnAt === null,
      ).length
    const invite = (by: typeof w.doctor) =>
      inviteCorrespondent(aSignInCtx(t), by.ctx, { ...names, rpps: anRpps(), practiceName })
    for (const by of [w.doctor, w.nurse, w.secretary]) await invite(by)
    const { membershipId } = w.doctor
    await endMembership(aSignInCtx(t), w.regionAdmin.ctx.actor, { regionId: w.regionId, membershipId })
    await t.identityDb.insert(signInAccounts).values({ personId: w.nurse.personId, email: anEmail() })
    await disableAccount(aSignInCtx(t), w.nurse)
    expect(await openBy(w.doctor.personId)).toBe(0)
    expect(await openBy(w.nurse.personId)).toBe(0)
    expect(await openBy(w.secretary.personId)).toBe(1)
  })
})
