import { eq, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { workplacesOfPerson } from '#app/features/identity/workplaces.server.ts'
import { delegate, endDelegation } from '#app/features/record/commands/delegate.server.ts'
import { keepRelations } from '#app/features/record/commands/keep-relations.server.ts'
import { DelegationEnded } from '#app/features/record/contract.ts'
import { getDelegations } from '#app/features/record/queries/get-delegations.server.ts'
import { listMyPatients } from '#app/features/record/queries/list-my-patients.server.ts'
import { searchRecord } from '#app/features/record/queries/search-record.server.ts'
import { personActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import { outbox } from '../schema/outbox.ts'
import { people } from '../schema/people.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  aPatientFile,
  type Member,
  systemCtx,
} from './factories.ts'
import { useDatabase } from './harness.ts'

// EXT-07: who stands in for a doctor sees that doctor's patients from the first day to the last, and what the doctor
// gave of them.
const database = useDatabase()
let w: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
let locum: Member
let secretary: Member
beforeAll(async () => {
  w = await aHospitalWithGp(database)
  file = await aPatientFile(w.feed, { birthName: 'Relève' })
  await aGpRelation(w.feed, file.fileId, w.gp.rpps)
  locum = await aMember(database, { regionId: w.regionId, establishmentId: w.hospital.id, role: 'doctor' })
  await database.owner.execute(sql`
    update memberships set establishment_id = (
      select id from establishments where region_id = ${w.regionId} and id <> ${w.hospital.id} limit 1)
    where person_id = ${locum.personId}`)
  secretary = await aMember(database, {
    regionId: w.regionId,
    establishmentId: w.practice.id,
    role: 'secretary',
  })
  for (const kind of ['appointment', 'document', 'result', 'note', 'condition'] as const)
    await anEntry(w.feed, file, {
      kind,
      title: `Élément ${kind}`,
      ...(kind === 'document' && { mediaType: 'text/plain' }),
    })
  await w.feed.write(async ({ tx }) => {
    await tx.execute(sql`
      insert into documents (entry_id, establishment_id, patient_id, media_type, byte_length, sha256, blob_key, unique_id)
      select id, establishment_id, patient_id, 'text/plain', 1, 's', 'k', 'u' from record_entries
      where patient_id = ${file.patientId} and kind = 'document'`)
  })
})

const day = (offset: number) => new Date(Date.now() + offset * DAY).toISOString().slice(0, 10)
const some = (more: Partial<Parameters<typeof delegate>[1]> = {}) => ({
  doctorId: w.gp.personId,
  deputyId: locum.personId,
  kind: 'locum' as const,
  reads: 'all' as const,
  from: day(-1),
  until: day(1),
  ...more,
})
/** As the door makes the context of each request. */
async function atWork(who: Member): Promise<Ctx> {
  const [row] = await database.identityDb
    .select({ workplaces: workplacesOfPerson })
    .from(people)
    .where(eq(people.id, who.personId))
  const { role, establishmentId, deputyOf } = row!.workplaces[0]!
  const actor = personActor({ personId: who.personId, role, establishmentId, deputyOf, displayName: 'x' })
  return createCtx({ db: database.db, actor, regionId: w.regionId, locale: 'fr', requestId: 'test' })
}
const kindsSeen = async (who: Member) => {
  const ctx = await atWork(who)
  const rows = await ctx.read((tx) =>
    tx.execute<{ kind: string }>(
      sql`select kind from record_entries where patient_id = ${file.patientId} order by kind`,
    ),
  )
  return rows.map((r) => r.kind).sort()
}
const ALL = ['appointment', 'condition', 'document', 'note', 'result']

describe('a locum', () => {
  test('sees the doctor’s patients on those days alone, in lists too', async () => {
    expect(await kindsSeen(locum)).toEqual([])
    const { delegationId } = await delegate(w.gp.ctx, some())
    expect(await kindsSeen(locum)).toEqual(ALL)
    const list = await listMyPatients(await atWork(locum), { scope: 'followed' })
    expect(list.rows.map((p) => p.id)).toEqual([file.patientId])
    await endDelegation(w.gp.ctx, delegationId)
    expect(await kindsSeen(locum)).toEqual([])
    await delegate(w.gp.ctx, some({ from: day(2), until: day(3) }))
    expect(await kindsSeen(locum)).toEqual([])
  })

  test('no longer once the doctor has left, and pages are told when the last day is over', async () => {
    const { delegationId } = await delegate(w.gp.ctx, some())
    await database.owner.execute(sql`update memberships set ends_at = now() where id = ${w.gp.membershipId}`)
    expect(await kindsSeen(locum)).toEqual([])
    await database.owner.execute(sql`update memberships set ends_at = null where id = ${w.gp.membershipId}`)
    expect(await kindsSeen(locum)).toEqual(ALL)
    await database.owner.execute(
      sql`update delegations set ends_at = now() - interval '1 second' where id = ${delegationId}`,
    )
    expect(await kindsSeen(locum)).toEqual([])
    await keepRelations(systemCtx(database, w.regionId, null))
    await keepRelations(systemCtx(database, w.regionId, null))
    const told = await database.owner.select().from(outbox).where(eq(outbox.name, DelegationEnded.name))
    expect(
      told.map((e) => DelegationEnded.schema.parse(e.payload)).filter((e) => e.delegationId === delegationId),
    ).toHaveLength(1)
  })

  test.each([
    ['a secretary names nobody', () => [secretary.ctx, some()] as const, 'forbidden'],
    ['nor a doctor for another', () => [w.doctor.ctx, some()] as const, 'forbidden'],
    ['nor an administrator', () => [w.establishmentAdmin.ctx, some()] as const, 'forbidden'],
    [
      'nor an administrator themselves',
      () => [w.establishmentAdmin.ctx, some({ deputyId: w.establishmentAdmin.personId })] as const,
      'forbidden',
    ],
    ['a locum with the agenda alone', () => [w.gp.ctx, some({ reads: 'agenda' })] as const, 'invalid'],
    ['oneself', () => [w.gp.ctx, some({ deputyId: w.gp.personId })] as const, 'invalid'],
    [
      'a secretary as a locum',
      () => [w.gp.ctx, some({ deputyId: secretary.personId })] as const,
      'not_found',
    ],
    ['who works elsewhere', () => [w.gp.ctx, some({ deputyId: crypto.randomUUID() })] as const, 'not_found'],
    ['days in the past', () => [w.gp.ctx, some({ from: day(-9), until: day(-5) })] as const, 'invalid'],
    ['more than a year', () => [w.gp.ctx, some({ until: day(400) })] as const, 'invalid'],
  ])('%s', async (_, of, code) => {
    const [ctx, input] = of()
    await expect(delegate(ctx, input)).rejects.toMatchObject({ code })
  })

  test('twice on the same days is said once; another ends nobody’s', async () => {
    const { delegationId } = await delegate(w.gp.ctx, some({ from: day(20), until: day(30) }))
    await expect(delegate(w.gp.ctx, some({ from: day(25), until: day(40) }))).rejects.toMatchObject({
      code: 'conflict',
    })
    const elsewhere = await aHospitalWithGp(database)
    for (const who of [w.doctor, w.establishmentAdmin, elsewhere.gp])
      await expect(endDelegation(who.ctx, delegationId)).rejects.toMatchObject({ code: 'not_found' })
    expect((await getDelegations(w.gp.ctx)).delegations.map((d) => d.id)).toContain(delegationId)
    expect((await getDelegations(w.doctor.ctx)).delegations).toEqual([])
    await endDelegation(locum.ctx, delegationId)
  })
})

// EXT-07: the screen asks less than the database, which is asked here by itself.
test('an administrator opens no doctor’s patients, in the doctor’s own place neither, and may end it', async () => {
  const admin = await aMember(database, {
    regionId: w.regionId,
    establishmentId: w.practice.id,
    role: 'establishment_admin',
  })
  const { from_at, until_at } = {
    from_at: new Date().toISOString(),
    until_at: new Date(Date.now() + DAY).toISOString(),
  }
  const asked = admin.ctx.write(({ tx }) =>
    tx.execute(sql`select app.delegate(${w.gp.personId}::uuid, ${locum.personId}::uuid, 'locum', 'all',
      ${from_at}::timestamptz, ${until_at}::timestamptz)`),
  )
  await expect(asked).rejects.toMatchObject({ code: 'forbidden', reason: 'record.delegationNotAllowed' })
  const { delegationId } = await delegate(w.gp.ctx, some())
  const seen = await getDelegations(admin.ctx)
  expect(seen.doctorId).toBe(null)
  expect(seen.delegations.map((d) => d.id)).toContain(delegationId)
  await endDelegation(admin.ctx, delegationId)
  expect(await kindsSeen(locum)).toEqual([])
})

// EXT-07: as some were named before.
test('a locum with the agenda alone is given nothing, and keeps sight of their own patients', async () => {
  const [own] = await database.owner.execute<{ id: string }>(sql`
    insert into care_relations (region_id, patient_id, grantee_id, grantee_kind, basis)
    values (${w.regionId}, ${file.patientId}, ${locum.personId}, 'person', 'designation') returning id`)
  const [given] = await database.owner.execute<{ id: string }>(sql`
    insert into delegations (region_id, establishment_id, doctor_id, deputy_id, kind, reads, starts_at, ends_at)
    values (${w.regionId}, ${w.practice.id}, ${w.gp.personId}, ${locum.personId}, 'locum', 'agenda', now(),
            now() + interval '1 day') returning id`)
  expect(await kindsSeen(locum)).toEqual(ALL)
  await database.owner.execute(sql`update care_relations set ends_at = now() where id = ${own!.id}`)
  expect(await kindsSeen(locum)).toEqual([])
  await endDelegation(w.gp.ctx, given!.id)
})

describe('a practice secretary', () => {
  test('reads the agenda and the list of documents, not what they say, until the doctor gives more', async () => {
    const given = { deputyId: secretary.personId, kind: 'secretary' as const }
    const { delegationId } = await delegate(w.gp.ctx, some({ ...given, reads: 'agenda' }))
    expect(await kindsSeen(secretary)).toEqual(['appointment', 'document'])
    const ctx = await atWork(secretary)
    expect(
      await ctx.read((tx) => tx.execute(sql`select from documents where patient_id = ${file.patientId}`)),
    ).toHaveLength(0)
    await expect(searchRecord(ctx, file.patientId, 'élément', {})).rejects.toMatchObject({
      code: 'forbidden',
    })
    await endDelegation(w.gp.ctx, delegationId)
    expect(await kindsSeen(secretary)).toEqual([])
    await delegate(w.gp.ctx, some({ ...given, reads: 'all' }))
    expect(await kindsSeen(secretary)).toEqual(ALL)
  })
})
