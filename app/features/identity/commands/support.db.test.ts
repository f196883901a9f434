import { eq, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { searchPatients } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { patients } from '#db/schema/record.ts'
import { supportAccesses } from '#db/schema/support.ts'
import { touchable } from '#db/test/catalogue.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  anEstablishment,
  aPatientFile,
  type Member,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aSignInCtx } from '#db/test/sign-in.ts'
import { openSession } from '../open-session.server.ts'
import { listHelpGiven, listHelpReceived } from '../queries/list-support.server.ts'
import { findSignIn, signedInAs } from '../resolve-sign-in.server.ts'
import { SUPPORT_LIFE } from '../rules.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { allowSupport } from './allow-support.server.ts'
import { beginSupport, endSupport } from './begin-support.server.ts'
import { createAccount } from './create-account.server.ts'

// SEC-06, TEN-04
const t = useDatabase()
type World = Awaited<ReturnType<typeof arrange>>
let w: World
beforeAll(async () => {
  w = await arrange()
})

async function arrange() {
  const here = await aHospitalWithGp(t)
  const file = await aPatientFile(here.feed, { birthName: 'Témoin' })
  await aGpRelation(here.feed, file.fileId, here.gp.rpps)
  await anEntry(here.feed, file, { title: 'Entrée témoin' })
  await here.doctor.ctx.readPatient(file.patientId, 'care', async ({ tx }) => {
    await tx.execute(sql`
      insert into record_visits (person_id, patient_id, last_visit_at)
      values (${here.doctor.personId}, ${file.patientId}, now())`)
    await tx.execute(sql`
      insert into note_drafts (author_person_id, patient_id, body)
      values (${here.doctor.personId}, ${file.patientId}, 'témoin')`)
  })
  const agency = await anEstablishment(t, here.regionId, { kind: 'coordination', name: 'Agence' })
  const inAgency = { regionId: here.regionId, establishmentId: agency.id }
  return {
    ...here,
    file,
    support: await aMember(t, { ...inAgency, role: 'support' }),
    otherSupport: await aMember(t, { ...inAgency, role: 'support' }),
  }
}

/** Somebody signed in on a browser: asked anew each time, as each request does. */
async function signedIn({ personId }: Pick<Member, 'personId'>) {
  const ctx = aSignInCtx(t)
  await createAccount(ctx, { personId, email: `${crypto.randomUUID()}@example.test` }).catch(() => {})
  const { token } = await ctx.write((tx) => openSession(tx, ctx, personId, 'password'))
  return {
    who: async () => (await findSignIn(ctx, `cordee_session=${token}`, { isAct: false }))!,
    as: async () => {
      const who = (await findSignIn(ctx, `cordee_session=${token}`, { isAct: false }))!
      return signedInAs(who, { db: t.db, locale: 'fr', requestId: 'support-test' })
    },
  }
}

const reason = 'Menu introuvable'

/** The support sees as this person. */
async function helping(person: Pick<Member, 'personId'>, supporter = w.support) {
  const [helped, support] = [await signedIn(person), await signedIn(supporter)]
  const { code } = await allowSupport(aSignInCtx(t), await helped.who())
  await beginSupport(aSignInCtx(t), await support.who(), { code: code.replace('-', ''), reason })
  return { helped, support, ctx: (await support.as()).ctx! }
}

/** In how many tables of patients somebody finds a row. */
async function tablesSeen(ctx: Ctx): Promise<string[]> {
  const tables = await touchable(t.owner, 'app_user')
  const ofPatients = await t.owner.execute<{ name: string }>(sql`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ('patient_id', 'file_id', 'entry_id', 'from_patient_id')`)
  const named = ofPatients
    .map((row) => row.name)
    .filter((name) => tables.includes(name) && name !== 'audit_entries')
  const seen: string[] = []
  for (const name of [...named, 'patients'])
    await ctx.read(async (tx) => {
      const [row] = await tx.execute<{ n: number }>(
        sql`select count(*)::int as n from ${sql.identifier(name)}`,
      )
      if (row!.n > 0) seen.push(name)
    })
  return seen
}

describe('the support sees as somebody who gave a code', () => {
  test('their place, role and menus, as itself in the trail, with a mail and their own list', async () => {
    const { helped, support, ctx } = await helping(w.doctor)
    expect(ctx.actor).toMatchObject({
      id: w.doctor.personId,
      role: 'doctor',
      establishmentId: w.hospital.id,
      actingBy: { id: w.support.personId },
    })
    const { session } = await support.as()
    expect(session).toMatchObject({ acting: { name: 'Camille Modèle' }, membershipId: w.doctor.membershipId })
    expect((await helped.as()).session.helper).toMatchObject({ name: 'Camille Modèle' })
    const mails = await t.identityDb
      .select()
      .from(outgoingMails)
      .where(eq(outgoingMails.personId, w.doctor.personId))
    expect(mails.map((mail) => mail.template)).toContain('supportBegan')
    expect((await listHelpReceived(aSignInCtx(t), await helped.who()))[0]).toMatchObject({
      reason,
      isOpen: true,
    })
    expect((await listHelpGiven(aSignInCtx(t), await support.who()))[0]).toMatchObject({ isOpen: true })
    const said = await t.owner
      .select()
      .from(auditEntries)
      .where(sql`action like 'identity.support.%' and region_id = ${w.regionId}`)
      .orderBy(auditEntries.seq)
    expect(said.slice(-2).map((row) => [row.action, row.actorId])).toEqual([
      ['identity.support.allow', w.doctor.personId],
      ['identity.support.begin', w.support.personId],
    ])
  })

  const roles = [
    'doctor',
    'nurse',
    'secretary',
    'vigilance',
    'technician',
    'privacyOfficer',
    'establishmentAdmin',
    'regionAdmin',
    'gp',
  ] as const
  test.each(roles)('as the %s: no patient, by any table', async (role) => {
    const { ctx } = await helping(w[role])
    expect(await tablesSeen(ctx)).toEqual([])
    await expect(ctx.readPatient(w.file.patientId, 'care', async () => 'opened')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('a doctor sees those patients, so that the test above could fail', async () => {
    expect(await tablesSeen(w.doctor.ctx)).toEqual(
      expect.arrayContaining(['patients', 'patient_files', 'record_entries', 'record_visits', 'note_drafts']),
    )
  })

  test('a refused opening says for whom the support acted', async () => {
    const { ctx } = await helping(w.doctor)
    await ctx.readPatient(w.file.patientId, 'care', async () => null).catch(() => {})
    const [row] = await t.owner
      .select()
      .from(auditEntries)
      .where(sql`request_id = 'support-test' and outcome = 'refused' and actor_id = ${w.doctor.personId}`)
      .orderBy(sql`seq desc`)
      .limit(1)
    expect(row).toMatchObject({
      action: 'record.patient.read',
      detail: { actingBy: w.support.personId },
    })
  })

  test('and changes nothing: neither by a command nor in the database', async () => {
    const { ctx } = await helping(w.doctor)
    const refused = { code: 'forbidden', reason: 'kernel.supportOnlyReads' }
    await expect(searchPatients(ctx, 'témoin')).rejects.toMatchObject(refused)
    await expect(ctx.write(async () => null)).rejects.toMatchObject(refused)
    await expect(ctx.read((tx) => tx.update(patients).set({ birthName: 'Autre' }))).rejects.toMatchObject(
      refused,
    )
    await expect(
      ctx.read((tx) => tx.execute(sql`select app.note_refused(${w.file.patientId}::uuid, 'x')`)),
    ).rejects.toMatchObject(refused)
  })
})

describe('the help ends', () => {
  const isActing = async (s: { who: () => Promise<OpenSignIn> }) => Boolean((await s.who()).acting)

  test('when the person ends it: at the next request, sockets at once', async () => {
    const { helped, support } = await helping(w.nurse)
    const cut: string[] = []
    const door = aSignInCtx(t, { endSockets: (ids) => cut.push(...ids) })
    await endSupport(door, await helped.who())
    expect(cut).toEqual([(await support.who()).signInId])
    expect(await isActing(support)).toBe(false)
    expect((await support.as()).ctx!.actor.role).toBe('support')
    expect((await helped.as()).session.helper).toBeNull()
  })

  test('when the support leaves it, or signs out', async () => {
    const { helped, support } = await helping(w.nurse)
    await endSupport(aSignInCtx(t), await support.who())
    expect((await helped.as()).session.helper).toBeNull()
    const again = await helping(w.nurse)
    await t.identityDb.execute(
      sql`delete from sign_in_sessions where id = ${(await again.support.who()).signInId}`,
    )
    expect((await again.helped.as()).session.helper).toBeNull()
  })

  test('after half an hour, and when the person no longer works there', async () => {
    const { support } = await helping(w.secretary)
    await t.owner.execute(
      sql`update support_accesses set expires_at = now() where person_id = ${w.secretary.personId}`,
    )
    expect(await isActing(support)).toBe(false)
    const leaving = await aMember(t, {
      regionId: w.regionId,
      establishmentId: w.hospital.id,
      role: 'secretary',
    })
    const last = await helping(leaving)
    await t.owner.execute(sql`update memberships set ends_at = now() where person_id = ${leaving.personId}`)
    expect(await isActing(last.support)).toBe(false)
  })
})

describe('a code is refused', () => {
  const wrong = { reason: 'identity.supportCodeWrong' }
  const codeOf = async (person: Pick<Member, 'personId'>) =>
    (await allowSupport(aSignInCtx(t), await (await signedIn(person)).who())).code.replace('-', '')
  const begin = async (supporter: Pick<Member, 'personId'>, code: string, now?: () => Date) =>
    beginSupport(aSignInCtx(t, now ? { now } : {}), await (await signedIn(supporter)).who(), { code, reason })

  test('when it is none, used, withdrawn by a newer one, or over', async () => {
    await expect(begin(w.support, 'AAAABBBB')).rejects.toMatchObject(wrong)
    const first = await codeOf(w.gp)
    const second = await codeOf(w.gp)
    await expect(begin(w.support, first)).rejects.toMatchObject(wrong)
    const later = () => new Date(Date.now() + SUPPORT_LIFE + 1000)
    await expect(begin(w.otherSupport, second, later)).rejects.toMatchObject(wrong)
    await begin(w.support, second)
    await expect(begin(w.otherSupport, second)).rejects.toMatchObject(wrong)
  })

  test('of two at the same moment one begins', async () => {
    const code = await codeOf(w.gp)
    const begun = await Promise.allSettled([begin(w.support, code), begin(w.otherSupport, code)])
    expect(begun.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('to another region’s support, and to everybody who is none', async () => {
    const there = await aHospitalWithGp(t)
    const theirs = await aMember(t, {
      regionId: there.regionId,
      establishmentId: there.hospital.id,
      role: 'support',
    })
    const code = await codeOf(w.gp)
    await expect(begin(theirs, code)).rejects.toMatchObject(wrong)
    for (const role of ['regionAdmin', 'technician', 'doctor', 'establishmentAdmin'] as const)
      await expect(begin(w[role], code)).rejects.toMatchObject({ reason: 'identity.supportNotYours' })
  })

  test('and the support gives none', async () => {
    await expect(codeOf(w.support)).rejects.toMatchObject({ reason: 'identity.supportNotForYou' })
  })

  test('the table holds no code', async () => {
    const code = await codeOf(w.gp)
    expect(JSON.stringify(await t.owner.select().from(supportAccesses))).not.toContain(code)
  })
})

describe('who administers, connects or supports', () => {
  test.each(['regionAdmin', 'technician', 'establishmentAdmin'] as const)(
    '%s opens no patient',
    async (role) => {
      await opensNone(w[role].ctx)
    },
  )
  test('nor does the support', async () => opensNone(w.support.ctx))

  async function opensNone(ctx: Ctx) {
    expect(await tablesSeen(ctx)).toEqual([])
    await expect(ctx.readPatient(w.file.patientId, 'care', async () => null)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(searchPatients(ctx, 'témoin')).rejects.toMatchObject({ code: 'forbidden' })
  }
})
