import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { unseal } from '#app/kernel/secrets.server.ts'
import { invitations, signInAccounts } from '#db/schema/identity.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { outbox } from '#db/schema/outbox.ts'
import { memberships, people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import { aHospitalWithGp, anRpps, type Member } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { getPendingStep } from '../queries/get-pending-step.server.ts'
import { acceptInvitation, acceptInvitationSignedIn } from './accept-invitation.server.ts'
import { renewInvitation, withdrawInvitation } from './act-on-invitation.server.ts'
import { activateWithCode } from './activate-with-code.server.ts'
import { inviteCorrespondent } from './invite-correspondent.server.ts'
import { invitePerson } from './invite-person.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const DAY = 86_400_000
const inDays = (days: number) => aSignInCtx(t, { now: () => new Date(Date.now() + days * DAY) })
const anEmail = () => `${randomUUID()}@example.test`
const names = { familyName: 'Essai', givenName: 'Camille' }
const over = { code: 'not_found', reason: 'identity.invitationOver' }

/** The link as the mailbox has it. */
async function linkTo(email: string): Promise<string> {
  const mails = await t.identityDb
    .select()
    .from(outgoingMails)
    .where(eq(outgoingMails.toAddress, email))
    .orderBy(outgoingMails.createdAt)
  const sealed = Buffer.from(String(mails.at(-1)!.params.token), 'base64url')
  return unseal(aSignInCtx(t).settings.keys.mail, sealed).toString()
}
const invite = (by: Member, establishmentId: string, email: string, more = {}) =>
  invitePerson(aSignInCtx(t), by.ctx, {
    ...names,
    establishmentId,
    email,
    role: 'doctor',
    isAdministrator: false,
    ...more,
  })
const accept = (token: string, ctx = aSignInCtx(t)) =>
  acceptInvitation(ctx, { token, password: GOOD_PASSWORD })

describe('an invitation by mail', () => {
  test('lets one person in, once, who then enrols a second factor', async () => {
    const w = await aHospitalWithGp(t)
    const [email, rpps] = [anEmail(), anRpps()]
    await invite(w.establishmentAdmin, w.hospital.id, email, { rpps, worksUntil: '2999-12-31' })
    const token = await linkTo(email)
    const { stepToken } = await accept(token)
    expect(await getPendingStep(aSignInCtx(t), stepToken)).toBe('enrol')
    const [member] = await t.owner
      .select()
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(eq(people.rpps, rpps))
    expect(member!.memberships).toMatchObject({ establishmentId: w.hospital.id, role: 'doctor' })
    expect(member!.memberships.endsAt?.getFullYear()).toBe(2999)
    const events = await t.owner.select().from(outbox).where(eq(outbox.regionId, w.regionId))
    expect(events).toMatchObject([{ name: 'identity.membership.began', payload: { rpps } }])
    await expect(accept(token)).rejects.toMatchObject(over)
    expect(JSON.stringify(await t.identityDb.select().from(invitations))).not.toContain(token)
  })

  test('of two clicks at the same moment one opens', async () => {
    const w = await aHospitalWithGp(t)
    const email = anEmail()
    await invite(w.establishmentAdmin, w.hospital.id, email)
    const token = await linkTo(email)
    const both = await Promise.allSettled([accept(token), accept(token)])
    expect(both.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('runs out, is renewed with another link, is withdrawn, is replaced by the next', async () => {
    const w = await aHospitalWithGp(t)
    const email = anEmail()
    const { invitationId } = await invite(w.establishmentAdmin, w.hospital.id, email)
    const first = await linkTo(email)
    await expect(accept(first, inDays(15))).rejects.toMatchObject(over)
    await renewInvitation(inDays(15), w.establishmentAdmin.ctx, { invitationId })
    const second = await linkTo(email)
    await expect(accept(first)).rejects.toMatchObject(over)
    const elsewhere = await aHospitalWithGp(t)
    for (const who of [w.doctor, w.gp, elsewhere.establishmentAdmin, elsewhere.regionAdmin])
      for (const act of [withdrawInvitation, renewInvitation])
        await expect(act(aSignInCtx(t), who.ctx, { invitationId })).rejects.toMatchObject(over)
    await withdrawInvitation(aSignInCtx(t), w.establishmentAdmin.ctx, { invitationId })
    await expect(accept(second)).rejects.toMatchObject(over)
  })

  test('is sent by administrators of that house, for roles that are theirs to give, not to themselves', async () => {
    const w = await aHospitalWithGp(t)
    const elsewhere = await aHospitalWithGp(t)
    const notAllowed = { code: 'forbidden', reason: 'identity.peopleNotAllowed' }
    for (const who of [w.doctor, w.technician, w.gp, elsewhere.establishmentAdmin])
      await expect(invite(who, w.hospital.id, anEmail())).rejects.toMatchObject(notAllowed)
    // A region's administrator may anywhere in it: an establishment of another region does not exist.
    await expect(invite(elsewhere.regionAdmin, w.hospital.id, anEmail())).rejects.toMatchObject({
      reason: 'identity.establishmentNotFound',
    })
    await expect(
      invite(w.establishmentAdmin, w.hospital.id, anEmail(), { role: 'region_admin' }),
    ).rejects.toMatchObject({ reason: 'identity.roleNotYours' })
    const { rpps } = w.establishmentAdmin
    await expect(invite(w.establishmentAdmin, w.hospital.id, anEmail(), { rpps })).rejects.toMatchObject({
      reason: 'identity.notOneself',
    })
    await expect(
      invite(w.establishmentAdmin, w.hospital.id, anEmail(), { rpps: w.doctor.rpps }),
    ).rejects.toMatchObject({ reason: 'identity.worksThereAlready' })
    await invite(w.regionAdmin, w.practice.id, anEmail())
  })

  // TEN-05
  test('to who has an account is accepted signed in, by that person alone', async () => {
    const w = await aHospitalWithGp(t)
    const account = await anAccount(t)
    await invite(w.establishmentAdmin, w.hospital.id, account.email)
    const token = await linkTo(account.email)
    await expect(accept(token)).rejects.toMatchObject({ reason: 'identity.signInToAccept' })
    const as = (personId: string) =>
      acceptInvitationSignedIn(aSignInCtx(t), { personId, email: account.email, locale: 'fr' }, { token })
    await expect(as(w.doctor.personId)).rejects.toMatchObject({ reason: 'identity.invitationForOther' })
    await as(account.personId)
    const places = await t.owner.select().from(memberships).where(eq(memberships.personId, account.personId))
    expect(places.map((m) => m.establishmentId)).toContain(w.hospital.id)
  })

  test('opens no account of somebody who works elsewhere: the address was only typed', async () => {
    const w = await aHospitalWithGp(t)
    const email = anEmail()
    await invite(w.establishmentAdmin, w.hospital.id, email, { rpps: w.gp.rpps })
    await expect(accept(await linkTo(email))).rejects.toMatchObject({
      reason: 'identity.invitationNeedsPsc',
    })
    expect(
      await t.identityDb.select().from(signInAccounts).where(eq(signInAccounts.personId, w.gp.personId)),
    ).toEqual([])
  })
})

// EXT-01, EXT-07
describe('a correspondent', () => {
  const asked = (rpps: string, email?: string) => ({
    ...names,
    rpps,
    email,
    practiceName: 'Cabinet des Tilleuls',
    practiceCity: 'Valbonne',
  })
  const letterFor = async (by: Member, rpps: string) => {
    const invited = await inviteCorrespondent(aSignInCtx(t), by.ctx, asked(rpps))
    return invited.channel === 'letter' ? invited.code : ''
  }
  const activate = (rpps: string, code: string, ctx = aSignInCtx(t)) =>
    activateWithCode(ctx, { rpps, code, email: anEmail(), password: GOOD_PASSWORD })
  const wrong = { code: 'invalid', reason: 'identity.activationWrong' }

  test('activates with the RPPS and the code of a letter, once, and has a practice of their own', async () => {
    const w = await aHospitalWithGp(t)
    const rpps = anRpps()
    const code = await letterFor(w.secretary, rpps)
    expect(code).toMatch(/^([A-Z2-9]{4}-){2}[A-Z2-9]{4}$/)
    const { stepToken } = await activate(rpps, code.toLowerCase().replaceAll('-', ' '))
    expect(await getPendingStep(aSignInCtx(t), stepToken)).toBe('enrol')
    const [row] = await t.owner
      .select({ name: establishments.name, kind: establishments.kind, by: memberships.isAdministrator })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .innerJoin(establishments, eq(establishments.id, memberships.establishmentId))
      .where(eq(people.rpps, rpps))
    expect(row).toEqual({ name: 'Cabinet des Tilleuls', kind: 'practice', by: true })
    await expect(activate(rpps, code)).rejects.toMatchObject(wrong)
    const events = await t.owner.select().from(outbox).where(eq(outbox.regionId, w.regionId))
    expect(events).toMatchObject([{ name: 'identity.membership.began', payload: { rpps, role: 'doctor' } }])
  })

  test('gets one answer for a wrong number, a wrong code, an old letter and one that ran out', async () => {
    const w = await aHospitalWithGp(t)
    const [rpps, other] = [anRpps(), anRpps()]
    const former = await letterFor(w.doctor, rpps)
    const code = await letterFor(w.doctor, rpps)
    await letterFor(w.doctor, other)
    await expect(activate(anRpps(), code)).rejects.toMatchObject(wrong)
    await expect(activate(other, code)).rejects.toMatchObject(wrong)
    await expect(activate(rpps, former)).rejects.toMatchObject(wrong)
    await expect(activate(rpps, code, inDays(31))).rejects.toMatchObject(wrong)
  })

  test('cannot be guessed: five tries end a letter, ten a number and a place', async () => {
    const w = await aHospitalWithGp(t)
    const rpps = anRpps()
    const code = await letterFor(w.doctor, rpps)
    for (let i = 0; i < 5; i++) await expect(activate(rpps, 'AAAA-BBBB-CCCC')).rejects.toMatchObject(wrong)
    await expect(activate(rpps, code)).rejects.toMatchObject(wrong)
    for (let i = 0; i < 4; i++) await expect(activate(rpps, code)).rejects.toMatchObject(wrong)
    await expect(activate(rpps, code)).rejects.toMatchObject({ code: 'rate_limited' })
    const place = aSignInCtx(t)
    for (let i = 0; i < 10; i++) await expect(activate(anRpps(), code, place)).rejects.toMatchObject(wrong)
    await expect(activate(anRpps(), code, place)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('is asked by those who write to them, not twice, not when here already', async () => {
    const w = await aHospitalWithGp(t)
    const ask = (by: Member, rpps: string, email?: string) =>
      inviteCorrespondent(aSignInCtx(t), by.ctx, asked(rpps, email))
    for (const who of [w.technician, w.privacyOfficer])
      await expect(ask(who, anRpps())).rejects.toMatchObject({
        reason: 'identity.correspondentNotAllowed',
      })
    await expect(ask(w.doctor, w.gp.rpps)).rejects.toMatchObject({ reason: 'identity.correspondentHere' })
    const email = anEmail()
    expect(await ask(w.doctor, anRpps(), email)).toMatchObject({ channel: 'mail', email })
    await accept(await linkTo(email))
  })
})
