import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { mergePatients } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  anEstablishment,
  aPatientFile,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { actOnReferral } from './commands/act-on-referral.server.ts'
import { attachEntry } from './commands/attach.server.ts'
import { discardDraft, saveDraft } from './commands/draft.server.ts'
import { receiveReferral } from './commands/receive-referral.server.ts'
import { sendOn } from './commands/send-on.server.ts'
import { sendReferral } from './commands/send-referral.server.ts'
import { act, aRequest, aSentReferral, aService } from './factories.ts'
import { getReferPage } from './queries/get-refer-page.server.ts'
import { getReferral } from './queries/get-referral.server.ts'
import { listQueue } from './queries/list-queue.server.ts'

// EXT-05, EXT-01
const database = useDatabase()
type World = Awaited<ReturnType<typeof aWorld>>
let w: World
beforeAll(async () => {
  w = await aWorld()
})

/** A GP who follows a patient of a clinic, and a centre whose service is asked; the centre does not know the patient. */
async function aWorld() {
  const here = await aHospitalWithGp(database)
  const clinic = await anEstablishment(database, here.regionId, { kind: 'clinic' })
  const at = { regionId: here.regionId, establishmentId: clinic.id }
  const clinicDoctor = await aMember(database, { ...at, role: 'doctor' })
  const outsider = await aMember(database, {
    regionId: here.regionId,
    establishmentId: here.hospital.id,
    role: 'doctor',
  })
  const service = await aService(here.establishmentAdmin, [here.doctor, here.secretary, here.nurse])
  return { ...here, clinic, clinicDoctor, outsider, service }
}

/** Known to the clinic alone; its doctor asks. */
const aClinicPatient = () => aPatientFile(w.clinicDoctor.ctx)

const value = async <T>(query: ReturnType<typeof sql>): Promise<T> => {
  const [row] = await database.owner.execute<{ value: T }>(query)
  return row!.value
}
const stateOf = (id: string) => value<string>(sql`select state as value from referrals where id = ${id}`)
const sees = async (ctx: Ctx, patientId: string) =>
  (await ctx.read((tx) => tx.execute(sql`select 1 from patients where id = ${patientId}`))).length === 1
const eventsOf = async (id: string) =>
  (
    await database.owner.execute<{ name: string }>(
      sql`select name from outbox where payload->>'referralId' = ${id} order by seq`,
    )
  ).map(({ name }) => name.replace('referrals.referral.', ''))
const referPage = (ctx: Ctx, patientId: string) => getReferPage(ctx, patientId, 25)
const answerText = 'Biopsie indiquée, nous la programmons. Pas d’anticoagulant dans les cinq jours.'
const refusal = { intent: 'refuse', reason: 'not_our_field', note: 'Relève de la pneumologie' } as const

describe('a request', () => {
  test('goes from draft to answer: both sides see what they may, at each step', async () => {
    const { patientId } = await aClinicPatient()
    const letter = await anEntry(w.clinicDoctor.ctx, await fileOf(patientId), {
      title: 'Scanner',
      mediaType: 'text/plain',
    })
    await withDocument(letter.id, patientId)
    const draftId = randomUUID()
    const asker = w.clinicDoctor
    await attachEntry(asker.ctx, { patientId, referralId: draftId, entryId: letter.id })
    expect((await referPage(asker.ctx, patientId)).documents).toMatchObject([{ title: 'Scanner' }])

    const id = await aSentReferral(asker, patientId, w.service.id, { referralId: draftId })
    expect(id).toBe(draftId)
    expect(await sees(w.doctor.ctx, patientId)).toBe(false)
    const asked = await getReferral(w.doctor.ctx, id)
    expect(asked).toMatchObject({
      state: 'sent',
      isAsker: false,
      recordOf: null,
      documents: [{ title: 'Scanner' }],
    })
    expect(asked.acts).toEqual(['ask_info', 'accept', 'refuse'])

    await receiveReferral(w.doctor.ctx, id)
    await receiveReferral(w.doctor.ctx, id)
    await act(w.doctor, id, { intent: 'ask_info', note: 'Une fonction respiratoire récente ?' })
    await act(asker, id, { intent: 'give_info', note: 'VEMS 2,1 l le mois dernier.' })
    await act(w.secretary, id, { intent: 'accept' })
    // Each by the word of the other: the asker reads the centre's record, the centre the clinic's.
    expect(await sees(w.outsider.ctx, patientId)).toBe(true)
    const record = await w.doctor.ctx.read((tx) =>
      tx.execute<{ title: string; kind: string; from_establishment_id: string | null }>(sql`
        select title, kind, from_establishment_id from record_entries where patient_id = ${patientId} order by kind, title`),
    )
    expect(record.map(({ title, kind }) => [kind, title])).toEqual([
      ['document', 'Scanner'],
      ['document', 'Scanner'],
      ['note', `Demande d’avis · ${w.service.name}`],
    ])
    await act(w.secretary, id, { intent: 'schedule', day: '2031-04-02', time: '10:30' })
    await act(w.doctor, id, { intent: 'answer', answer: answerText })

    const page = await getReferral(asker.ctx, id)
    expect(page).toMatchObject({ state: 'answered', isAsker: true, acts: [], recordOf: patientId })
    expect(page.answer).toMatchObject({ text: answerText, by: expect.stringContaining('Modèle') })
    expect(page.scheduledFor).toBe('2031-04-02T08:30:00.000Z')
    expect(page.reactionMs).toBeGreaterThan(0)
    expect(page.answerMs).toBeGreaterThanOrEqual(page.reactionMs!)
    expect(page.history.map((h) => h.act)).toEqual([
      'send',
      'receive',
      'ask_info',
      'give_info',
      'accept',
      'schedule',
      'answer',
    ])
    const [note] = await asker.ctx.read((tx) =>
      tx.execute<{ body: string }>(sql`select body from notes where entry_id = ${page.entries.answer}`),
    )
    expect(note!.body).toBe(answerText)
    expect(await eventsOf(id)).toEqual([
      'sent',
      'received',
      'info_asked',
      'info_given',
      'accepted',
      'scheduled',
      'answered',
    ])
    const trail = await database.owner.execute<{ action: string }>(
      sql`select distinct action from audit_entries where subject = ${`referral/${id}`} order by 1`,
    )
    expect(trail.map(({ action }) => action)).toContain('referrals.referral.read')
  })

  test('that is refused gives nothing beyond itself, and can be sent on', async () => {
    const { patientId } = await aClinicPatient()
    const other = await aService(w.establishmentAdmin, [w.outsider])
    const id = await aSentReferral(w.clinicDoctor, patientId, w.service.id)
    await act(w.doctor, id, { ...refusal, redirectServiceId: other.id })
    expect(await stateOf(id)).toBe('refused')
    expect(await sees(w.doctor.ctx, patientId)).toBe(false)
    expect(
      await value(sql`select count(*)::int as value from care_relations where patient_id = ${patientId}`),
    ).toBe(0)
    const page = await getReferral(w.clinicDoctor.ctx, id)
    expect(page.refusal).toMatchObject({ reason: 'not_our_field', redirect: { name: other.name } })

    await sendOn(w.clinicDoctor.ctx, id)
    const { draft } = await referPage(w.clinicDoctor.ctx, patientId)
    expect(draft).toMatchObject({ serviceId: other.id, question: expect.stringContaining('Nodule') })
    // What is being written is not written over.
    await expect(sendOn(w.clinicDoctor.ctx, id)).rejects.toMatchObject({ reason: 'referrals.draftThere' })
  })

  test('that is called off ends what its acceptance began, unless another still says so', async () => {
    const { patientId } = await aClinicPatient()
    const first = await aSentReferral(w.clinicDoctor, patientId, w.service.id)
    const second = await aSentReferral(w.clinicDoctor, patientId, w.service.id, { kind: 'referral' })
    for (const id of [first, second]) await act(w.doctor, id, { intent: 'accept' })
    const running = () =>
      value<number>(sql`
        select count(*)::int as value from care_relations
        where patient_id = ${patientId} and basis = 'referral' and (ends_at is null or ends_at > now())`)
    expect(await running()).toBe(2)
    // The longer of the two holds: who is taken into care has no end.
    expect(
      await value(sql`select count(*)::int as value from care_relations
        where patient_id = ${patientId} and ends_at is not null`),
    ).toBe(0)
    await act(w.clinicDoctor, first, { intent: 'cancel', note: '' })
    expect(await running()).toBe(2)
    await act(w.clinicDoctor, second, { intent: 'cancel', note: 'Suivi ailleurs' })
    expect(await running()).toBe(0)
  })

  test('opens the asker’s door by an opinion for a time', async () => {
    const { patientId } = await aClinicPatient()
    const id = await aSentReferral(w.clinicDoctor, patientId, w.service.id)
    await act(w.doctor, id, { intent: 'accept' })
    const days = await value<number>(sql`
      select distinct round(extract(epoch from ends_at - now()) / 86400)::int as value from care_relations
      where patient_id = ${patientId} and basis = 'referral'`)
    expect(days).toBe(90)
  })

  test('of a patient the house knows uses its file; of one who resembles another identity vigilance is asked', async () => {
    const own = await aPatientFile(w.feed)
    await aGpRelation(w.feed, own.fileId, w.gp.rpps)
    const other = await aService(
      await aMember(database, {
        regionId: w.regionId,
        establishmentId: w.clinic.id,
        role: 'establishment_admin',
      }),
      [w.clinicDoctor],
    )
    const id = await aSentReferral(w.gp, own.patientId, other.id)
    await act(w.clinicDoctor, id, { intent: 'accept' })
    expect(await value(sql`select made_file as value from referrals where id = ${id}`)).toBe(true)

    const known = await aSentReferral(w.gp, own.patientId, w.service.id)
    await act(w.doctor, known, { intent: 'accept' })
    expect(await value(sql`select made_file as value from referrals where id = ${known}`)).toBe(false)
    expect(
      await value(sql`select count(*)::int as value from patient_files
        where patient_id = ${own.patientId} and establishment_id = ${w.hospital.id}`),
    ).toBe(1)

    const clinics = await aClinicPatient()
    await aPatientFile(w.feed, { ...clinics.traits, localId: 'semblable' })
    const like = await aSentReferral(w.clinicDoctor, clinics.patientId, w.service.id)
    await act(w.doctor, like, { intent: 'accept' })
    expect(
      await value(sql`select count(*)::int as value from identity_reviews i join patient_files f on f.id = i.file_id
        where f.patient_id = ${clinics.patientId} and f.establishment_id = ${w.hospital.id} and i.state = 'open'`),
    ).toBe(1)
  })

  test('goes on after its patient became one with another', async () => {
    const asked = await aClinicPatient()
    const id = await aSentReferral(w.clinicDoctor, asked.patientId, w.service.id)
    await act(w.doctor, id, { intent: 'accept' })
    const known = await aPatientFile(w.feed)
    await mergePatients(w.vigilance.ctx, {
      fromPatientId: asked.patientId,
      toPatientId: known.patientId,
      reason: 'Même personne',
    })
    await act(w.doctor, id, { intent: 'answer', answer: answerText })
    const page = await getReferral(w.doctor.ctx, id)
    expect(page).toMatchObject({ state: 'answered', recordOf: known.patientId })
    expect((await referPage(w.doctor.ctx, known.patientId)).before.map((line) => line.id)).toEqual([id])
  })
})

describe('once and in turn', () => {
  test('sent twice it is one, and a late keystroke makes no draft', async () => {
    const { patientId } = await aClinicPatient()
    const said = aRequest(w.service.id)
    const once = await sendReferral(w.clinicDoctor.ctx, patientId, said)
    expect(await sendReferral(w.clinicDoctor.ctx, patientId, said)).toEqual(once)
    await saveDraft(
      w.clinicDoctor.ctx,
      { patientId, referralId: said.referralId },
      { ...said, question: 'trop tard' },
    )
    expect(
      await value(sql`select count(*)::int as value from referrals where patient_id = ${patientId}`),
    ).toBe(1)
    expect(await eventsOf(once.referralId)).toEqual(['sent'])
  })

  test('two who accept at once: the second waits for the first, and is told', async () => {
    const { patientId } = await aClinicPatient()
    const id = await aSentReferral(w.clinicDoctor, patientId, w.service.id)
    const version = await value<number>(sql`select version as value from referrals where id = ${id}`)
    let commit = () => {}
    const toCommit = new Promise<void>((resolve) => {
      commit = resolve
    })
    let locked = () => {}
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve
    })
    const colleague = w.secretary.ctx.write(async ({ tx }) => {
      await tx.execute(sql`update referrals set state = 'accepted', version = version + 1 where id = ${id}`)
      locked()
      await toCommit
    })
    await isLocked
    const mine = actOnReferral(w.doctor.ctx, id, { intent: 'accept', expectedVersion: version })
    commit()
    await expect(mine).rejects.toMatchObject({ code: 'stale', reason: 'referrals.changed' })
    await colleague
    expect(
      await value(sql`select count(*)::int as value from care_relations where patient_id = ${patientId}`),
    ).toBe(0)
  })

  test('a draft is its author’s alone, one for a patient, and can be thrown away', async () => {
    const { patientId } = await aClinicPatient()
    const of = { patientId, referralId: randomUUID() }
    const written = { ...aRequest(w.service.id), question: 'Brouillon' }
    await saveDraft(w.clinicDoctor.ctx, of, written)
    await saveDraft(
      w.clinicDoctor.ctx,
      { patientId, referralId: randomUUID() },
      { ...written, question: 'Suite' },
    )
    expect((await referPage(w.clinicDoctor.ctx, patientId)).draft).toMatchObject({
      id: of.referralId,
      question: 'Suite',
    })
    const shown = await w.doctor.ctx.read((tx) =>
      tx.execute(sql`select 1 from referrals where id = ${of.referralId}`),
    )
    expect(shown).toHaveLength(0)
    await discardDraft(w.clinicDoctor.ctx, of)
    expect((await referPage(w.clinicDoctor.ctx, patientId)).draft.savedAt).toBeNull()
  })
})

describe('who may', () => {
  test('nobody asks for a patient whom they may not see, nor their own house, nor without telling the patient', async () => {
    const { patientId } = await aClinicPatient()
    await expect(aSentReferral(w.gp, patientId, w.service.id)).rejects.toMatchObject({ code: 'not_found' })
    const own = await aPatientFile(w.feed)
    await expect(aSentReferral(w.doctor, own.patientId, w.service.id)).rejects.toMatchObject({
      reason: 'referrals.ownHouse',
    })
    await expect(aSentReferral(w.secretary, own.patientId, w.service.id)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('a colleague outside the service, another house, another region find nothing', async () => {
    const { patientId } = await aClinicPatient()
    const id = await aSentReferral(w.clinicDoctor, patientId, w.service.id)
    const elsewhere = await aHospitalWithGp(database)
    for (const who of [w.outsider, w.gp, elsewhere.doctor]) {
      await expect(getReferral(who.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(act(who, id, { intent: 'accept' })).rejects.toMatchObject({ code: 'not_found' })
    }
    for (const who of [w.technician, w.regionAdmin, w.establishmentAdmin, w.privacyOfficer]) {
      await expect(getReferral(who.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(act(who, id, { intent: 'accept' })).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect((await listQueue(w.doctor.ctx, { show: 'open' })).rows.map((line) => line.id)).toContain(id)
    expect((await listQueue(w.outsider.ctx, { show: 'open' })).rows.map((line) => line.id)).not.toContain(id)
    await expect(listQueue(w.technician.ctx, { show: 'open' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('each side does its own acts: no asker decides, no service calls off, a secretary answers nothing', async () => {
    const { patientId } = await aClinicPatient()
    const id = await aSentReferral(w.clinicDoctor, patientId, w.service.id)
    await expect(act(w.clinicDoctor, id, { intent: 'accept' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(act(w.doctor, id, { intent: 'cancel', note: '' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await act(w.doctor, id, { intent: 'accept' })
    await expect(act(w.secretary, id, { intent: 'answer', answer: answerText })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(act(w.doctor, id, refusal)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('the database itself lets nobody accept for themselves, turn a request to another patient, or rewrite what was', async () => {
    const { patientId } = await aClinicPatient()
    const id = await aSentReferral(w.clinicDoctor, patientId, w.service.id)
    const stranger = await aPatientFile(w.feed)
    const accept = (ctx: Ctx) =>
      ctx.write(({ tx }) => tx.execute(sql`select app.accept_referral(${id}::uuid, '{}')`))
    for (const who of [w.clinicDoctor, w.outsider, w.gp])
      await expect(accept(who.ctx)).rejects.toMatchObject({ code: 'not_found' })
    const write = (ctx: Ctx, statement: ReturnType<typeof sql>) =>
      ctx.write(({ tx }) => tx.execute(statement))
    for (const statement of [
      sql`update referrals set patient_id = ${stranger.patientId} where id = ${id}`,
      sql`update referrals set asked_by = ${w.gp.personId} where id = ${id}`,
      sql`update referral_acts set note = 'autre' where referral_id = ${id}`,
      sql`delete from referral_acts where referral_id = ${id}`,
    ])
      await expect(write(w.doctor.ctx, statement)).rejects.toMatchObject({ cause: { code: '42501' } })
    await expect(
      write(
        w.clinicDoctor.ctx,
        sql`insert into referrals (patient_id, asked_by, asker_establishment_id, asker_name)
            values (${stranger.patientId}, ${w.clinicDoctor.personId}, ${w.clinic.id}, 'x')`,
      ),
    ).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

async function fileOf(patientId: string) {
  return {
    patientId,
    fileId: await value<string>(sql`select id as value from patient_files where patient_id = ${patientId}`),
  }
}

const withDocument = (entryId: string, patientId: string) =>
  w.clinicDoctor.ctx.write(({ tx }) =>
    tx.execute(sql`
      insert into documents (entry_id, establishment_id, patient_id, media_type, byte_length, sha256, blob_key, unique_id)
      values (${entryId}, ${w.clinic.id}, ${patientId}, 'text/plain', 7, ${randomUUID()}, 'k', ${entryId})`),
  )
