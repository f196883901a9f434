import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { DomainError } from '#app/kernel/errors.ts'
import { signInAccounts, signInEvents, signInSessions } from '#db/schema/identity.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import { aMember, anEstablishment, anRpps, aRegion } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aSignInCtx } from '#db/test/sign-in.ts'
import type { ProSanteConnectIdentity } from '../pro-sante-connect.ts'
import { describeSituations } from '../queries/describe-situations.server.ts'
import { enterWithProSanteConnect } from './enter-with-pro-sante-connect.server.ts'
import { finishProSanteConnect } from './finish-pro-sante-connect.server.ts'
import { invitePerson } from './invite-person.server.ts'
import { requestPasswordReset } from './request-password-reset.server.ts'

// EXT-08, SEC-05
describe('a work situation leads to an establishment', () => {
  const t = useDatabase()
  const door = () => aSignInCtx(t)
  const identity = (
    rpps: string,
    place: { finess?: string | null; siret?: string | null },
  ): ProSanteConnectIdentity => ({
    nationalId: `8${rpps}`,
    rpps,
    givenName: 'Camille',
    familyName: 'Essai',
    situations: [
      {
        index: 0,
        professionCode: '10',
        specialtyCode: 'SM26',
        finess: place.finess ?? null,
        siret: place.siret ?? null,
        placeName: 'Lieu',
      },
    ],
  })
  async function places() {
    const { id: regionId } = await aRegion(t)
    const hospital = await anEstablishment(t, regionId, { kind: 'hospital' })
    const practice = await anEstablishment(t, regionId, { kind: 'practice' })
    const siret = String(Date.now()).padStart(14, '1')
    await t.owner.update(establishments).set({ siret }).where(eq(establishments.id, practice.id))
    const [row] = await t.owner.select().from(establishments).where(eq(establishments.id, hospital.id))
    return { regionId, hospital, practice, siret, finess: row!.finess! }
  }
  const anEmail = () => `${randomUUID()}@example.org`

  test('in a hospital only where it has given access', async () => {
    const { regionId, hospital, finess } = await places()
    const stranger = identity(anRpps(), { finess })
    expect((await describeSituations(door(), stranger)).situations[0]).toMatchObject({
      establishmentName: hospital.name,
      role: null,
    })
    await expect(
      enterWithProSanteConnect(door(), stranger, { index: 0, email: anEmail() }),
    ).rejects.toMatchObject({ reason: 'identity.pscNotMember' })

    const member = await aMember(t, { regionId, establishmentId: hospital.id, role: 'doctor' })
    const known = identity(member.rpps, { finess })
    expect(await describeSituations(door(), known)).toMatchObject({ needsEmail: true })
    await expect(enterWithProSanteConnect(door(), known, { index: 0 })).rejects.toMatchObject({
      reason: 'identity.pscEmailNeeded',
    })
    const email = anEmail()
    const entered = await enterWithProSanteConnect(door(), known, { index: 0, email })
    expect(entered.mustChoose).toBe(false)
    const [session] = await t.identityDb
      .select()
      .from(signInSessions)
      .where(eq(signInSessions.personId, member.personId))
    expect(session).toMatchObject({ method: 'pro_sante_connect', membershipId: member.membershipId })
    // The second time nothing is asked.
    expect(await describeSituations(door(), known)).toMatchObject({ needsEmail: false })
    await enterWithProSanteConnect(door(), known, { index: 0 })

    // An address that somebody only typed opens nothing by mail.
    await requestPasswordReset(door(), { email })
    const mails = await t.owner.execute(`select 1 from outgoing_mails where to_address = '${email}'`)
    expect(mails).toHaveLength(0)
  })

  test('in a practice the directory is enough for a doctor', async () => {
    const { practice, siret } = await places()
    const rpps = anRpps()
    const gp = identity(rpps, { siret })
    await enterWithProSanteConnect(door(), gp, { index: 0, email: anEmail() })
    const joined = await t.owner
      .select()
      .from(memberships)
      .where(eq(memberships.establishmentId, practice.id))
    expect(joined).toMatchObject([{ role: 'doctor', endsAt: null }])
    await enterWithProSanteConnect(door(), gp, { index: 0 })
    expect(
      await t.owner.select().from(memberships).where(eq(memberships.establishmentId, practice.id)),
    ).toHaveLength(1)

    const nurse = identity(anRpps(), { siret })
    nurse.situations[0]!.professionCode = '60'
    await expect(
      enterWithProSanteConnect(door(), nurse, { index: 0, email: anEmail() }),
    ).rejects.toMatchObject({ reason: 'identity.pscNotMember' })
  })

  test('nowhere when the place is not here, the membership is over or the account closed', async () => {
    const { regionId, hospital, finess } = await places()
    await expect(
      enterWithProSanteConnect(door(), identity(anRpps(), { finess: '999999999' }), {
        index: 0,
        email: anEmail(),
      }),
    ).rejects.toMatchObject({ reason: 'identity.pscPlaceUnknown' })
    const member = await aMember(t, { regionId, establishmentId: hospital.id, role: 'doctor' })
    const who = identity(member.rpps, { finess })
    await enterWithProSanteConnect(door(), who, { index: 0, email: anEmail() })
    await t.owner
      .update(memberships)
      .set({ endsAt: new Date(0) })
      .where(eq(memberships.id, member.membershipId))
    await expect(enterWithProSanteConnect(door(), who, { index: 0 })).rejects.toMatchObject({
      reason: 'identity.pscNotMember',
    })
    await t.owner.update(memberships).set({ endsAt: null }).where(eq(memberships.id, member.membershipId))
    await t.owner
      .update(signInAccounts)
      .set({ disabledAt: new Date() })
      .where(eq(signInAccounts.personId, member.personId))
    await expect(enterWithProSanteConnect(door(), who, { index: 0 })).rejects.toMatchObject({
      reason: 'identity.pscDisabled',
    })
  })

  test('of a site that two regions know, the person chooses one that opens', async () => {
    const { siret, practice } = await places()
    const { id: otherRegion } = await aRegion(t)
    const other = await anEstablishment(t, otherRegion, { kind: 'practice' })
    await t.owner.update(establishments).set({ siret }).where(eq(establishments.id, other.id))
    const gp = identity(anRpps(), { siret })
    const { situations } = await describeSituations(door(), gp)
    expect(situations.map((s) => s.establishmentId).sort()).toEqual([practice.id, other.id].sort())
    const email = anEmail()
    await expect(enterWithProSanteConnect(door(), gp, { index: 0, email })).rejects.toMatchObject({
      reason: 'identity.pscChooseRegion',
    })
    await enterWithProSanteConnect(door(), gp, { index: 0, establishmentId: other.id, email })
    const joined = await t.owner
      .select({ at: memberships.establishmentId })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(eq(people.rpps, gp.rpps!))
    expect(joined).toEqual([{ at: other.id }])
  })

  test('in a hospital of two regions only where one is a member', async () => {
    const { finess, regionId, hospital } = await places()
    const { id: otherRegion } = await aRegion(t)
    const other = await anEstablishment(t, otherRegion)
    await t.owner.update(establishments).set({ finess }).where(eq(establishments.id, other.id))
    const member = await aMember(t, { regionId, establishmentId: hospital.id, role: 'doctor' })
    const who = identity(member.rpps, { finess })
    const { situations } = await describeSituations(door(), who)
    expect(situations).toMatchObject([{ establishmentId: hospital.id, role: 'doctor' }])
    await expect(
      enterWithProSanteConnect(door(), who, { index: 0, establishmentId: other.id, email: anEmail() }),
    ).rejects.toMatchObject({ reason: 'identity.pscNotMember' })
    await enterWithProSanteConnect(door(), who, { index: 0, email: anEmail() })
  })

  test('all at once: what is refused at the end leaves no person, no account', async () => {
    const { siret } = await places()
    const taken = anEmail()
    await enterWithProSanteConnect(door(), identity(anRpps(), { siret }), { index: 0, email: taken })
    const gp = identity(anRpps(), { siret })
    await expect(enterWithProSanteConnect(door(), gp, { index: 0, email: taken })).rejects.toMatchObject({
      reason: 'identity.emailTaken',
    })
    expect(await t.owner.select().from(people).where(eq(people.rpps, gp.rpps!))).toEqual([])
    await enterWithProSanteConnect(door(), gp, { index: 0, email: anEmail() })
  })

  test('by an open invitation, which is taken', async () => {
    const { regionId, hospital, finess } = await places()
    const admin = await aMember(t, { regionId, establishmentId: hospital.id, role: 'establishment_admin' })
    const rpps = anRpps()
    await invitePerson(door(), admin.ctx, {
      establishmentId: hospital.id,
      email: anEmail(),
      rpps,
      familyName: 'Essai',
      givenName: 'Camille',
      role: 'nurse_coordinator',
      isAdministrator: false,
    })
    const who = identity(rpps, { finess })
    expect((await describeSituations(door(), who)).situations).toMatchObject([{ role: 'nurse_coordinator' }])
    await enterWithProSanteConnect(door(), who, { index: 0, email: anEmail() })
    const [row] = await t.owner.execute<{ accepted: boolean }>(
      `select accepted_at is not null as accepted from invitations where establishment_id = '${hospital.id}'`,
    )
    expect(row).toEqual({ accepted: true })
  })
})

describe('what is refused is written down', () => {
  const t = useDatabase()
  const refusals = () =>
    t.identityDb
      .select({ action: signInEvents.action, outcome: signInEvents.outcome, detail: signInEvents.detail })
      .from(signInEvents)
      .orderBy(signInEvents.id)

  test('by the provider’s answer, and by the place', async () => {
    const finish = () => Promise.reject(new DomainError('unauthenticated', 'identity.pscTooWeak'))
    const callback = new URL('http://localhost/login/pro-sante-connect/callback')
    await expect(finishProSanteConnect(aSignInCtx(t), { finish }, callback, null)).rejects.toMatchObject({
      reason: 'identity.pscTooWeak',
    })
    const nobody: ProSanteConnectIdentity = {
      nationalId: '8x',
      rpps: null,
      givenName: 'Camille',
      familyName: 'Essai',
      situations: [],
    }
    await expect(enterWithProSanteConnect(aSignInCtx(t), nobody, { index: 0 })).rejects.toMatchObject({
      reason: 'identity.pscNoSituation',
    })
    const action = 'identity.pro-sante-connect.check'
    expect(await refusals()).toEqual([
      { action, outcome: 'refused', detail: { reason: 'pscTooWeak' } },
      { action, outcome: 'refused', detail: { reason: 'pscNoSituation' } },
    ])
  })

  test('and a place that tries too often waits', async () => {
    const ctx = aSignInCtx(t)
    const finish = () => Promise.reject(new DomainError('unauthenticated', 'identity.pscRefused'))
    const callback = new URL('http://localhost/login/pro-sante-connect/callback')
    for (let i = 0; i < 30; i++)
      await expect(finishProSanteConnect(ctx, { finish }, callback, null)).rejects.toMatchObject({
        code: 'unauthenticated',
      })
    await expect(finishProSanteConnect(ctx, { finish }, callback, null)).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })
})
