import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import type { Role } from '#app/kernel/actor.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { invitations, secondFactorResets, signInAccounts, signInSessions } from '#db/schema/identity.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { outbox } from '#db/schema/outbox.ts'
import { memberships } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import { aHospitalWithGp, aMember, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aSignInCtx, GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { openSession } from '../open-session.server.ts'
import { changeMembership } from './change-membership.server.ts'
import { createAccount } from './create-account.server.ts'
import { endMembership } from './end-membership.server.ts'
import { endOverdueSignIns } from './end-overdue-sign-ins.server.ts'
import { decideSecondFactorReset, resetSecondFactor } from './reset-second-factor.server.ts'

// EXT-07, TEN-03: who administers the people of an establishment, and what they may do to whom.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()
const at = (w: Awaited<ReturnType<typeof aHospitalWithGp>>, role: Role) =>
  aMember(t, { regionId: w.regionId, establishmentId: w.hospital.id, role })
const end = (by: Awaited<ReturnType<typeof at>>, regionId: string, membershipId: string) =>
  endMembership(aSignInCtx(t), by.ctx.actor, { regionId, membershipId })
const anAccountOf = (personId: string) =>
  createAccount(aSignInCtx(t), {
    personId,
    email: `${randomUUID()}@example.test`,
    password: GOOD_PASSWORD,
    totpSecret: Buffer.alloc(20, 7),
  })
const isRunning = async (membershipId: string) => {
  const [row] = await t.owner.select().from(memberships).where(eq(memberships.id, membershipId))
  return row!.endsAt === null
}

describe('ending', () => {
  test('by the administrator of the house and of the region, by nobody else', async () => {
    const w = await aHospitalWithGp(t)
    const elsewhere = await aHospitalWithGp(t)
    const refused = { code: 'not_found', reason: 'identity.membershipNotFound' }
    const strangers = [w.doctor, w.technician, w.gp, w.privacyOfficer, elsewhere.establishmentAdmin]
    for (const who of strangers)
      await expect(end(who, w.regionId, w.nurse.membershipId)).rejects.toMatchObject(refused)
    // Another region, named as one's own.
    await expect(end(elsewhere.regionAdmin, elsewhere.regionId, w.nurse.membershipId)).rejects.toMatchObject(
      refused,
    )
    await end(w.establishmentAdmin, w.regionId, w.nurse.membershipId)
    await end(w.regionAdmin, w.regionId, w.gp.membershipId)
    expect(await isRunning(w.nurse.membershipId)).toBe(false)
    const events = await t.owner
      .select({ name: outbox.name })
      .from(outbox)
      .where(eq(outbox.regionId, w.regionId))
    expect(events.filter((e) => e.name === 'identity.membership.ended')).toHaveLength(2)
    const trail = await t.owner
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.regionId, w.regionId), eq(auditEntries.action, 'identity.membership.end')))
    expect(trail.map((row) => row.actorId)).toEqual([w.establishmentAdmin.personId, w.regionAdmin.personId])
  })

  test('by an administrator of a practice at home only', async () => {
    const w = await aHospitalWithGp(t)
    const colleague = await aMember(t, {
      regionId: w.regionId,
      establishmentId: w.practice.id,
      role: 'secretary',
    })
    const gp = { ...w.gp, ctx: { ...w.gp.ctx, actor: { ...w.gp.ctx.actor, isAdministrator: true } } }
    await end(gp, w.regionId, colleague.membershipId)
    await expect(end(gp, w.regionId, w.secretary.membershipId)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('never the last administrator, however it is tried; with a second one it goes', async () => {
    const w = await aHospitalWithGp(t)
    const last = { code: 'conflict', reason: 'identity.lastAdministrator' }
    const admin = w.establishmentAdmin
    await expect(end(w.regionAdmin, w.regionId, admin.membershipId)).rejects.toMatchObject(last)
    const until = (membershipId: string, worksUntil: string) =>
      changeMembership(aSignInCtx(t), w.regionAdmin.ctx, { membershipId, worksUntil, isAdministrator: false })
    await expect(until(admin.membershipId, '2999-12-31')).rejects.toMatchObject(last)
    await expect(end(w.regionAdmin, w.regionId, w.regionAdmin.membershipId)).rejects.toMatchObject(last)

    const second = await at(w, 'establishment_admin')
    await until(admin.membershipId, '2999-12-31')
    // The second is the last from that day on, and not the last before it.
    await expect(until(second.membershipId, '2999-12-31')).rejects.toMatchObject(last)
    await until(second.membershipId, '2999-06-30')
    await expect(end(w.regionAdmin, w.regionId, admin.membershipId)).resolves.toBeUndefined()
    await expect(end(w.regionAdmin, w.regionId, second.membershipId)).rejects.toMatchObject(last)
  })

  test('of two administrators who end each other at the same moment, one stays', async () => {
    const w = await aHospitalWithGp(t)
    const second = await at(w, 'establishment_admin')
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let locked = () => {}
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve
    })
    // Both have found the other there before either is ended.
    const holder = t.owner.transaction(async (tx) => {
      await tx
        .select()
        .from(memberships)
        .where(and(eq(memberships.regionId, w.regionId), eq(memberships.role, 'establishment_admin')))
        .for('update')
      locked()
      await held
    })
    await isLocked
    const both = Promise.allSettled([
      end(w.establishmentAdmin, w.regionId, second.membershipId),
      end(second, w.regionId, w.establishmentAdmin.membershipId),
    ])
    for (let waiting = 0; waiting < 2; ) {
      const rows = await t.owner.execute(`select 1 from pg_locks l join pg_stat_activity a using (pid)
        where a.datname = current_database() and not l.granted`)
      waiting = rows.length
    }
    release()
    await holder
    expect((await both).map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
    const left = [second, w.establishmentAdmin].map((a) => isRunning(a.membershipId))
    expect((await Promise.all(left)).filter(Boolean)).toHaveLength(1)
  })

  test('at a date: what is open then is closed, sockets too', async () => {
    const w = await aHospitalWithGp(t)
    await anAccountOf(w.nurse.personId)
    await anAccountOf(w.secretary.personId)
    const signIn = aSignInCtx(t)
    const open = async (personId: string) =>
      (await signIn.write((tx) => openSession(tx, signIn, personId, 'password'))).signInId
    const [nurse, secretary] = [await open(w.nurse.personId), await open(w.secretary.personId)]
    await changeMembership(aSignInCtx(t), w.establishmentAdmin.ctx, {
      membershipId: w.nurse.membershipId,
      worksUntil: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
      isAdministrator: false,
    })
    const cut: string[] = []
    const sweep = (days: number) =>
      endOverdueSignIns(
        aSignInCtx(t, {
          now: () => new Date(Date.now() + days * 86_400_000),
          endSockets: (ids) => cut.push(...ids),
        }),
      )
    await sweep(4)
    expect(cut).toEqual([])
    await sweep(7)
    expect(cut).toEqual([nurse])
    await t.owner
      .update(establishments)
      .set({ suspendedAt: new Date() })
      .where(eq(establishments.id, w.hospital.id))
    await sweep(0)
    expect(cut).toEqual([nurse, secretary])
    expect(
      await t.identityDb.select().from(signInSessions).where(eq(signInSessions.personId, w.nurse.personId)),
    ).toEqual([])
  })

  test('not on a day that is past', async () => {
    const w = await aHospitalWithGp(t)
    await expect(
      changeMembership(aSignInCtx(t), w.establishmentAdmin.ctx, {
        membershipId: w.nurse.membershipId,
        worksUntil: '2020-01-01',
        isAdministrator: false,
      }),
    ).rejects.toMatchObject({ reason: 'identity.endInPast' })
  })
})

test('one’s own last day is brought forward by oneself, never put off', async () => {
  const w = await aHospitalWithGp(t)
  const second = await at(w, 'establishment_admin')
  const until = (worksUntil: string | undefined, isAdministrator = false) =>
    changeMembership(aSignInCtx(t), second.ctx, {
      membershipId: second.membershipId,
      worksUntil,
      isAdministrator,
    })
  const refused = { code: 'forbidden', reason: 'identity.notOneself' }
  await until('2999-12-31')
  await expect(until(undefined)).rejects.toMatchObject(refused)
  await expect(until('3000-12-31')).rejects.toMatchObject(refused)
  await expect(until('2999-12-31', true)).rejects.toMatchObject(refused)
  await until('2999-06-30')
  await changeMembership(aSignInCtx(t), w.establishmentAdmin.ctx, {
    membershipId: second.membershipId,
    isAdministrator: false,
  })
})

describe('a second factor', () => {
  const secretOf = async (personId: string) =>
    (await t.identityDb.select().from(signInAccounts).where(eq(signInAccounts.personId, personId)))[0]!
      .totpSecret
  const mailsTo = async (personId: string) =>
    (await t.identityDb.select().from(outgoingMails).where(eq(outgoingMails.personId, personId))).map(
      (mail) => mail.template,
    )
  const reset = (by: Awaited<ReturnType<typeof at>>, membershipId: string) =>
    resetSecondFactor(aSignInCtx(t), by.ctx, { membershipId })

  test('of the staff is reset by their administrator, who is told so; not by others, not one’s own', async () => {
    const w = await aHospitalWithGp(t)
    await anAccountOf(w.nurse.personId)
    const signIn = aSignInCtx(t)
    await signIn.write((tx) => openSession(tx, signIn, w.nurse.personId, 'password'))
    for (const who of [w.doctor, w.gp])
      await expect(reset(who, w.nurse.membershipId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(reset(w.establishmentAdmin, w.establishmentAdmin.membershipId)).rejects.toMatchObject({
      reason: 'identity.notOneself',
    })
    expect(await reset(w.establishmentAdmin, w.nurse.membershipId)).toEqual({ isDone: true })
    expect(await secretOf(w.nurse.personId)).toBeNull()
    expect(await mailsTo(w.nurse.personId)).toEqual(['secondFactorReset'])
    expect(
      await t.identityDb.select().from(signInSessions).where(eq(signInSessions.personId, w.nurse.personId)),
    ).toEqual([])
  })

  // SEC-05
  test('of an administrator takes two others', async () => {
    const w = await aHospitalWithGp(t)
    await anAccountOf(w.establishmentAdmin.personId)
    const [one, other] = [await at(w, 'establishment_admin'), await at(w, 'establishment_admin')]
    expect(await reset(one, w.establishmentAdmin.membershipId)).toEqual({ isDone: false })
    expect(await secretOf(w.establishmentAdmin.personId)).not.toBeNull()
    await expect(reset(other, w.establishmentAdmin.membershipId)).rejects.toMatchObject({
      reason: 'identity.resetAskedAlready',
    })
    const [asked] = await t.identityDb
      .select()
      .from(secondFactorResets)
      .where(eq(secondFactorResets.personId, w.establishmentAdmin.personId))
    const decide = (by: Awaited<ReturnType<typeof at>>, isConfirmed = true) =>
      decideSecondFactorReset(aSignInCtx(t), by.ctx, { resetId: asked!.id, isConfirmed })
    for (const who of [one, w.establishmentAdmin])
      await expect(decide(who)).rejects.toMatchObject({ reason: 'identity.secondPersonNeeded' })
    const elsewhere = await aHospitalWithGp(t)
    for (const who of [w.doctor, w.gp, elsewhere.regionAdmin])
      await expect(decide(who)).rejects.toMatchObject({ code: 'not_found' })
    // Who came after it was asked, or by an invitation of who asked, is not a second person.
    const helper = await at(w, 'establishment_admin')
    await expect(decide(helper)).rejects.toMatchObject({ reason: 'identity.secondPersonNeeded' })
    const [invited] = await t.identityDb
      .insert(invitations)
      .values({
        regionId: w.regionId,
        establishmentId: w.hospital.id,
        fromEstablishmentId: w.hospital.id,
        kind: 'mail',
        personId: other.personId,
        role: 'establishment_admin',
        secretHash: randomUUID(),
        invitedBy: one.personId,
        expiresAt: new Date(),
        acceptedAt: new Date(),
      })
      .returning()
    await expect(decide(other)).rejects.toMatchObject({ reason: 'identity.secondPersonNeeded' })
    await t.owner.delete(invitations).where(eq(invitations.id, invited!.id))
    await decide(other)
    expect(await secretOf(w.establishmentAdmin.personId)).toBeNull()
    expect(await mailsTo(w.establishmentAdmin.personId)).toEqual([
      'secondFactorResetAsked',
      'secondFactorReset',
    ])
    await expect(decide(other)).rejects.toMatchObject({ reason: 'identity.resetNotFound' })
  })

  test('also of who administers elsewhere only, and a request runs out', async () => {
    const w = await aHospitalWithGp(t)
    await anAccountOf(w.doctor.personId)
    await t.owner.insert(memberships).values({
      regionId: w.regionId,
      establishmentId: w.practice.id,
      personId: w.doctor.personId,
      role: 'doctor',
      isAdministrator: true,
    })
    expect(await reset(w.establishmentAdmin, w.doctor.membershipId)).toEqual({ isDone: false })
    const [asked] = await t.identityDb
      .select()
      .from(secondFactorResets)
      .where(eq(secondFactorResets.personId, w.doctor.personId))
    const late = aSignInCtx(t, { now: () => new Date(Date.now() + 3 * 86_400_000) })
    await expect(
      decideSecondFactorReset(late, w.regionAdmin.ctx, { resetId: asked!.id, isConfirmed: true }),
    ).rejects.toMatchObject({ reason: 'identity.resetNotFound' })
  })
})

// TEN-04
test('a limited user opens who was opened to them by name, and nobody else of the house', async () => {
  const w = await aHospitalWithGp(t)
  const limited = await at(w, 'limited')
  const [named, other] = [await aPatientFile(w.feed), await aPatientFile(w.feed)]
  await w.doctor.ctx.write(({ tx }) =>
    tx.execute(sql`select app.designate(${named.patientId}::uuid, ${limited.personId}::uuid, null)`),
  )
  const open = (patientId: string) => limited.ctx.readPatient(patientId, 'care', async () => 'open')
  expect(await open(named.patientId)).toBe('open')
  await expect(open(other.patientId)).rejects.toMatchObject({ code: 'not_found' })
})

test.each(['region_admin', 'establishment_admin', 'interface_technician', 'privacy_officer'] as const)(
  'a %s opens no patient, named or not',
  async (role) => {
    const w = await aHospitalWithGp(t)
    const who = await at(w, role)
    const file = await aPatientFile(w.feed)
    await w.doctor.ctx.write(({ tx }) =>
      tx.execute(sql`select app.designate(${file.patientId}::uuid, ${who.personId}::uuid, null)`),
    )
    await expect(who.ctx.readPatient(file.patientId, 'care', async () => 'open')).rejects.toMatchObject({
      code: 'not_found',
    })
  },
)

test('the tables of invitations are nobody’s but sign-in’s', async () => {
  const w = await aHospitalWithGp(t)
  for (const table of [invitations, secondFactorResets])
    await expect(w.regionAdmin.ctx.read((tx) => tx.select().from(table))).rejects.toMatchObject({
      cause: { code: '42501' },
    })
})
