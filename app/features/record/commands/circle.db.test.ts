import { and, asc, eq, sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY } from '#app/kernel/durations.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { outbox } from '#db/schema/outbox.ts'
import { careRelations } from '#db/schema/record.ts'
import { relationQuestions } from '#db/schema/relations.ts'
import {
  aHospitalWithGp,
  aMember,
  anEntry,
  anEstablishment,
  anRpps,
  aPatientFile,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { CircleChanged, RelationEnded } from '../contract.ts'
import { findProfessionals } from '../queries/find-professionals.server.ts'
import { getCareCircle } from '../queries/get-care-circle.server.ts'
import { getCircleDesk } from '../queries/list-circle-questions.server.ts'
import { changeCircle } from './change-circle.server.ts'
import { declareGp, removeGp } from './declare-gp.server.ts'
import { designate, designateByRpps } from './designate.server.ts'
import { endRelation, leavePatient } from './end-relation.server.ts'
import { keepRelationSettings } from './keep-relation-settings.server.ts'
import { keepRelations } from './keep-relations.server.ts'
import { proposeRecipients } from './propose-recipients.server.ts'
import { settleQuestion } from './settle-question.server.ts'

const database = useDatabase()
let w: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  w = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(w.feed)
})

const aDoctor = (rpps?: string) =>
  aMember(database, {
    regionId: w.regionId,
    establishmentId: w.practice.id,
    role: 'doctor',
    ...(rpps && { rpps }),
  })
const relationsOf = (personId: string) =>
  database.owner
    .select()
    .from(careRelations)
    .where(and(eq(careRelations.granteeId, personId), eq(careRelations.patientId, file.patientId)))
    .orderBy(asc(careRelations.createdAt))
const questions = () =>
  database.owner
    .select()
    .from(relationQuestions)
    .where(eq(relationQuestions.patientId, file.patientId))
    .orderBy(asc(relationQuestions.createdAt))
const sees = async (who: { ctx: typeof w.gp.ctx }) =>
  (await who.ctx.read((tx) => tx.execute(sql`select from patients where id = ${file.patientId}::uuid`)))
    .length === 1
const eventsOf = async (name: string) =>
  (await database.owner.select().from(outbox).where(eq(outbox.name, name)))
    .map((r) => r.payload)
    .filter((p) => p.patientId === file.patientId)
const declare = (rpps: string, name?: string) => declareGp(w.feed, { fileId: file.fileId, rpps, name })
const region = () => systemCtx(database, w.regionId, null)

// EXT-01
describe('the declared GP of a feed', () => {
  test('who is not here waits, and sees the patient from the day they join, in the name of who said so', async () => {
    const rpps = anRpps()
    expect(await declare(rpps, 'SOREL Anne')).toBe('waiting')
    expect(await declare(rpps, 'SOREL Anne')).toBe('waiting')
    expect(await questions()).toMatchObject([
      { kind: 'waiting', state: 'open', rpps, saidName: 'SOREL Anne' },
    ])
    expect((await eventsOf(CircleChanged.name)).map((e) => CircleChanged.schema.parse(e))).toHaveLength(1)

    // Somebody with that number who is no doctor here changes nothing.
    const joined = await aMember(database, {
      regionId: w.regionId,
      establishmentId: w.practice.id,
      role: 'secretary',
      rpps,
    })
    await keepRelations(region())
    expect(await sees(joined)).toBe(false)
    await database.owner.execute(sql`
      insert into memberships (region_id, person_id, establishment_id, role)
      values (${w.regionId}, ${joined.personId}, ${w.practice.id}, 'doctor')`)
    await keepRelations(region())
    await keepRelations(region())
    expect(await relationsOf(joined.personId)).toMatchObject([
      { basis: 'declared_gp', originEstablishmentId: w.hospital.id, endsAt: null },
    ])
    expect(await questions()).toMatchObject([{ state: 'applied', personId: joined.personId }])
    expect(await sees(joined)).toBe(true)
  })

  test('who waited is waited for no longer once another is declared', async () => {
    await declare(anRpps())
    expect(await declare(w.gp.rpps)).toBe('declared')
    expect(await questions()).toMatchObject([{ kind: 'waiting', state: 'dismissed' }])
  })

  test('a former one hands over for the delay the house has set, and comes back without a break', async () => {
    await keepRelationSettings(w.establishmentAdmin.ctx, { gpChangeDelayDays: 30 })
    const successor = await aDoctor()
    await declare(w.gp.rpps)
    await declare(successor.rpps)
    const [former] = await relationsOf(w.gp.personId)
    expect(former).toMatchObject({ endReason: 'gp_changed' })
    expect((former!.endsAt!.getTime() - Date.now()) / DAY).toBeCloseTo(30, 1)
    expect([await sees(w.gp), await sees(successor)]).toEqual([true, true])
    // Said again by each further message: the end does not move away.
    await declare(successor.rpps)
    expect((await relationsOf(w.gp.personId))[0]!.endsAt).toEqual(former!.endsAt)

    await declare(w.gp.rpps)
    expect(await relationsOf(w.gp.personId)).toMatchObject([
      { id: former!.id, endsAt: null, endReason: null },
    ])
    await keepRelationSettings(w.establishmentAdmin.ctx, { gpChangeDelayDays: 0 })
    await declare(successor.rpps)
    expect(await sees(w.gp)).toBe(false)
    expect(await eventsOf(RelationEnded.name)).toHaveLength(1)
  })

  test('removed by the feed ends after the delay, and takes back who waited', async () => {
    await keepRelationSettings(w.establishmentAdmin.ctx, { gpChangeDelayDays: 0 })
    await declare(w.gp.rpps)
    await removeGp(w.feed, { fileId: file.fileId, rpps: anRpps() })
    expect(await sees(w.gp)).toBe(true)
    await removeGp(w.feed, { fileId: file.fileId, rpps: w.gp.rpps })
    expect(await relationsOf(w.gp.personId)).toMatchObject([{ endReason: 'gp_removed' }])
    expect(await sees(w.gp)).toBe(false)
    await declare(anRpps())
    await removeGp(w.feed, { fileId: file.fileId, rpps: null })
    expect(await questions()).toMatchObject([{ state: 'dismissed' }])
    const elsewhere = await anEstablishment(database, w.regionId)
    await expect(
      removeGp(systemCtx(database, w.regionId, elsewhere.id), { fileId: file.fileId, rpps: null }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('two houses that say the same each take back what they said', async () => {
    const other = await anEstablishment(database, w.regionId)
    const otherFeed = systemCtx(database, w.regionId, other.id)
    const theirs = await aPatientFile(otherFeed)
    await database.owner.execute(
      sql`update patient_files set patient_id = ${file.patientId} where id = ${theirs.fileId}`,
    )
    await declare(w.gp.rpps)
    await declareGp(otherFeed, { fileId: theirs.fileId, rpps: w.gp.rpps })
    await keepRelationSettings(w.establishmentAdmin.ctx, { gpChangeDelayDays: 0 })
    await removeGp(w.feed, { fileId: file.fileId, rpps: null })
    expect(await sees(w.gp)).toBe(true)
    await removeGp(otherFeed, { fileId: theirs.fileId, rpps: null })
    expect((await relationsOf(w.gp.personId)).filter((r) => !r.endsAt)).toEqual([])
  })

  test('two messages at once make one relation', async () => {
    let commit = () => {}
    const toCommit = new Promise<void>((resolve) => (commit = resolve))
    let isHeld = () => {}
    const held = new Promise<void>((resolve) => (isHeld = resolve))
    const first = w.feed.write(async ({ tx }) => {
      await tx.execute(sql`select app.declare_gp(${file.fileId}::uuid, ${w.gp.rpps})`)
      isHeld()
      await toCommit
    })
    await held
    const second = declare(w.gp.rpps)
    commit()
    await first
    expect(await second).toBe('declared')
    expect(await relationsOf(w.gp.personId)).toHaveLength(1)
  })
})

// EXT-01, EXT-09
describe('"not my patient"', () => {
  test('ends at the next request, is told to who said so, and a feed that repeats itself undoes nothing', async () => {
    await declare(w.gp.rpps)
    await leavePatient(w.gp.ctx, file.patientId, 'never_seen')
    expect(await sees(w.gp)).toBe(false)
    await expect(getCareCircle(w.gp.ctx, file.patientId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await declare(w.gp.rpps)).toBe('ended_by_hand')
    expect(await sees(w.gp)).toBe(false)

    const desk = await getCircleDesk(w.secretary.ctx)
    const asked = desk.questions!.find((q) => q.patient.id === file.patientId)!
    expect(asked).toMatchObject({ kind: 'declined', note: 'never_seen', name: 'Camille Modèle' })
    await settleQuestion(w.secretary.ctx, { questionId: asked.id, answer: 'accept' })
    expect(await sees(w.gp)).toBe(true)
    await expect(
      settleQuestion(w.secretary.ctx, { questionId: asked.id, answer: 'accept' }),
    ).rejects.toMatchObject({ code: 'conflict', reason: 'record.questionSettled' })

    // After another doctor the same one is news.
    await leavePatient(w.gp.ctx, file.patientId)
    await declare((await aDoctor()).rpps)
    expect(await declare(w.gp.rpps)).toBe('declared')
  })

  test('a right that had an end is restored with it, and not once it is past', async () => {
    const until = new Date(Date.now() + DAY)
    await designate(w.secretary.ctx, {
      patientId: file.patientId,
      personId: w.gp.personId,
      until: until.toISOString(),
    })
    await leavePatient(w.gp.ctx, file.patientId)
    const [first] = await questions()
    await settleQuestion(w.secretary.ctx, { questionId: first!.id, answer: 'accept' })
    const running = (await relationsOf(w.gp.personId)).filter((r) => r.endReason === null)
    expect(running.map((r) => r.endsAt?.getTime())).toEqual([until.getTime()])

    await leavePatient(w.gp.ctx, file.patientId)
    const second = (await questions()).find((q) => q.state === 'open')!
    await database.owner.execute(
      sql`update relation_questions set until_at = now() - interval '1 second' where id = ${second.id}`,
    )
    await expect(
      settleQuestion(w.secretary.ctx, { questionId: second.id, answer: 'accept' }),
    ).rejects.toMatchObject({ code: 'invalid', reason: 'record.untilPast' })
    expect(await sees(w.gp)).toBe(false)
  })

  test('is said of own rights alone', async () => {
    await declare(w.gp.rpps)
    for (const who of [w.doctor, w.secretary, await aDoctor()])
      await expect(leavePatient(who.ctx, file.patientId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await sees(w.gp)).toBe(true)
  })

  test('a right that was taken back by hand does not begin again with the next message', async () => {
    await declare(w.gp.rpps)
    const [running] = await relationsOf(w.gp.personId)
    await endRelation(w.secretary.ctx, { relationId: running!.id, reason: 'patient_choice' })
    expect(await declare(w.gp.rpps)).toBe('ended_by_hand')
    expect(await sees(w.gp)).toBe(false)
  })
})

// EXT-01
describe('the designation at the desk', () => {
  test('by name, for a time, by whoever holds the file; it is in the trail', async () => {
    const today = new Date().toISOString().slice(0, 10)
    const form = { intent: 'designate' as const, who: w.gp.personId, until: today }
    expect(await changeCircle(w.secretary.ctx, file.patientId, form)).toBe('designated')
    const [until] = await relationsOf(w.gp.personId)
    expect(until!.endsAt!.getTime()).toBeGreaterThan(Date.now())
    expect(until!.endsAt!.getTime() - Date.now()).toBeLessThan(2 * DAY)
    // Named again without an end: the same right, longer.
    await changeCircle(w.secretary.ctx, file.patientId, { ...form, until: undefined })
    expect(await relationsOf(w.gp.personId)).toMatchObject([{ id: until!.id, endsAt: null }])
    const trail = await database.owner
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(and(eq(auditEntries.patientId, file.patientId), eq(auditEntries.actorId, w.secretary.personId)))
    expect(trail.map((t) => t.action).sort()).toEqual(['record.relation.begin', 'record.relation.prolong'])

    await expect(
      changeCircle(w.secretary.ctx, file.patientId, { ...form, until: '2020-01-01' }),
    ).rejects.toMatchObject({ code: 'invalid', reason: 'record.untilPast' })
    await expect(changeCircle(w.gp.ctx, file.patientId, form)).rejects.toMatchObject({ code: 'not_found' })
    await expect(changeCircle(w.regionAdmin.ctx, file.patientId, form)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('by number waits for who is not here; the house may wait no longer', async () => {
    const rpps = anRpps()
    const named = { patientId: file.patientId, rpps, name: 'Dr Anne Sorel' }
    expect(await designateByRpps(w.secretary.ctx, named)).toBe('waiting')
    expect(await designateByRpps(w.secretary.ctx, { ...named, rpps: w.gp.rpps })).toBe('begun')
    await expect(designateByRpps(w.secretary.ctx, { ...named, rpps: '12345678901' })).rejects.toMatchObject({
      reason: 'record.rppsWrong',
    })
    const [waiting] = await questions()
    await expect(
      settleQuestion(w.secretary.ctx, { questionId: waiting!.id, answer: 'accept' }),
    ).rejects.toMatchObject({ reason: 'record.doctorNotHere' })
    for (const who of [w.gp, (await aHospitalWithGp(database)).secretary])
      await expect(
        settleQuestion(who.ctx, { questionId: waiting!.id, answer: 'refuse' }),
      ).rejects.toMatchObject({ code: 'not_found' })
    await settleQuestion(w.secretary.ctx, { questionId: waiting!.id, answer: 'refuse' })
    const joined = await aDoctor(rpps)
    await keepRelations(region())
    expect(await sees(joined)).toBe(false)
  })

  test('professionals are found by the beginnings of their names or by their number, in one’s region', async () => {
    const found = await aMember(database, {
      regionId: w.regionId,
      establishmentId: w.practice.id,
      role: 'doctor',
      familyName: 'Écluse-Brière',
    })
    for (const asked of ['eclus', 'bri', 'camille ecl', found.rpps])
      expect((await findProfessionals(w.secretary.ctx, asked)).map((p) => p.id)).toContain(found.personId)
    for (const asked of ['e', 'cluse', '.*', "' or true --"])
      expect(await findProfessionals(w.secretary.ctx, asked)).toEqual([])
    const elsewhere = await aHospitalWithGp(database)
    expect(await findProfessionals(elsewhere.secretary.ctx, found.rpps)).toEqual([])
    await expect(findProfessionals(w.regionAdmin.ctx, found.rpps)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

// EXT-09
describe('an end that time brings', () => {
  test('is told once, whoever looks at the same time', async () => {
    await changeCircle(w.secretary.ctx, file.patientId, {
      intent: 'designate',
      who: w.gp.personId,
      until: new Date().toISOString().slice(0, 10),
    })
    await database.owner.execute(sql`
      update care_relations set ends_at = now() - interval '1 second' where patient_id = ${file.patientId}`)
    expect(await sees(w.gp)).toBe(false)
    await Promise.all([keepRelations(region()), keepRelations(region())])
    expect(await relationsOf(w.gp.personId)).toMatchObject([
      { endReason: 'until_reached', endToldAt: expect.any(Date) },
    ])
    expect((await eventsOf(RelationEnded.name)).map((e) => RelationEnded.schema.parse(e))).toMatchObject([
      { granteeId: w.gp.personId },
    ])
    await expect(keepRelations(w.doctor.ctx)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

// EXT-01: a letter proposes, the hospital answers.
describe('the recipients of a letter', () => {
  test('become a question once, give no right, and begin one when the house accepts', async () => {
    const letter = await anEntry(w.feed, file, { title: 'Lettre de liaison' })
    const [declared, stranger] = [await aDoctor(), await aDoctor()]
    await declare(declared.rpps)
    const numbers = [stranger.rpps, stranger.rpps, declared.rpps, w.doctor.rpps, anRpps()]
    expect(await proposeRecipients(w.feed, letter.id, numbers)).toBe(1)
    expect(await proposeRecipients(w.feed, letter.id, numbers)).toBe(0)
    expect(await sees(stranger)).toBe(false)

    const { questions: asked } = await getCareCircle(w.secretary.ctx, file.patientId)
    expect(asked).toMatchObject([
      { kind: 'proposed', rpps: stranger.rpps, letter: { entryId: letter.id, title: 'Lettre de liaison' } },
    ])
    await settleQuestion(w.secretary.ctx, { questionId: asked[0]!.id, answer: 'accept' })
    expect(await relationsOf(stranger.personId)).toMatchObject([
      { basis: 'care_circle', createdBy: w.secretary.personId },
    ])
  })

  test('who was refused is not proposed again', async () => {
    const stranger = await aDoctor()
    const [one, two] = [await anEntry(w.feed, file), await anEntry(w.feed, file)]
    await proposeRecipients(w.feed, one.id, [stranger.rpps])
    const [asked] = await questions()
    await settleQuestion(w.secretary.ctx, { questionId: asked!.id, answer: 'refuse' })
    expect(await proposeRecipients(w.feed, two.id, [stranger.rpps])).toBe(0)
    expect(await sees(stranger)).toBe(false)
  })
})

describe('the care circle', () => {
  test('says who, why and until when; who has an own file alone does not learn who else said so', async () => {
    await declare(w.gp.rpps)
    const other = await anEstablishment(database, w.regionId, { name: 'Clinique voisine' })
    const neighbour = await aMember(database, {
      regionId: w.regionId,
      establishmentId: other.id,
      role: 'doctor',
    })
    await expect(getCareCircle(neighbour.ctx, file.patientId)).rejects.toMatchObject({ code: 'not_found' })
    const theirs = await aPatientFile(systemCtx(database, w.regionId, other.id))
    await database.owner.execute(
      sql`update patient_files set patient_id = ${file.patientId} where id = ${theirs.fileId}`,
    )
    const seen = await getCareCircle(neighbour.ctx, file.patientId)
    expect(seen.running).toMatchObject([
      { basis: 'declared_gp', originName: null, saidBy: null, isOwn: false },
    ])
    expect(seen.files.map((f) => f.name)).toEqual(['Clinique voisine'])
    expect(seen).toMatchObject({ mayDesignate: true, mayLeave: false })
    await expect(
      endRelation(neighbour.ctx, { relationId: seen.running[0]!.id, reason: 'mistake' }),
    ).rejects.toMatchObject({ code: 'not_found' })

    const own = await getCareCircle(w.gp.ctx, file.patientId)
    expect(own.running).toMatchObject([{ originName: w.hospital.name, isMine: true }])
    expect(own.files).toHaveLength(2)
    expect(own).toMatchObject({ mayDesignate: false, mayLeave: true, questions: [] })
    const elsewhere = await aHospitalWithGp(database)
    await expect(getCareCircle(elsewhere.doctor.ctx, file.patientId)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('the delay is the administrator’s to set, and nobody’s beside', async () => {
    for (const who of [w.doctor, w.secretary, w.regionAdmin, w.technician])
      await expect(keepRelationSettings(who.ctx, { gpChangeDelayDays: 1 })).rejects.toMatchObject({
        code: 'forbidden',
      })
    await keepRelationSettings(w.establishmentAdmin.ctx, { gpChangeDelayDays: 12 })
    expect(await getCircleDesk(w.establishmentAdmin.ctx)).toEqual({ questions: null, gpChangeDelayDays: 12 })
    await expect(getCircleDesk(w.technician.ctx)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
