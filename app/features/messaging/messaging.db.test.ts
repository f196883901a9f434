import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createAccount,
  createSignInCtx,
  signInSettings,
  writeMail,
} from '#app/features/identity/index.server.ts'
import { delegate, recordStay, updateIdentity } from '#app/features/record/index.server.ts'
import { personActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  aPatientFile,
  type Member,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { followNotice } from './commands/follow-notice.server.ts'
import { routeChange } from './commands/route-notices.server.ts'
import { mutePatient, saveSettings, stopMails } from './commands/save-settings.server.ts'
import { sendDueNotices } from './commands/send-due.server.ts'
import { tellCircle, tellDeath } from './commands/tell-circle.server.ts'
import { type Channel, type SavedWishes, TOPICS, type Topic } from './contract.ts'
import { getSettings } from './queries/get-settings.server.ts'

// EXT-04: who is told what, by which mail, and who is not.
const database = useDatabase()
type World = Awaited<ReturnType<typeof aHospitalWithGp>>
type File = Awaited<ReturnType<typeof aPatientFile>>
let w: World
let file: File
let system: Ctx
const settings = signInSettings({ CORDEE_SECRET: 's'.repeat(64), CORDEE_DEMO: true, PORT: 3000 })

beforeAll(async () => {
  w = await aHospitalWithGp(database)
  await anAccount(w.gp)
})
beforeEach(async () => {
  system = systemCtx(database, w.regionId, null)
  await database.owner.execute(sql`delete from notices where region_id = ${w.regionId}`)
  await database.owner.execute(sql`delete from notification_settings where region_id = ${w.regionId}`)
  await database.owner.execute(sql`update care_relations set ends_at = now() where region_id = ${w.regionId}`)
  await database.identityDb.delete(outgoingMails)
  file = await aPatientFile(w.feed)
  await aGpRelation(w.feed, file.fileId, w.gp.rpps)
})

const anAccount = ({ personId }: { personId: string }) =>
  createAccount(createSignInCtx({ db: database.identityDb, settings, requestId: 'test', locale: 'fr' }), {
    personId,
    email: `${randomUUID()}@example.test`,
  })

const form = (
  choices: Partial<Record<Topic, Channel>> = {},
  more: Partial<SavedWishes> = {},
): SavedWishes => ({
  ...(Object.fromEntries(TOPICS.map((topic) => [topic, 'bell'])) as Record<Topic, Channel>),
  ...choices,
  digestHour: 7,
  day1: true,
  day2: true,
  day3: true,
  day4: true,
  day5: true,
  day6: true,
  day7: true,
  isQuiet: false,
  quietFrom: 20,
  quietUntil: 7,
  ...more,
})
const wants = (who: Member, choices: Partial<Record<Topic, Channel>>) =>
  saveSettings(who.ctx, form(choices), 0)

const aResult = (more: Parameters<typeof anEntry>[2] = {}, of = file) =>
  anEntry(w.feed, of, { kind: 'result', title: 'NFS', occurredAt: new Date(), ...more })
const tell = (entryId: string, more: { butNot?: string; gatherMs?: number; patientId?: string } = {}) =>
  tellCircle(
    w.feed,
    { patientId: more.patientId ?? file.patientId, entryId, butNot: more.butNot ?? null },
    more.gatherMs ?? 0,
  )
const send = () => sendDueNotices(system, database.identityDb)
const noticesOf = async (who: { personId: string }) => [
  ...(await database.owner.execute<{
    id: string
    reason: string
    mail_kind: string | null
    mail_due_at: string | null
    mailed_at: string | null
  }>(sql`
    select id, reason, mail_kind, mail_due_at, mailed_at from notices where person_id = ${who.personId}
    order by created_at, reason`)),
]
const reasonsOf = async (who: { personId: string }) => (await noticesOf(who)).map(({ reason }) => reason)
const mailsTo = (who: { personId: string }) =>
  database.identityDb.select().from(outgoingMails).where(eq(outgoingMails.personId, who.personId))
const allDue = () =>
  database.owner.execute(sql`update notices set mail_due_at = now() where mail_due_at is not null`)

describe('who is told', () => {
  test('who follows the patient, once however often it runs; nobody of the house, nobody of another region', async () => {
    const there = await aHospitalWithGp(database)
    const { id } = await aResult()
    expect(await tell(id)).toEqual({ told: 1 })
    expect(await tell(id)).toEqual({ told: 0 })
    expect(await reasonsOf(w.gp)).toEqual(['result'])
    for (const other of [w.doctor, w.nurse, there.gp, there.doctor])
      expect(await reasonsOf(other)).toEqual([])
    // A feed of another region does not even find the entry.
    const elsewhere = tellCircle(there.feed, { patientId: file.patientId, entryId: id, butNot: null }, 0)
    expect(await elsewhere).toEqual({ told: 0 })
  })

  test('two workers at once tell once', async () => {
    const { id } = await aResult()
    const told = await Promise.all([tell(id), tell(id)])
    expect(told.map((t) => t.told).sort()).toEqual([0, 1])
  })

  test('not who did it, nor who wrote it elsewhere', async () => {
    const { id } = await aResult()
    expect(await tell(id, { butNot: w.gp.personId })).toEqual({ told: 0 })
    const own = await aResult({ authorRpps: w.gp.rpps })
    expect(await tell(own.id)).toEqual({ told: 0 })
  })

  test('not after the relation has ended, nor of what is kept from those outside', async () => {
    const restricted = await aResult({ confidentiality: 'restricted' })
    expect(await tell(restricted.id)).toEqual({ told: 0 })
    await database.owner.execute(
      sql`update care_relations set ends_at = now() where patient_id = ${file.patientId}`,
    )
    const { id } = await aResult()
    expect(await tell(id)).toEqual({ told: 0 })
  })

  test('not of a patient one has silenced, until one hears of them again', async () => {
    await mutePatient(w.gp.ctx, { patientId: file.patientId, isMuted: true })
    expect((await getSettings(w.gp.ctx)).muted.map(({ id }) => id)).toEqual([file.patientId])
    const first = await aResult()
    expect(await tell(first.id)).toEqual({ told: 0 })
    await mutePatient(w.gp.ctx, { patientId: file.patientId, isMuted: false })
    expect(await tell(first.id)).toEqual({ told: 1 })
    const stranger = await aPatientFile(w.feed)
    await expect(
      mutePatient(w.gp.ctx, { patientId: stranger.patientId, isMuted: true }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a locum too while they stand in; a secretary who reads the agenda hears of the agenda', async () => {
    const place = { regionId: w.regionId, establishmentId: w.practice.id }
    const locum = await aMember(database, { ...place, role: 'doctor' })
    const secretary = await aMember(database, { ...place, role: 'secretary' })
    const boss = createCtx({
      db: database.db,
      actor: personActor({
        personId: w.gp.personId,
        role: 'doctor',
        establishmentId: w.practice.id,
        displayName: 'Camille Modèle',
      }),
      regionId: w.regionId,
      locale: 'fr',
      requestId: 'test',
    })
    const today = new Date().toISOString().slice(0, 10)
    const days = { doctorId: w.gp.personId, from: today, until: today }
    await delegate(boss, { ...days, deputyId: locum.personId, kind: 'locum', reads: 'all' })
    await delegate(boss, { ...days, deputyId: secretary.personId, kind: 'secretary', reads: 'agenda' })
    const result = await aResult()
    const letter = await aResult({ kind: 'document' })
    await tell(result.id)
    await tell(letter.id)
    expect(await reasonsOf(locum)).toEqual(['result', 'document'])
    expect(await reasonsOf(secretary)).toEqual(['document'])
    await database.owner.execute(sql`update delegations set ends_at = now()`)
    const next = await aResult()
    expect(await tell(next.id)).toEqual({ told: 1 })
  })

  test('a death once, and nothing of the patient after it', async () => {
    await wants(w.gp, { deceased: 'mail', result: 'mail' })
    const before = await aResult()
    await tell(before.id)
    await updateIdentity(w.feed, { localId: file.localId, deceasedAt: new Date().toISOString() })
    const [told] = await database.owner.execute<{ n: number }>(sql`
      select count(*)::int as n from outbox where name = 'record.patient.died' and region_id = ${w.regionId}`)
    expect(told!.n).toBe(1)
    const death = { patientId: file.patientId, butNot: null }
    expect(await tellDeath(w.feed, death, 0)).toEqual({ told: 1 })
    expect(await tellDeath(w.feed, death, 0)).toEqual({ told: 0 })
    const after = await aResult()
    expect(await tell(after.id)).toEqual({ told: 0 })
    await allDue()
    await send()
    const [mail] = await mailsTo(w.gp)
    expect(mail!.params).toMatchObject({ count: 1 })
    const [notice] = (await noticesOf(w.gp)).filter(({ reason }) => reason === 'deceased')
    expect(await followNotice(w.gp.ctx, notice!.id)).toBe(`/patients/${file.patientId}`)
  })

  test('nobody but the system may ask who follows a patient, or tell anybody', async () => {
    for (const query of [
      sql`select * from app.circle_to_tell(${file.patientId}::uuid, null, null)`,
      sql`select * from app.tell_people(${file.patientId}::uuid, null, 'note', '[]')`,
      sql`select * from app.wishes_of(${w.gp.personId}::uuid)`,
      sql`select * from app.claim_due_notices(1, 1)`,
      sql`select * from app.unmailed_notices(${w.gp.personId}::uuid)`,
      sql`select app.route_notices(${w.gp.personId}::uuid, '[]')`,
      sql`select app.mark_mailed('{}')`,
      sql`select app.died_at(${file.patientId}::uuid)`,
    ])
      await expect(w.doctor.ctx.read((tx) => tx.execute(query))).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('an admission as its feed tells it', () => {
  test('is told once however often it is said again, then its end', async () => {
    const said = { fileId: file.fileId, visitNumber: 'V1', channel: 'hl7v2' as const, receivedAt: new Date() }
    const { entryId } = await recordStay(w.feed, {
      ...said,
      patientClass: 'I',
      unit: 'CHIR',
      admittedAt: new Date(Date.now() - HOUR),
    })
    await tell(entryId)
    await recordStay(w.feed, { ...said, unit: 'MED' })
    await tell(entryId)
    await recordStay(w.feed, { ...said, dischargedAt: new Date() })
    await tell(entryId)
    expect(await reasonsOf(w.gp)).toEqual(['admission', 'discharge'])
  })
})

describe('the mail', () => {
  test('an admission and ten results within minutes are one, with nobody’s name and nothing of what it is', async () => {
    await wants(w.gp, { admission: 'mail', result: 'mail' })
    const stay = await aResult({ kind: 'stay', title: 'CHIR' })
    await w.feed.write(({ tx }) =>
      tx.execute(sql`insert into stays (entry_id, establishment_id, visit_number, patient_class, admitted_at)
        values (${stay.id}, ${w.hospital.id}, ${randomUUID()}, 'I', now())`),
    )
    await tell(stay.id)
    for (let i = 0; i < 10; i++) await tell((await aResult()).id, { gatherMs: 3 * 60_000 })
    expect(await send()).toEqual({ mails: 1 })
    expect(await send()).toEqual({ mails: 0 })
    const [mail, ...more] = await mailsTo(w.gp)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ template: 'news', params: { count: 11 } })
    const written = writeMail(settings, mail!)
    expect(written.text).toContain('11 nouveautés')
    for (const said of [
      file.traits.birthName,
      'NFS',
      'CHIR',
      file.patientId,
      'dmission',
      'ésultat',
      w.hospital.name,
    ])
      expect(written.text + written.html + written.subject).not.toContain(said)
  })

  test('leads to the right patient, and to the person it was sent to alone', async () => {
    await wants(w.gp, { result: 'mail' })
    const { id } = await aResult()
    await tell(id)
    await send()
    const [mail] = await mailsTo(w.gp)
    const noticeId = String(mail!.params.news).split(':')[0]!
    expect(writeMail(settings, mail!).link).toBe(`http://localhost:3000/notices/${noticeId}`)
    expect(await followNotice(w.gp.ctx, noticeId)).toBe(`/patients/${file.patientId}/entries/${id}`)
    for (const other of [w.doctor, (await aHospitalWithGp(database)).gp])
      await expect(followNotice(other.ctx, noticeId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(followNotice(w.gp.ctx, 'nonsense')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('of several patients has a link for each', async () => {
    await wants(w.gp, { result: 'mail' })
    const other = await aPatientFile(w.feed)
    await aGpRelation(w.feed, other.fileId, w.gp.rpps)
    await tell((await aResult()).id)
    await tell((await aResult({}, other)).id, { patientId: other.patientId })
    await send()
    const [mail] = await mailsTo(w.gp)
    const written = writeMail(settings, mail!)
    expect(written.lines).toHaveLength(2)
    expect(written.link).toBe('http://localhost:3000/notices')
  })

  test('is asked again when it is due: an ended relation, a silenced patient, a read notice, a withdrawn entry', async () => {
    await wants(w.gp, { result: 'mail' })
    const undo: [string, () => Promise<unknown>][] = [
      [
        'ended',
        () =>
          database.owner.execute(
            sql`update care_relations set ends_at = now() where patient_id = ${file.patientId}`,
          ),
      ],
      ['silenced', () => mutePatient(w.gp.ctx, { patientId: file.patientId, isMuted: true })],
      [
        'read',
        async () => {
          for (const { id } of await noticesOf(w.gp)) await followNotice(w.gp.ctx, id)
        },
      ],
      [
        'withdrawn',
        () =>
          database.owner.execute(
            sql`update record_entries set status = 'withdrawn' where patient_id = ${file.patientId}`,
          ),
      ],
      [
        'no longer a member',
        () =>
          database.owner.execute(
            sql`update memberships set ends_at = now() where person_id = ${w.gp.personId}`,
          ),
      ],
    ]
    for (const [why, happen] of undo) {
      file = await aPatientFile(w.feed)
      await aGpRelation(w.feed, file.fileId, w.gp.rpps)
      await tell((await aResult()).id)
      await happen()
      expect(await send(), why).toEqual({ mails: 0 })
      expect(await mailsTo(w.gp), why).toEqual([])
    }
    await database.owner.execute(
      sql`update memberships set ends_at = null where person_id = ${w.gp.personId}`,
    )
  })

  test('of something one read and that holds no more, if one wants it', async () => {
    await wants(w.gp, { changed: 'mail' })
    const { id } = await aResult()
    await database.owner.execute(sql`
      insert into notices (region_id, person_id, patient_id, entry_id, reason)
      values (${w.regionId}, ${w.gp.personId}, ${file.patientId}, ${id}, 'withdrawn')`)
    await routeChange(w.feed, { personId: w.gp.personId, entryId: id }, 0)
    expect(await send()).toEqual({ mails: 1 })
    expect(await send()).toEqual({ mails: 0 })
  })

  test('who has no account gets none, and holds nobody back', async () => {
    const silent = await aMember(database, {
      regionId: w.regionId,
      establishmentId: w.practice.id,
      role: 'doctor',
    })
    await aGpRelation(w.feed, file.fileId, silent.rpps)
    await database.owner.execute(
      sql`update care_relations set ends_at = null where patient_id = ${file.patientId}`,
    )
    await wants(w.gp, { result: 'mail' })
    await wants(silent, { result: 'mail' })
    await tell((await aResult()).id)
    expect(await send()).toEqual({ mails: 2 })
    expect(await mailsTo(w.gp)).toHaveLength(1)
    expect(await mailsTo(silent)).toHaveLength(0)
    expect(await send()).toEqual({ mails: 0 })
  })
})

describe('a digest', () => {
  test('gathers until its hour, one mail for all of it', async () => {
    await wants(w.gp, { result: 'digest' })
    await tell((await aResult()).id)
    await tell((await aResult()).id)
    expect(await send()).toEqual({ mails: 0 })
    await allDue()
    expect(await send()).toEqual({ mails: 1 })
    expect((await mailsTo(w.gp))[0]).toMatchObject({ template: 'newsDigest', params: { count: 2 } })
  })

  test('what waits follows a change of mind, and is left at the bell when its mails are stopped', async () => {
    await wants(w.gp, { result: 'digest' })
    await tell((await aResult()).id)
    await wants(w.gp, { result: 'mail' })
    expect((await noticesOf(w.gp))[0]).toMatchObject({ mail_kind: 'mail' })
    await stopMails(w.gp.ctx, 'mail')
    expect((await noticesOf(w.gp))[0]).toMatchObject({ mail_kind: null, mail_due_at: null })
    expect((await getSettings(w.gp.ctx)).channels.result).toBe('bell')
    expect(await send()).toEqual({ mails: 0 })
  })

  test('a page of persons at a time, each once', async () => {
    const place = { regionId: w.regionId, establishmentId: w.practice.id }
    const doctors: Member[] = []
    for (let i = 0; i < 5; i++) {
      const doctor = await aMember(database, { ...place, role: 'doctor' })
      await anAccount(doctor)
      await aGpRelation(w.feed, file.fileId, doctor.rpps)
      doctors.push(doctor)
    }
    await database.owner.execute(
      sql`update care_relations set ends_at = null where patient_id = ${file.patientId}`,
    )
    const letter = await aResult({ kind: 'document' })
    expect(await tell(letter.id)).toEqual({ told: 6 })
    await allDue()
    const page = () => sendDueNotices(system, database.identityDb, { persons: 4 })
    expect([await page(), await page(), await page()]).toEqual([{ mails: 4 }, { mails: 2 }, { mails: 0 }])
    for (const doctor of [w.gp, ...doctors]) expect(await mailsTo(doctor)).toHaveLength(1)
  })
})

describe('a worker that dies', () => {
  const due = async () => {
    await wants(w.gp, { result: 'mail' })
    await tell((await aResult()).id)
  }
  const claimsRunOut = () =>
    database.owner.execute(
      sql`update notices set mail_claimed_at = now() - interval '1 hour' where mail_id is not null`,
    )
  const claim = () =>
    system.write(({ tx }) =>
      tx.execute<{ mail_id: string }>(sql`select * from app.claim_due_notices(10, 120)`),
    )

  test('after its claim: nobody else takes it before it has run out, then it is sent once', async () => {
    await due()
    const [claimed] = await claim()
    expect(await send()).toEqual({ mails: 0 })
    await claimsRunOut()
    expect(await send()).toEqual({ mails: 1 })
    expect((await mailsTo(w.gp)).map(({ id }) => id)).toEqual([claimed!.mail_id])
  })

  test('after the mail was written: it is not written again', async () => {
    await due()
    await send()
    await database.owner.execute(sql`update notices set mailed_at = null`)
    await claimsRunOut()
    expect(await send()).toEqual({ mails: 1 })
    expect(await mailsTo(w.gp)).toHaveLength(1)
    expect(await send()).toEqual({ mails: 0 })
  })

  test('two at once write to a person once', async () => {
    await due()
    const sent = await Promise.all([send(), send(), send()])
    expect(sent.reduce((sum, { mails }) => sum + mails, 0)).toBe(1)
    expect(await mailsTo(w.gp)).toHaveLength(1)
  })
})

describe('one’s own choices', () => {
  test('are one’s own: nobody reads or writes another’s', async () => {
    await wants(w.gp, { result: 'none' })
    const there = await aHospitalWithGp(database)
    for (const other of [w.doctor, w.nurse, there.gp]) {
      const rows = await other.ctx.read((tx) => tx.execute(sql`select * from notification_settings`))
      expect(rows).toHaveLength(0)
      await other.ctx.write(({ tx }) => tx.execute(sql`update notification_settings set digest_hour = 3`))
    }
    expect((await getSettings(w.gp.ctx)).digestHour).toBe(7)
    await expect(
      w.doctor.ctx.write(({ tx }) =>
        tx.execute(sql`insert into notification_settings (person_id, digest_hour, digest_days)
          values (${w.nurse.personId}, 7, '{1}')`),
      ),
    ).rejects.toMatchObject({ cause: { code: '42501' } })
  })

  test('a digest needs a day; who follows no patients has nothing to choose', async () => {
    const never = {
      day1: false,
      day2: false,
      day3: false,
      day4: false,
      day5: false,
      day6: false,
      day7: false,
    }
    await expect(saveSettings(w.gp.ctx, form({ result: 'digest' }, never), 0)).rejects.toMatchObject({
      reason: 'messaging.noDigestDay',
    })
    for (const who of [w.technician, w.regionAdmin, w.privacyOfficer])
      await expect(saveSettings(who.ctx, form(), 0)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

test('history is no news: what came before anybody was told stays untold', async () => {
  const old = await aResult({ kind: 'stay', occurredAt: new Date(Date.now() - 40 * DAY) })
  expect(await tell(old.id)).toEqual({ told: 0 })
})
