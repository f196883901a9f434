import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { documentTexts } from '../schema/documents.ts'
import type { recordEntries } from '../schema/entries.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  anEstablishment,
  anIns,
  aPatientFile,
  systemCtx,
} from './factories.ts'
import { useDatabase } from './harness.ts'

// SEC-01: the functions that ask a patient's doors once for many entries, held to the same answers as the policies
// of record_entries: for everyone here, of every patient here.

const database = useDatabase()
type World = Awaited<ReturnType<typeof aHospitalWithGp>>
type Of = { fileId: string; patientId: string }

const everyone: Record<string, Ctx> = {}
const patientIds: string[] = []
let world: World

const HOUR = 3_600_000
const VARIANTS: Partial<typeof recordEntries.$inferInsert>[] = [
  {},
  { confidentiality: 'restricted' },
  { release: 'never' },
  { release: 'automatic', releasedAt: new Date(Date.now() - HOUR) },
  { release: 'automatic', releasedAt: new Date(Date.now() - HOUR), isHiddenFromRepresentatives: true },
  { status: 'withdrawn' },
  { kind: 'condition' },
  { release: 'automatic', releasedAt: new Date(Date.now() + 24 * HOUR) },
]

/** Each variant at another moment, so that the latest one that may be read tells who may read what. */
async function fill(ctx: Ctx, of: Of, order: number, more: Partial<typeof recordEntries.$inferInsert> = {}) {
  const ids: string[] = []
  for (const [i, variant] of VARIANTS.entries()) {
    const recordedAt = new Date(Date.now() - HOUR * (1 + ((i * 3 + order) % VARIANTS.length)) - order * 1_000)
    const occurredAt = new Date(recordedAt.getTime() - HOUR)
    ids.push((await anEntry(ctx, of, { ...variant, ...more, recordedAt, occurredAt })).id)
  }
  return ids
}

const relate = (
  patientId: string,
  who: { id: string; kind: string },
  basis: string,
  reach: string,
  ends = 'null',
) =>
  database.owner.execute(sql`
    insert into care_relations (region_id, patient_id, grantee_id, grantee_kind, basis, reach, ends_at)
    values (${world.regionId}, ${patientId}, ${who.id}, ${who.kind}, ${basis}, ${reach}, ${sql.raw(ends)})`)

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  const { regionId, feed } = world
  const other = await anEstablishment(database, regionId)
  const otherFeed = systemCtx(database, regionId, other.id)
  const at = (role: 'doctor' | 'limited', establishmentId: string) =>
    aMember(database, { regionId, establishmentId, role })
  const [otherDoctor, substitute, limited] = [
    await at('doctor', other.id),
    await at('doctor', world.practice.id),
    await at('limited', world.hospital.id),
  ]
  const elsewhere = await aHospitalWithGp(database)

  const traits = { ...anIns(), identityStatus: 'QUAL' as const, birthName: 'Lisible' }
  const both = await aPatientFile(feed, traits)
  const theirs = await aPatientFile(otherFeed, traits)
  expect(theirs.patientId).toBe(both.patientId)
  const files: Of[] = [both, await aPatientFile(feed), await aPatientFile(feed), await aPatientFile(feed)]
  for (const [i, file] of files.entries()) {
    const ids = await fill(feed, file, i)
    if (i === 0)
      await feed.write(({ tx }) =>
        tx.execute(sql`select app.send_entry(${ids[0]!}::uuid, ${other.id}::uuid)`),
      )
    patientIds.push(file.patientId)
  }
  await fill(otherFeed, theirs, 4, { authorPersonId: world.gp.personId })
  for (const file of files.slice(0, 2)) await aGpRelation(feed, file.fileId, world.gp.rpps)
  const person = ({ personId }: { personId: string }) => ({ id: personId, kind: 'person' })
  await relate(files[2]!.patientId, person(world.gp), 'referral', 'own')
  await relate(files[2]!.patientId, { id: world.practice.id, kind: 'establishment' }, 'care_circle', 'shared')
  await relate(files[3]!.patientId, person(world.gp), 'referral', 'shared', `now() - interval '1 minute'`)
  await relate(files[3]!.patientId, person(limited), 'referral', 'own')
  await relate(files[0]!.patientId, person(otherDoctor), 'care_circle', 'own')
  await relate(files[3]!.patientId, person(world.gp), 'break_glass', 'shared', `now() + interval '1 hour'`)
  await relate(files[1]!.patientId, person(substitute), 'designation', 'shared', `now() + interval '1 day'`)

  const patient = createCtx({
    db: database.db,
    actor: {
      kind: 'patient',
      id: files[1]!.patientId,
      role: 'patient',
      establishmentId: null,
      displayName: 'Patient',
      grantees: [files[1]!.patientId],
    },
    regionId,
    locale: 'fr',
    requestId: 'test',
  })
  await relate(files[1]!.patientId, { id: files[1]!.patientId, kind: 'person' }, 'patient', 'shared')
  Object.assign(everyone, {
    'doctor of the hospital': world.doctor.ctx,
    'doctor of another hospital': otherDoctor.ctx,
    'general practitioner': world.gp.ctx,
    'a colleague of the practice': substitute.ctx,
    'the GP’s secretary, with the agenda': agendaOf(world.gp.ctx),
    'who stands in for the GP': createCtx({
      db: database.db,
      actor: { ...otherDoctor.ctx.actor, grantees: [...otherDoctor.ctx.actor.grantees, world.gp.personId] },
      regionId,
      locale: 'fr',
      requestId: 'test',
    }),
    'someone limited': limited.ctx,
    technician: world.technician.ctx,
    'the feed': feed,
    'the patient': patient,
    'another region': elsewhere.doctor.ctx,
  })
})

const agendaOf = (ctx: Ctx) =>
  createCtx({
    db: database.db,
    actor: { ...ctx.actor, readsAgendaOnly: true },
    regionId: world.regionId,
    locale: 'fr',
    requestId: 'test',
  })

type Seen = { entries: string[]; lastAt: number | null; news: number }

/** Behind the doors of each entry. */
const bySeeing = (ctx: Ctx, patientId: string): Promise<Seen> =>
  ctx.read(async (tx) => {
    const rows = await tx.execute<{ id: string; at: string; status: string; author: string | null }>(sql`
      select id, recorded_at as at, status, author_person_id as author from record_entries
      where patient_id = ${patientId}::uuid`)
    const times = rows.map((row) => new Date(row.at).getTime())
    return {
      entries: rows
        .filter(({ status }) => status !== 'replaced')
        .map(({ id }) => id)
        .sort(),
      lastAt: times.length > 0 ? Math.max(...times) : null,
      news: rows.filter(({ author }) => author !== ctx.actor.id).length,
    }
  })

const byFunctions = (ctx: Ctx, patientId: string): Promise<Seen> =>
  ctx.read(async (tx) => {
    const found = await tx.execute<{ id: string }>(sql`
      select id from app.search_entries(${patientId}::uuid, to_tsquery('app.french', 'consultation'), null, null, 100)`)
    const [line] = await tx.execute<{ last_at: string | null; new_count: number }>(sql`
      select last_at, new_count from app.lines_of(array[${patientId}]::uuid[], now() - interval '9 days', '1 hour', 90)`)
    return {
      entries: found.map(({ id }) => id).sort(),
      lastAt: line?.last_at ? new Date(line.last_at).getTime() : null,
      news: line?.new_count ?? 0,
    }
  })

async function compare() {
  const differences: string[] = []
  let seen = 0
  for (const [who, ctx] of Object.entries(everyone))
    for (const [i, patientId] of patientIds.entries()) {
      const [one, two] = [await bySeeing(ctx, patientId), await byFunctions(ctx, patientId)]
      seen += one.entries.length
      if (JSON.stringify(one) !== JSON.stringify(two)) differences.push(`${who}, patient ${i}`)
    }
  return { differences, seen }
}

describe('functions that read past the policies of entries', () => {
  test('answer what the policies answer, to everyone', async () => {
    const { differences, seen } = await compare()
    expect(differences).toEqual([])
    expect(seen).toBeGreaterThan(60)
  })

  test('those whom a person follows, with the latest entry that person may read', async () => {
    let followed = 0
    for (const ctx of Object.values(everyone)) {
      const rows = await ctx.read((tx) =>
        tx.execute<{ patient_id: string; last_at: string | null }>(
          sql`select patient_id, last_at from app.followed_patients(array[${ctx.actor.id}]::uuid[], 1000)`,
        ),
      )
      for (const row of rows) {
        const { lastAt } = await bySeeing(ctx, row.patient_id)
        expect(row.last_at && new Date(row.last_at).getTime()).toBe(lastAt)
        followed += 1
      }
    }
    expect(followed).toBe(13)
  })

  test('whoever asks for another person’s patients gets none', async () => {
    const rows = await world.doctor.ctx.read((tx) =>
      tx.execute(
        sql`select patient_id from app.followed_patients(array[${world.gp.personId}]::uuid[], 1000)`,
      ),
    )
    expect(rows).toEqual([])
  })

  test('who died is followed no more', async () => {
    const ids = () =>
      world.gp.ctx.read(async (tx) =>
        (
          await tx.execute<{ id: string }>(
            sql`select patient_id as id from app.followed_patients(array[${world.gp.personId}]::uuid[], 1000)`,
          )
        ).map(({ id }) => id),
      )
    const before = await ids()
    await database.owner.execute(sql`update patients set deceased_at = now() where id = ${patientIds[0]!}`)
    expect(await ids()).toEqual(before.filter((id) => id !== patientIds[0]))
    await database.owner.execute(sql`update patients set deceased_at = null where id = ${patientIds[0]!}`)
  })

  test('who is given the agenda finds no word of a document', async () => {
    const { feed, gp } = world
    const file = await aPatientFile(feed)
    await aGpRelation(feed, file.fileId, gp.rpps)
    const { id } = await anEntry(feed, file, { mediaType: 'application/pdf' })
    await feed.write(({ tx }) => tx.insert(documentTexts).values({ entryId: id, content: 'une métastase' }))
    const found = (ctx: Ctx) =>
      ctx.read((tx) =>
        tx.execute(sql`
          select id from app.search_entries(${file.patientId}::uuid, to_tsquery('app.french', 'métastase'),
            null, null, 9)`),
      )
    expect(await found(gp.ctx)).toHaveLength(1)
    expect(await found(agendaOf(gp.ctx))).toEqual([])
  })

  // The guard's own proof.
  test.each([
    `create policy tried on record_entries as restrictive for select to app_user using (status = 'current')`,
    `create policy tried on record_entries for select to app_user using (true)`,
  ])('a policy that only one of them knows is found: %s', async (policy) => {
    await database.owner.execute(sql.raw(policy))
    try {
      expect((await compare()).differences).not.toEqual([])
    } finally {
      await database.owner.execute(sql`drop policy tried on record_entries`)
    }
  })
})
