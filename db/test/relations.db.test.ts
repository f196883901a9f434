import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { auditEntries } from '../schema/audit.ts'
import { recordEntries } from '../schema/entries.ts'
import { careRelations, patients } from '../schema/record.ts'
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

const database = useDatabase()
type World = Awaited<ReturnType<typeof aHospitalWithGp>>
let world: World
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})

const entriesOf = (ctx: Ctx, patientId: string) =>
  ctx.read((tx) =>
    tx.select({ id: recordEntries.id }).from(recordEntries).where(sql`patient_id = ${patientId}`),
  )
const sees = async (ctx: Ctx, patientId: string) =>
  (await ctx.read((tx) => tx.select({ id: patients.id }).from(patients).where(sql`id = ${patientId}`)))
    .length === 1

describe('reach', () => {
  test('an own file opens the own entries; another establishment with a file sees none of them', async () => {
    const traits = { ...anIns(), identityStatus: 'QUAL' as const, birthName: 'Portée' }
    const mine = await aPatientFile(world.feed, traits)
    const entry = await anEntry(world.feed, mine)
    const other = await anEstablishment(database, world.regionId)
    const otherFeed = systemCtx(database, world.regionId, other.id)
    const theirs = await aPatientFile(otherFeed, traits)

    expect(theirs).toMatchObject({ answer: 'attach', patientId: mine.patientId })
    expect(await entriesOf(world.doctor.ctx, mine.patientId)).toEqual([entry])
    expect(await sees(otherFeed, mine.patientId)).toBe(true)
    expect(await entriesOf(otherFeed, mine.patientId)).toEqual([])

    await world.feed.write(({ tx }) =>
      tx.execute(sql`select app.send_entry(${entry.id}::uuid, ${other.id}::uuid)`),
    )
    expect(await entriesOf(otherFeed, mine.patientId)).toEqual([entry])
  })

  test('a declared GP sees the shared record, until another is declared', async () => {
    const file = await aPatientFile(world.feed)
    const entry = await anEntry(world.feed, file)
    expect(await sees(world.gp.ctx, file.patientId)).toBe(false)

    await aGpRelation(world.feed, file.fileId, world.gp.rpps)
    expect(await entriesOf(world.gp.ctx, file.patientId)).toEqual([entry])

    const successor = await aMember(database, {
      regionId: world.regionId,
      establishmentId: world.practice.id,
      role: 'doctor',
    })
    await database.owner.execute(sql`
      insert into relation_settings (region_id, establishment_id, gp_change_delay_days)
      values (${world.regionId}, ${world.hospital.id}, 0)`)
    await aGpRelation(world.feed, file.fileId, successor.rpps)
    expect(await sees(world.gp.ctx, file.patientId)).toBe(false)
    expect(await entriesOf(successor.ctx, file.patientId)).toEqual([entry])
  })

  test.each(['technician', 'establishmentAdmin', 'regionAdmin', 'privacyOfficer'] as const)(
    'the %s of the hospital sees no patient at all',
    async (role) => {
      const file = await aPatientFile(world.feed)
      expect(await sees(world[role].ctx, file.patientId)).toBe(false)
    },
  )

  test('what is restricted stays with its establishment, what is not released from the patient', async () => {
    const file = await aPatientFile(world.feed)
    await aGpRelation(world.feed, file.fileId, world.gp.rpps)
    const entry = await anEntry(world.feed, file, { confidentiality: 'restricted' })
    expect(await entriesOf(world.doctor.ctx, file.patientId)).toEqual([entry])
    expect(await entriesOf(world.gp.ctx, file.patientId)).toEqual([])
  })

  test('what is kept from representatives opens in no patient’s space, and is told apart from the rest', async () => {
    const file = await aPatientFile(world.feed)
    const space = createCtx({
      db: database.db,
      actor: {
        kind: 'patient',
        id: file.patientId,
        role: 'patient',
        establishmentId: null,
        displayName: 'Claire',
        grantees: [file.patientId],
      },
      regionId: world.regionId,
      locale: 'fr',
      requestId: 'test',
    })
    await database.owner.insert(careRelations).values({
      regionId: world.regionId,
      patientId: file.patientId,
      granteeId: file.patientId,
      granteeKind: 'person',
      basis: 'patient',
    })
    const released = { release: 'automatic', releasedAt: new Date('2026-01-01T00:00:00Z') } as const
    const open = await anEntry(world.feed, file, released)
    const [kept, never] = [
      await anEntry(world.feed, file, { ...released, isHiddenFromRepresentatives: true }),
      await anEntry(world.feed, file, { ...released, release: 'never' }),
    ]
    expect(await entriesOf(space, file.patientId)).toEqual([open])
    expect((await entriesOf(world.doctor.ctx, file.patientId)).sort()).toEqual([open, kept, never].sort())
  })

  test('another region sees nothing, nor does a forgotten scope', async () => {
    const file = await aPatientFile(world.feed)
    const elsewhere = await aHospitalWithGp(database)
    expect(await sees(elsewhere.doctor.ctx, file.patientId)).toBe(false)
    expect(await database.db.select().from(patients)).toEqual([])
  })

  test('a re-linked file takes its entries along', async () => {
    const [one, two] = [await aPatientFile(world.feed), await aPatientFile(world.feed)]
    const entry = await anEntry(world.feed, one)
    await database.owner.execute(
      sql`update patient_files set patient_id = ${two.patientId} where id = ${one.fileId}`,
    )
    expect(await entriesOf(world.doctor.ctx, two.patientId)).toEqual([entry])
  })
})

describe('identity', () => {
  test('attaches only with a qualified INS and five equal traits', async () => {
    const ins = anIns()
    const known = await aPatientFile(world.feed, {
      ...ins,
      identityStatus: 'QUAL',
      birthName: 'Durand-Essai',
    })
    const other = systemCtx(database, world.regionId, (await anEstablishment(database, world.regionId)).id)

    const sameButAccent = await aPatientFile(other, {
      ...ins,
      identityStatus: 'QUAL',
      birthName: 'DURAND-ESSAI',
    })
    expect(sameButAccent).toMatchObject({ answer: 'attach', patientId: known.patientId })
    const otherDate = await aPatientFile(other, {
      ...ins,
      identityStatus: 'QUAL',
      birthName: 'Durand-Essai',
      birthDate: '1954-03-29',
    })
    expect(otherDate.answer).toBe('review')
    const unproven = await aPatientFile(other, { birthName: 'Durand-Essai' })
    expect(unproven.answer).toBe('review')
    expect(unproven.patientId).not.toBe(known.patientId)
    expect((await aPatientFile(other)).answer).toBe('new')
  })

  test('strict traits of a qualified identity are locked: the difference goes to identity vigilance', async () => {
    const ins = anIns()
    const file = await aPatientFile(world.feed, { ...ins, identityStatus: 'QUAL', birthName: 'Verrou' })
    const again = await aPatientFile(world.feed, {
      ...file.traits,
      birthName: 'Autre-Verrou',
      identityStatus: 'QUAL',
    })
    expect(again).toMatchObject({ answer: 'known', patientId: file.patientId })
    const [row] = await database.owner.execute<{ birth_name: string; reviews: string }>(sql`
      select p.birth_name, (select count(*) from identity_reviews r where r.file_id = ${file.fileId}) as reviews
      from patients p where p.id = ${file.patientId}`)
    expect(row).toMatchObject({ birth_name: 'Verrou', reviews: '1' })
  })

  test('two feeds that announce one person at once make one identity', async () => {
    const traits = { ...anIns(), identityStatus: 'QUAL' as const, birthName: 'Simultané' }
    const feeds = await Promise.all(
      [1, 2, 3].map(async () =>
        systemCtx(database, world.regionId, (await anEstablishment(database, world.regionId)).id),
      ),
    )
    // The first holds its locks open while the others ask.
    let commit = () => {}
    const held = new Promise<void>((resolve) => (commit = resolve))
    const first = feeds[0]!.write(async ({ tx }) => {
      const [row] = await tx.execute<{ patient_id: string }>(
        sql`select * from app.open_file(${JSON.stringify({ ...traits, localId: 'A1', birthGivenNames: 'Claire', firstGivenName: 'Claire', birthDate: '1954-03-28', sex: 'female', birthPlaceCode: '31555' })}::jsonb)`,
      )
      await held
      return row!.patient_id
    })
    const others = feeds.slice(1).map((feed) => aPatientFile(feed, { ...traits, birthGivenNames: 'Claire' }))
    setTimeout(commit, 300)
    const patientId = await first
    expect(new Set((await Promise.all(others)).map((o) => o.patientId))).toEqual(new Set([patientId]))
  })

  test('asking too often is refused, and every question is on the trail', async () => {
    const member = await aMember(database, {
      regionId: world.regionId,
      establishmentId: world.hospital.id,
      role: 'secretary',
    })
    const ask = () =>
      member.ctx.write(({ tx }) =>
        tx.execute(
          sql`select app.match_identity(${JSON.stringify({ birthName: 'Nul', firstGivenName: 'Part', birthDate: '1900-01-01' })}::jsonb)`,
        ),
      )
    for (let i = 0; i < 31; i++) await ask()
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', reason: 'record.matchTooOften' })
    const trail = await member.ctx.read((tx) =>
      tx.select().from(auditEntries).where(sql`action = 'record.identity.match'`),
    )
    expect(trail).toHaveLength(31)
  })
})

describe('the context', () => {
  test('opening a patient writes one trail row in five minutes, a refusal its own', async () => {
    const file = await aPatientFile(world.feed)
    const open = (ctx: Ctx) => ctx.readPatient(file.patientId, 'care', async () => 'seen')
    expect(await open(world.doctor.ctx)).toBe('seen')
    expect(await open(world.doctor.ctx)).toBe('seen')
    await expect(open(world.gp.ctx)).rejects.toMatchObject({ code: 'not_found' })
    await expect(world.gp.ctx.readPatient(crypto.randomUUID(), 'care', async () => 1)).rejects.toMatchObject({
      code: 'not_found',
    })

    const trail = await database.owner.execute<{ actor_id: string; outcome: string }>(
      sql`select actor_id, outcome from audit_entries where patient_id = ${file.patientId} and action = 'record.patient.read' order by seq`,
    )
    expect([...trail]).toEqual([
      { actor_id: world.doctor.personId, outcome: 'done' },
      { actor_id: world.gp.personId, outcome: 'refused' },
    ])
  })

  test('the trail cannot be changed by the app', async () => {
    const change = world.doctor.ctx.write(({ tx }) =>
      tx.execute(sql`update audit_entries set action = 'none'`),
    )
    await expect(change).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

// UXS-01: the one function that reads past the policy, held to the same answers as the policy.
describe('names with typing errors', () => {
  const similar = (ctx: Ctx, query: string) =>
    ctx.read(async (tx) =>
      (
        await tx.execute<{ patient_id: string }>(sql`select patient_id from app.search_similar(${query}, 50)`)
      ).map((row) => row.patient_id),
    )

  test('are found by those who may see the patient, and by nobody else', async () => {
    const file = await aPatientFile(world.feed, { birthName: 'Wojciechowska', firstGivenName: 'Zélie' })
    const elsewhere = await aHospitalWithGp(database)
    const theirs = await aPatientFile(elsewhere.feed, { birthName: 'Wojciechowska', firstGivenName: 'Zélie' })
    expect(await similar(world.doctor.ctx, 'wojciechovska')).toEqual([file.patientId])
    expect(await similar(elsewhere.doctor.ctx, 'wojciechovska')).toEqual([theirs.patientId])
    for (const who of [world.gp, world.technician, world.regionAdmin])
      expect(await similar(who.ctx, 'wojciechovska')).toEqual([])
    await aGpRelation(world.feed, file.fileId, world.gp.rpps)
    expect(await similar(world.gp.ctx, 'Zelie Wojciechowsca')).toEqual([file.patientId])
  })

  test.each(['', ' ', '%', "'; drop table patients", 'a'])(
    'a question without a word finds nobody: %j',
    async (q) => {
      expect(await similar(world.doctor.ctx, q)).toEqual([])
    },
  )
})
