import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createFileToRefer, recordAppointment } from '#app/features/record/index.server.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import { aGpRelation, aHospitalWithGp, anIns, aPatientFile, systemCtx } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { linkAppointment } from './commands/link-appointment.server.ts'
import { act, aSentReferral, aService } from './factories.ts'
import { countReferrals } from './queries/count-referrals.server.ts'
import { listAsked } from './queries/list-asked.server.ts'
import { listQueue } from './queries/list-queue.server.ts'
import { getServices } from './queries/list-services.server.ts'

// EXT-05: what comes after: the agenda's dates, long lists, figures, and a patient whom nobody knows yet.
const database = useDatabase()
let w: Awaited<ReturnType<typeof aHospitalWithGp>> & { service: { id: string } }
beforeAll(async () => {
  const here = await aHospitalWithGp(database)
  w = { ...here, service: await aService(here.establishmentAdmin, [here.doctor, here.secretary]) }
})

const aNewPatient = (birthName = `Inconnue-${randomUUID().slice(0, 6)}`) =>
  createFileToRefer(w.gp.ctx, {
    formId: randomUUID(),
    localId: '',
    birthName,
    birthGivenNames: 'Léa',
    firstGivenName: 'Léa',
    birthDate: '1972-08-14',
    sex: 'female',
    birthPlaceCode: '31555',
    insMatricule: anIns().insMatricule,
    hasPapers: false,
    isNone: [],
  }).then((created) => (created.answer === 'created' ? created.patientId : ''))

const rowOf = async (id: string) => {
  const [row] = await database.owner.execute<{
    state: string
    scheduled_for: string | null
    appointment_entry_id: string | null
    settled_at: string | null
  }>(sql`select state, scheduled_for, appointment_entry_id, settled_at from referrals where id = ${id}`)
  return row!
}

describe('a patient whom the region does not know', () => {
  test('gets a file at the practice, is asked for, and one at the house that accepts', async () => {
    const patientId = await aNewPatient()
    const id = await aSentReferral(w.gp, patientId, w.service.id, { kind: 'referral' })
    await act(w.secretary, id, { intent: 'accept' })
    const files = await database.owner.execute<{ establishment_id: string; identity_status: string }>(
      sql`select establishment_id, identity_status from patient_files where patient_id = ${patientId} order by created_at`,
    )
    expect(files).toEqual([
      { establishment_id: w.practice.id, identity_status: 'PROV' },
      { establishment_id: w.hospital.id, identity_status: 'PROV' },
    ])
  })

  test('is created so by a doctor of a practice only', async () => {
    const said = {
      formId: randomUUID(),
      localId: '',
      birthName: 'X',
      birthGivenNames: 'Y',
      firstGivenName: 'Y',
    }
    const traits = {
      birthDate: '1972-08-14',
      sex: 'female' as const,
      birthPlaceCode: '31555',
      hasPapers: false,
      isNone: [],
    }
    for (const who of [w.doctor, w.secretary, w.technician, w.regionAdmin])
      await expect(createFileToRefer(who.ctx, { ...said, ...traits })).rejects.toMatchObject({
        code: 'forbidden',
      })
  })
})

describe('the agenda of the house', () => {
  const tell = async (
    patientId: string,
    number: string,
    startsAt: Date,
    state: 'booked' | 'cancelled' = 'booked',
  ) => {
    const [file] = await database.owner.execute<{ id: string }>(
      sql`select id from patient_files where patient_id = ${patientId} and establishment_id = ${w.hospital.id}`,
    )
    const { entryId } = await recordAppointment(w.feed, {
      fileId: file!.id,
      appointmentNumber: number,
      state,
      startsAt,
      place: 'Consultation 3',
      channel: 'hl7v2',
      receivedAt: new Date(),
    } as Parameters<typeof recordAppointment>[1])
    return { entryId, outcome: await linkAppointment(w.feed, { entryId }) }
  }
  const inDays = (days: number) => new Date(Math.floor(Date.now() / HOUR) * HOUR + days * DAY)

  test('gives the date to the request that waits for one, moves it, and takes it back', async () => {
    const patientId = await aNewPatient()
    const id = await aSentReferral(w.gp, patientId, w.service.id, { kind: 'referral' })
    await act(w.doctor, id, { intent: 'accept' })
    const first = await tell(patientId, `R-${id}`, inDays(9))
    expect(first.outcome).toBe('linked')
    expect(await rowOf(id)).toMatchObject({ state: 'scheduled', appointment_entry_id: first.entryId })
    expect((await rowOf(id)).settled_at).not.toBeNull()
    expect(await linkAppointment(w.feed, { entryId: first.entryId })).toBe('none')
    expect((await tell(patientId, `R-${id}`, inDays(12))).outcome).toBe('moved')
    expect(new Date((await rowOf(id)).scheduled_for!)).toEqual(inDays(12))
    expect((await tell(patientId, `R-${id}`, inDays(12), 'cancelled')).outcome).toBe('called_off')
    expect(await rowOf(id)).toEqual({
      state: 'accepted',
      scheduled_for: null,
      appointment_entry_id: null,
      settled_at: null,
    })
    const history = await w.gp.ctx.read((tx) =>
      tx.execute<{ act: string; person_id: string | null }>(
        sql`select act, person_id from referral_acts where referral_id = ${id} order by at`,
      ),
    )
    expect(history.slice(-3)).toEqual([
      { act: 'schedule', person_id: null },
      { act: 'schedule', person_id: null },
      { act: 'unschedule', person_id: null },
    ])
  })

  test('leaves two that could be meant to people, and takes the one with that very date', async () => {
    const patientId = await aNewPatient()
    const one = await aSentReferral(w.gp, patientId, w.service.id, { kind: 'referral' })
    const two = await aSentReferral(w.gp, patientId, w.service.id)
    for (const id of [one, two]) await act(w.doctor, id, { intent: 'accept' })
    expect((await tell(patientId, `R1-${one}`, inDays(9))).outcome).toBe('none')
    const day = inDays(20).toISOString().slice(0, 10)
    await act(w.secretary, two, { intent: 'schedule', day, time: '12:00' })
    const { entryId } = await tell(patientId, `R2-${one}`, new Date(`${day}T09:00:00Z`))
    expect(await rowOf(two)).toMatchObject({ appointment_entry_id: entryId })
    expect(await rowOf(one)).toMatchObject({ state: 'accepted' })
  })

  test('of another house moves nothing', async () => {
    const patientId = await aNewPatient()
    const id = await aSentReferral(w.gp, patientId, w.service.id)
    await act(w.doctor, id, { intent: 'accept' })
    const { entryId } = await tell(patientId, `R-${id}`, inDays(9))
    const practice = systemCtx(database, w.regionId, w.practice.id)
    expect(await linkAppointment(practice, { entryId })).toBe('none')
  })
})

describe('lists and figures', () => {
  test('a long queue is paged forward and back, what is due first on top', async () => {
    const { fileId, patientId } = await aPatientFile(w.feed)
    await aGpRelation(w.feed, fileId, w.gp.rpps)
    const long = await aService(w.establishmentAdmin, [w.nurse])
    await database.owner.execute(sql`
      insert into referrals (region_id, patient_id, asked_by, asker_establishment_id, asker_name, service_id,
        establishment_id, state, sent_at, due_at, identity)
      select ${w.regionId}, ${patientId}, ${w.gp.personId}, ${w.practice.id}, 'Dr Modèle', ${long.id}, ${w.hospital.id},
        'sent', now(), date_trunc('hour', now()) + make_interval(hours => n % 35), '{}'
      from generate_series(1, 70) n`)
    const seen: string[] = []
    let page = await listQueue(w.nurse.ctx, { show: 'open' })
    const first = page.rows.map(({ id }) => id)
    for (;;) {
      seen.push(...page.rows.map(({ id }) => id))
      if (!page.page.next) break
      page = await listQueue(w.nurse.ctx, { show: 'open', after: page.page.next })
    }
    expect(new Set(seen).size).toBe(70)
    expect(seen).toHaveLength(70)
    for (let back = page; ; ) {
      if (!back.page.previous) {
        expect(back.rows.map(({ id }) => id)).toEqual(first)
        break
      }
      back = await listQueue(w.nurse.ctx, { show: 'open', before: back.page.previous })
    }
    expect(page.count).toEqual({ value: 70, isMore: false })
    expect((await listAsked(w.gp.ctx, { show: 'open' })).count.value).toBeGreaterThanOrEqual(70)
    expect(await countReferrals(w.nurse.ctx)).toMatchObject({ queue: { waiting: 70 }, asked: null })
  })

  test('half and nine of ten, by service and month, for the administrator of the house alone', async () => {
    const own = await aService(w.establishmentAdmin, [w.doctor])
    const { fileId, patientId } = await aPatientFile(w.feed)
    await aGpRelation(w.feed, fileId, w.gp.rpps)
    await database.owner.execute(sql`
      insert into referrals (region_id, patient_id, asked_by, asker_establishment_id, asker_name, service_id,
        establishment_id, state, sent_at, due_at, reacted_at, settled_at, closed_at)
      select ${w.regionId}, ${patientId}, ${w.gp.personId}, ${w.practice.id}, 'x', ${own.id}, ${w.hospital.id}, 'answered',
        date_trunc('day', now()), now(), date_trunc('day', now()) + make_interval(hours => n),
        date_trunc('day', now()) + make_interval(hours => 10 * n), now()
      from generate_series(1, 11) n`)
    const { figures } = await getServices(w.establishmentAdmin.ctx)
    expect(figures.filter(({ serviceId }) => serviceId === own.id)).toMatchObject([
      {
        asked: 11,
        reacted: 11,
        reactionMedian: 6,
        reactionP90: 10,
        settled: 11,
        answerMedian: 60,
        answerP90: 100,
      },
    ])
    await expect(getServices(w.doctor.ctx)).rejects.toMatchObject({ code: 'forbidden' })
    const next = await aHospitalWithGp(database)
    expect((await getServices(next.establishmentAdmin.ctx)).figures).toEqual([])
    // The administrator reads figures, and no request.
    const shown = await w.establishmentAdmin.ctx.read((tx) =>
      tx.execute(sql`select 1 from referrals limit 1`),
    )
    expect(shown).toHaveLength(0)
  })

  test('late is told once its time is over, by the clock of who looks', async () => {
    const patientId = await aNewPatient()
    const id = await aSentReferral(w.gp, patientId, w.service.id, { urgency: 'urgent' })
    const later = (days: number) => {
      const { actor, regionId, locale, requestId } = w.secretary.ctx
      return createCtx({
        db: database.db,
        actor,
        regionId,
        locale,
        requestId,
        now: () => new Date(Date.now() + days * DAY),
      })
    }
    const lateAfter = async (days: number) =>
      (await listQueue(later(days), { show: 'late' })).rows.some((line) => line.id === id)
    expect(await lateAfter(1)).toBe(false)
    expect(await lateAfter(3)).toBe(true)
  })
})
