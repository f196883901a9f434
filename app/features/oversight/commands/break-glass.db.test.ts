import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { personActor } from '#app/kernel/actor.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  anEstablishment,
  anIns,
  aPatientFile,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import type { BreakGlass } from '../contract.ts'
import { countWaiting, getGlass, listGlass, listOpenGlass } from '../queries/list-glass.server.ts'
import { breakGlass } from './break-glass.server.ts'
import { closeSpentGlass } from './close-spent-glass.server.ts'
import { endGlass } from './end-glass.server.ts'
import { reviewGlass } from './review-glass.server.ts'

// SEC-03, SEC-04
const database = useDatabase()
const why = { category: 'vital_emergency', reason: 'Adressé aux urgences, inconscient' } as const

async function arrange() {
  const here = await aHospitalWithGp(database)
  const clinic = await anEstablishment(database, here.regionId, { kind: 'clinic', name: 'Clinique voisine' })
  const agency = await anEstablishment(database, here.regionId, { kind: 'coordination', name: 'Agence' })
  const at = (establishmentId: string, role: Parameters<typeof aMember>[1]['role']) =>
    aMember(database, { regionId: here.regionId, establishmentId, role })
  return {
    ...here,
    clinic,
    stranger: await at(clinic.id, 'doctor'),
    colleague: await at(clinic.id, 'doctor'),
    secretary: await at(clinic.id, 'secretary'),
    officer: await at(clinic.id, 'privacy_officer'),
    agencyOfficer: await at(agency.id, 'privacy_officer'),
  }
}
type World = Awaited<ReturnType<typeof arrange>>
let w: World
beforeAll(async () => {
  w = await arrange()
})

/** Somebody whom the hospital knows, with a qualified INS, and how a stranger asks for them. */
async function aKnownPatient() {
  const ins = anIns()
  const file = await aPatientFile(w.feed, { identityStatus: 'QUAL', ...ins })
  const asked: BreakGlass = { by: 'ins', ins: ins.insMatricule, ...why }
  return { ...file, asked }
}
const mayOpen = (ctx: Ctx, patientId: string) =>
  ctx
    .readPatient(patientId, 'care', async ({ tx }) => tx.execute(sql`select title from record_entries`))
    .then(
      (rows) => rows.length,
      (error) => error.code as string,
    )
const trailOf = (patientId: string) =>
  database.owner.execute<{ action: string; outcome: string; purpose: string | null; actor_id: string }>(
    sql`select action, outcome, purpose, actor_id from audit_entries where patient_id = ${patientId} order by at, seq`,
  )
/** Each test asks as somebody else: questions are counted by person. */
const aStranger = () =>
  aMember(database, { regionId: w.regionId, establishmentId: w.clinic.id, role: 'doctor' })

describe('breakGlass', () => {
  test('opens one patient for a reason and a time, tells the trail, and leaves what is hidden hidden', async () => {
    const patient = await aKnownPatient()
    await anEntry(w.feed, patient)
    await anEntry(w.feed, patient, { title: 'Masqué', confidentiality: 'restricted' })
    const other = await aKnownPatient()
    const { ctx, personId } = await aStranger()
    expect(await mayOpen(ctx, patient.patientId)).toBe('not_found')

    expect(await breakGlass(ctx, patient.asked)).toEqual({
      patientId: patient.patientId,
      wasOpenAnyway: false,
    })
    expect(await mayOpen(ctx, patient.patientId)).toBe(1)
    expect(await mayOpen(ctx, other.patientId)).toBe('not_found')
    expect(await mayOpen(w.colleague.ctx, patient.patientId)).toBe('not_found')

    const [open] = await listOpenGlass(ctx)
    expect(open).toMatchObject({ patientId: patient.patientId })
    const hours = (new Date(open!.endsAt).getTime() - Date.now()) / 3_600_000
    expect(hours).toBeGreaterThan(3.9)
    expect(hours).toBeLessThanOrEqual(4)
    const mine = (await trailOf(patient.patientId)).filter((row) => row.actor_id === personId)
    expect(mine.find((row) => row.action === 'record.patient.read' && row.outcome === 'done')).toMatchObject({
      purpose: 'break_glass',
    })
    expect(mine.map((row) => row.action)).toContain('oversight.glass.break')
    const events = await database.owner.execute(sql`select from outbox where name = 'oversight.glass.broken'`)
    expect(events.length).toBeGreaterThan(0)
  })

  // EXT-07: a deputy has the doctor's patients, and not the glass that the doctor broke for themselves.
  test('opens to the person alone, and to nobody who stands in for them, through no door', async () => {
    const patient = await aKnownPatient()
    await anEntry(w.feed, patient)
    const [who, other] = [await aStranger(), await aStranger()]
    await breakGlass(who.ctx, patient.asked)
    const standIn = (kind: 'doctor' | 'secretary', deputy: typeof other) =>
      createCtx({
        db: database.db,
        actor: personActor({
          personId: deputy.personId,
          role: kind,
          establishmentId: w.clinic.id,
          displayName: 'x',
          deputyOf: [{ doctorId: who.personId, reads: 'all' }],
        }),
        regionId: w.regionId,
        locale: 'fr',
        requestId: 'test',
      })
    const { patientId } = patient
    const name = patient.traits.birthName
    const doors = {
      patients: sql`select from patients where id = ${patientId}::uuid`,
      entries: sql`select from record_entries where patient_id = ${patientId}::uuid`,
      relations: sql`select from care_relations where patient_id = ${patientId}::uuid`,
      reaches: sql`select from app.reaches(array[${patientId}]::uuid[])`,
      followed: sql`select from app.followed_patients(array[${who.personId}]::uuid[], 1000) where patient_id = ${patientId}`,
      receivers: sql`select from app.receiving_files(${patientId}::uuid)`,
    }
    const open = async (ctx: Ctx) => {
      const found = await ctx.read(async (tx) => {
        const seen: string[] = []
        for (const [door, statement] of Object.entries(doors))
          if ((await tx.execute(statement)).length > 0) seen.push(door)
        return seen
      })
      const circle = await ctx
        .read((tx) => tx.execute(sql`select from app.care_circle(${patientId}::uuid)`))
        .then(
          () => ['circle'],
          () => [],
        )
      return [...found, ...circle]
    }
    expect(await open(who.ctx)).toEqual([...Object.keys(doors), 'circle'])
    const deputies = [standIn('doctor', other), standIn('secretary', w.secretary)]
    for (const ctx of deputies) {
      expect(await open(ctx)).toEqual([])
      expect(await mayOpen(ctx, patientId)).toBe('not_found')
      const found = await ctx.read((tx) =>
        tx.execute(sql`
          select patient_id from access_tokens where patient_id = ${patientId}::uuid
          union all select patient_id from app.search_similar(${name}, 20) where patient_id = ${patientId}::uuid`),
      )
      expect(found).toEqual([])
    }
    // A right of another kind is the deputy's as ever.
    await database.owner.execute(sql`
      insert into care_relations (region_id, patient_id, grantee_id, grantee_kind, basis)
      values (${w.regionId}, ${patientId}, ${who.personId}, 'person', 'designation')`)
    for (const ctx of deputies) expect(await mayOpen(ctx, patientId)).toBe(1)
  })

  test('asked again while it is open, opens no second one', async () => {
    const patient = await aKnownPatient()
    const { ctx } = await aStranger()
    await Promise.all([breakGlass(ctx, patient.asked), breakGlass(ctx, patient.asked)])
    expect(await listOpenGlass(ctx)).toHaveLength(1)
  })

  test('by five strict traits, all of them, and by a local id of one establishment', async () => {
    const { traits, patientId, localId } = await aKnownPatient()
    const { ctx } = await aStranger()
    const { birthName, firstGivenName, birthDate, birthPlaceCode } = traits
    const asked: BreakGlass = {
      by: 'traits',
      birthName: birthName.toUpperCase(),
      firstGivenName,
      birthDate,
      birthPlaceCode,
      sex: 'female',
      ...why,
    }
    await expect(breakGlass(ctx, { ...asked, birthPlaceCode: '75056' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await breakGlass(ctx, asked)).patientId).toBe(patientId)
    const byNumber: BreakGlass = { by: 'local_id', establishmentId: w.hospital.id, localId, ...why }
    expect((await breakGlass((await aStranger()).ctx, byNumber)).patientId).toBe(patientId)
  })

  test('answers the same for nobody, for several and for who refuses it; each question is a row', async () => {
    const refusing = await aKnownPatient()
    await w.feed.write(({ tx }) =>
      tx.execute(sql`insert into file_consents (file_id, patient_id, establishment_id, opposes_break_glass)
        values (${refusing.fileId}, ${refusing.patientId}, ${w.hospital.id}, true)`),
    )
    const twice = { ...anIns(), birthName: 'Double' }
    await aPatientFile(w.feed, twice)
    await aPatientFile(w.feed, { ...twice, birthName: 'Autre' })
    const { ctx, personId } = await aStranger()
    const refusal = { code: 'not_found', reason: 'oversight.nothingToOpen' }
    for (const ins of [anIns().insMatricule, twice.insMatricule, (refusing.asked as { ins: string }).ins])
      await expect(breakGlass(ctx, { by: 'ins', ins, ...why })).rejects.toMatchObject(refusal)
    const rows = await database.owner.execute(sql`
      select from audit_entries where actor_id = ${personId} and action = 'oversight.glass.ask' and outcome = 'refused'`)
    expect(rows).toHaveLength(3)
    expect(await trailOf(refusing.patientId)).toContainEqual(
      expect.objectContaining({ action: 'oversight.glass.break', outcome: 'refused' }),
    )
  })

  test('is slowed down: ten questions an hour, found or not', async () => {
    const { ctx } = await aStranger()
    const ask = () => breakGlass(ctx, { by: 'ins', ins: anIns().insMatricule, ...why })
    for (let i = 0; i < 10; i++) await expect(ask()).rejects.toMatchObject({ code: 'not_found' })
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('a right that is there already needs no glass', async () => {
    const patient = await aKnownPatient()
    await aGpRelation(w.feed, patient.fileId, w.gp.rpps)
    expect(await breakGlass(w.gp.ctx, patient.asked)).toMatchObject({ wasOpenAnyway: true })
    expect(await listOpenGlass(w.gp.ctx)).toEqual([])
  })

  test.each(['secretary', 'technician', 'regionAdmin', 'privacyOfficer', 'vigilance'] as const)(
    'refuses the %s, in the command and in the database',
    async (who) => {
      const patient = await aKnownPatient()
      const { ctx } = w[who]
      await expect(breakGlass(ctx, patient.asked)).rejects.toMatchObject({ code: 'forbidden' })
      const direct = ctx.write(({ tx }) =>
        tx.execute(sql`select * from app.break_glass(${JSON.stringify(patient.asked)}::jsonb)`),
      )
      await expect(direct).rejects.toMatchObject({ code: 'forbidden' })
    },
  )

  test('without a reason there is no answer, and another region’s patient does not exist', async () => {
    const patient = await aKnownPatient()
    const { ctx } = await aStranger()
    await expect(breakGlass(ctx, { ...patient.asked, reason: '  trop  ' })).rejects.toMatchObject({
      code: 'invalid',
    })
    const elsewhere = await aHospitalWithGp(database)
    await expect(breakGlass(elsewhere.doctor.ctx, patient.asked)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('its end', () => {
  test('comes by who opened it, and by nobody else', async () => {
    const patient = await aKnownPatient()
    const { ctx } = await aStranger()
    await breakGlass(ctx, patient.asked)
    const [open] = await listOpenGlass(ctx)
    await expect(endGlass(w.colleague.ctx, { accessId: open!.id })).rejects.toMatchObject({
      code: 'not_found',
    })
    await endGlass(ctx, { accessId: open!.id })
    await endGlass(ctx, { accessId: open!.id })
    expect(await mayOpen(ctx, patient.patientId)).toBe('not_found')
    expect(await listOpenGlass(ctx)).toEqual([])
  })

  test('comes by itself when its time is over; the schedule tells the pages once', async () => {
    const patient = await aKnownPatient()
    const { ctx, personId } = await aStranger()
    await breakGlass(ctx, patient.asked)
    // Its hours have passed.
    await database.owner.execute(sql`
      update care_relations set starts_at = now() - interval '5 hours', ends_at = now() - interval '1 second'
      where grantee_id = ${personId}`)
    await database.owner.execute(sql`
      update break_glass_accesses set ends_at = now() - interval '1 second' where person_id = ${personId}`)
    expect(await mayOpen(ctx, patient.patientId)).toBe('not_found')
    expect(await listOpenGlass(ctx)).toEqual([])
    const schedule = systemCtx(database, w.regionId, null)
    expect((await closeSpentGlass(schedule)).closed).toBe(1)
    expect((await closeSpentGlass(schedule)).closed).toBe(0)
    await expect(closeSpentGlass(ctx)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('its review', () => {
  const aBroken = async () => {
    const patient = await aKnownPatient()
    const { ctx, personId } = await aStranger()
    await breakGlass(ctx, patient.asked)
    const [open] = await listOpenGlass(ctx)
    return { ...patient, ctx, personId, id: open!.id }
  }
  const verdict = { verdict: 'justified', comment: 'Urgence attestée', expectedVersion: 1 } as const

  test('is the own house’s and the agency’s; the hospital’s officer does not see it', async () => {
    const broken = await aBroken()
    await mayOpen(broken.ctx, broken.patientId)
    for (const officer of [w.officer, w.agencyOfficer]) {
      const { glass, done } = await getGlass(officer.ctx, broken.id)
      expect(glass).toMatchObject({ reason: why.reason, patient: { id: broken.patientId }, verdict: null })
      expect(done.map((row) => row.kind)).toContain('opening')
    }
    await expect(getGlass(w.privacyOfficer.ctx, broken.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(reviewGlass(w.privacyOfficer.ctx, { id: broken.id, ...verdict })).rejects.toMatchObject({
      code: 'not_found',
    })
    for (const who of [broken.ctx, w.regionAdmin.ctx])
      await expect(getGlass(who, broken.id)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('of two verdicts at the same moment one stands, and the other is told', async () => {
    const { id } = await aBroken()
    let commit = () => {}
    const toCommit = new Promise<void>((resolve) => {
      commit = resolve
    })
    let isReviewed = () => {}
    const reviewed = new Promise<void>((resolve) => {
      isReviewed = resolve
    })
    const first = w.officer.ctx.write(async ({ tx }) => {
      await tx.execute(sql`select app.review_glass(${id}::uuid, 'not_justified', 'Sans lien', 1)`)
      isReviewed()
      await toCommit
    })
    await reviewed
    const second = reviewGlass(w.agencyOfficer.ctx, { id, ...verdict })
    commit()
    await expect(second).rejects.toMatchObject({ code: 'conflict' })
    await first
    expect((await getGlass(w.officer.ctx, id)).glass.verdict).toBe('not_justified')
  })

  test('"to follow up" stays in the queue; late ones say so; a verdict leaves it', async () => {
    const { id } = await aBroken()
    await reviewGlass(w.officer.ctx, { id, ...verdict, verdict: 'follow_up' })
    await database.owner.execute(
      sql`update break_glass_accesses set review_due_at = now() - interval '1 day' where id = ${id}`,
    )
    const find = async () => (await listGlass(w.officer.ctx)).waiting.find((glass) => glass.id === id)
    expect(await find()).toMatchObject({ isLate: true, verdict: 'follow_up' })
    expect((await countWaiting(w.officer.ctx))!.late).toBeGreaterThan(0)
    await reviewGlass(w.officer.ctx, { id, ...verdict, expectedVersion: 2 })
    expect(await find()).toBeUndefined()
    await expect(reviewGlass(w.officer.ctx, { id, ...verdict, expectedVersion: 3 })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('nobody reviews what they did themselves', async () => {
    const { id, personId } = await aBroken()
    const both = createCtx({
      db: database.db,
      actor: { ...w.officer.ctx.actor, id: personId },
      regionId: w.regionId,
      locale: 'fr',
      requestId: 'test',
    })
    await expect(reviewGlass(both, { id, ...verdict })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'oversight.ownReview',
    })
  })

  test('an officer sees who the patient is and nothing of the record', async () => {
    const { patientId } = await aBroken()
    for (const table of ['patients', 'record_entries', 'documents', 'patient_files', 'observations']) {
      const rows = await w.officer.ctx.read((tx) =>
        tx.execute(sql`select 1 from ${sql.identifier(table)} limit 1`),
      )
      expect(rows, table).toEqual([])
    }
    expect(await mayOpen(w.officer.ctx, patientId)).toBe('not_found')
  })

  test('the patient in person is told', async () => {
    const { patientId, id } = await aBroken()
    const inPerson = async (patient: string) => {
      const actorId = crypto.randomUUID()
      await database.owner.execute(sql`
        insert into care_relations (region_id, patient_id, grantee_id, grantee_kind, basis)
        values (${w.regionId}, ${patient}, ${actorId}, 'person', 'patient')`)
      const ctx = createCtx({
        db: database.db,
        actor: {
          kind: 'patient',
          id: actorId,
          role: 'patient',
          establishmentId: null,
          displayName: '',
          grantees: [actorId],
        },
        regionId: w.regionId,
        locale: 'fr',
        requestId: 'test',
      })
      return ctx.read((tx) => tx.execute<{ id: string }>(sql`select id from break_glass_accesses`))
    }
    expect(await inPerson(patientId)).toEqual([{ id }])
    expect(await inPerson((await aKnownPatient()).patientId)).toEqual([])
  })
})
