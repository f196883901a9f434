import { eq, sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { notices } from '#db/schema/workspace.ts'
import { aGpRelation, aHospitalWithGp, aMember, anEstablishment, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { SaveFact } from '../contract.ts'
import { getEntryFacts } from '../queries/get-entry-facts.server.ts'
import { getFactForm } from '../queries/get-fact-form.server.ts'
import { getPatientSummary } from '../queries/get-patient-summary.server.ts'
import { fileFact } from './file-fact.server.ts'
import { markInError } from './mark-in-error.server.ts'
import { saveFact } from './save-fact.server.ts'
import { tellReaders } from './tell-readers.server.ts'

// UXS-04, UXS-05, EXT-03: facts that people write down, correct and take back.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
let neighbour: Awaited<ReturnType<typeof aMember>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  const next = await anEstablishment(database, world.regionId)
  neighbour = await aMember(database, { regionId: world.regionId, establishmentId: next.id, role: 'doctor' })
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})

const form = (said: Record<string, string>) =>
  SaveFact.parse({ key: crypto.randomUUID(), day: '2026-03-10', ...said })
const penicillin = (more: Record<string, string> = {}) =>
  form({ kind: 'allergy', substance: 'Pénicilline', severity: 'severe', reaction: 'Œdème', ...more })
const tumour = (more: Record<string, string> = {}) =>
  form({
    kind: 'condition',
    title: 'Carcinome infiltrant du sein gauche',
    code: 'c504',
    category: 'cancer',
    laterality: 'left',
    tumour: 'cT2',
    nodes: 'cN1',
    metastases: 'M0',
    stage: 'IIB',
    stagingSystem: 'UICC 8e édition',
    ...more,
  })
const save = (ctx: Ctx, said: SaveFact) => saveFact(ctx, file.patientId, said)
const entryOf = async (id: string | null) =>
  (await database.owner.select().from(recordEntries).where(eq(recordEntries.id, id!)))[0]!
const allergyState = async () => {
  const [row] = await database.owner.execute<{ state: string }>(
    sql`select allergy_state as state from patients where id = ${file.patientId}`,
  )
  return row!.state
}
const eventsOf = async (id: string | null) =>
  (
    await database.owner.execute<{ name: string }>(
      sql`select name from outbox where payload->>'entryId' = ${id} order by seq`,
    )
  ).map(({ name }) => name)

describe('in the own house', () => {
  test('each kind is filed with who said it, and stands in the summary', async () => {
    const { ctx } = world.doctor
    const source = await fileFact(world.feed, {
      kind: 'allergy',
      substance: 'x',
      fileId: file.fileId,
      occurredAt: new Date('2026-01-01'),
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    await save(ctx, penicillin())
    const { entryId } = await save(ctx, tumour())
    await save(
      ctx,
      form({
        kind: 'treatment',
        title: 'Paclitaxel hebdomadaire',
        category: 'chemotherapy',
        state: 'stopped',
        intent: 'adjuvant',
        line: '1',
        until: '2026-05-01',
        stopReason: 'Neuropathie',
      }),
    )
    await save(ctx, form({ kind: 'measure', weight: '62,5', ecog: '1', time: '08:30' }))
    await save(
      ctx,
      form({
        kind: 'biomarker',
        marker: 'HER2',
        result: 'negative',
        value: 'score 1+',
        sourceEntryId: source.entryId,
      }),
    )
    const summary = await getPatientSummary(world.gp.ctx, file.patientId)
    expect(summary.allergies.map(({ title }) => title).sort()).toEqual(['Pénicilline', 'x'])
    expect(summary.conditions[0]).toMatchObject({
      authorName: 'Camille Modèle',
      of: {
        code: 'C50.4',
        codeSystem: 'cim10',
        stage: 'IIB',
        certainty: 'confirmed',
        diagnosedOn: '2026-03-10',
      },
    })
    expect(summary.treatments[0]).toMatchObject({ of: { state: 'stopped', line: 1 } })
    expect(summary.treatments[0]!.occurredUntil).toContain('2026-05-01')
    expect(summary.biomarkers[0]).toMatchObject({ of: { marker: 'HER2', sourceEntryId: source.entryId } })
    expect(summary.measures.map(({ key, values }) => [key, values[0]!.valueNumber])).toEqual([
      ['weight', 62.5],
      ['ecog', 1],
    ])
    expect(await entryOf(entryId)).toMatchObject({ source: 'person', authorPersonId: world.doctor.personId })
    expect(await eventsOf(entryId)).toEqual(['record.entry.filed'])
    const [trail] = await database.owner.execute(
      sql`select 1 from audit_entries where action = 'record.condition.file' and subject = ${`record_entry/${entryId}`}`,
    )
    expect(trail).toBeDefined()
  })

  test('the same form sent twice, at once, is one entry', async () => {
    const said = penicillin()
    const all = await Promise.all([1, 2, 3].map(() => save(world.nurse.ctx, said)))
    expect(new Set(all.map(({ entryId }) => entryId)).size).toBe(1)
  })

  test('none known is a statement; an allergy overrules it, and taken back nobody has asked', async () => {
    const none = SaveFact.parse({ kind: 'allergy_state', state: 'none_known' })
    await save(world.nurse.ctx, none)
    expect(await allergyState()).toBe('none_known')
    const { entryId } = await save(world.nurse.ctx, penicillin())
    expect(await allergyState()).toBe('known')
    await save(world.nurse.ctx, none)
    expect(await allergyState()).toBe('known')
    await markInError(world.nurse.ctx, { entryId: entryId!, reason: 'Autre patiente' })
    expect(await allergyState()).toBe('not_asked')
  })

  test('a stage that contradicts itself is filed by who has seen that it does', async () => {
    const said = { metastases: 'M1', stage: 'IIB' }
    await expect(save(world.doctor.ctx, tumour(said))).rejects.toMatchObject({
      code: 'conflict',
      reason: 'record.stagingContradicts',
    })
    const { entryId } = await save(world.doctor.ctx, tumour({ ...said, isConfirmed: 'on' }))
    expect((await entryOf(entryId)).status).toBe('current')
  })

  test('a correction takes the place of what was read; the former stays, who read it is told', async () => {
    const { entryId } = await save(world.doctor.ctx, tumour())
    await getEntryFacts(world.gp.ctx, { patientId: file.patientId, entryId: entryId! })
    const corrected = await save(
      world.doctor.ctx,
      tumour({ nodes: 'pN0', stage: 'IIA', correctsId: entryId! }),
    )
    expect(await entryOf(entryId)).toMatchObject({ status: 'replaced' })
    expect(await entryOf(corrected.entryId)).toMatchObject({ status: 'current', replacesId: entryId })
    await tellReaders(world.feed, { entryId: entryId!, butNot: world.doctor.personId })
    const told = await database.owner.select().from(notices).where(eq(notices.entryId, entryId!))
    expect(told.map(({ personId }) => personId)).toEqual([world.gp.personId])
    // Back to the former words: a version of its own.
    const back = await save(world.doctor.ctx, tumour({ correctsId: corrected.entryId! }))
    expect(await entryOf(back.entryId)).toMatchObject({ status: 'current', replacesId: corrected.entryId })
  })

  test('of two corrections of the same version the second looks again', async () => {
    const { entryId } = await save(world.doctor.ctx, tumour())
    const both = await Promise.allSettled(
      ['IIA', 'IIIA'].map((stage) => save(world.doctor.ctx, tumour({ stage, correctsId: entryId! }))),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'stale', reason: 'record.factChanged' },
    })
  })

  test('what a doctor staged by hand no feed overwrites', async () => {
    const said = (title: string) => ({
      kind: 'condition' as const,
      fileId: file.fileId,
      uniqueId: 'hl7v2:C50.4',
      title,
      code: 'C50.4',
      category: 'cancer' as const,
      occurredAt: new Date('2026-02-01'),
      channel: 'hl7v2' as const,
      receivedAt: new Date(),
    })
    const first = await fileFact(world.feed, said('Tumeur maligne du sein'))
    const staged = await save(world.doctor.ctx, tumour({ correctsId: first.entryId }))
    expect((await fileFact(world.feed, said('Tumeur maligne du sein'))).outcome).toBe('known')
    const later = await fileFact(world.feed, said('Tumeur maligne du sein, sans précision'))
    expect(later.outcome).toBe('superseded')
    expect((await entryOf(later.entryId)).status).toBe('replaced')
    const { conditions } = await getPatientSummary(world.doctor.ctx, file.patientId)
    expect(conditions.map(({ id }) => id)).toEqual([staged.entryId])
  })

  test('is refused by role, by house and by region', async () => {
    await expect(save(world.nurse.ctx, tumour())).rejects.toMatchObject({ code: 'forbidden' })
    for (const { ctx } of [world.secretary, world.technician, world.vigilance, world.regionAdmin])
      await expect(save(ctx, penicillin())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(save(neighbour.ctx, penicillin())).rejects.toMatchObject({ code: 'not_found' })
    const elsewhere = await aHospitalWithGp(database)
    await expect(save(elsewhere.doctor.ctx, penicillin())).rejects.toMatchObject({ code: 'not_found' })
    const { entryId } = await save(world.doctor.ctx, penicillin())
    const other = await aPatientFile(world.feed)
    await expect(
      saveFact(world.doctor.ctx, other.patientId, penicillin({ correctsId: entryId! })),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(save(world.doctor.ctx, tumour({ correctsId: entryId! }))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(save(world.doctor.ctx, penicillin({ day: '2099-01-01' }))).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})

describe('marked in error', () => {
  test('by its author or a doctor of the house, with why; it stays readable', async () => {
    const { entryId } = await save(world.nurse.ctx, penicillin())
    const reason = 'Concerne une autre patiente'
    for (const { ctx } of [neighbour, world.secretary])
      await expect(markInError(ctx, { entryId: entryId!, reason })).rejects.toMatchObject({
        code: expect.stringMatching(/not_found|forbidden/),
      })
    await expect(markInError(world.gp.ctx, { entryId: entryId!, reason })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'record.factNotYours',
    })
    await markInError(world.doctor.ctx, { entryId: entryId!, reason })
    await markInError(world.doctor.ctx, { entryId: entryId!, reason: 'encore' })
    expect(await entryOf(entryId)).toMatchObject({ status: 'entered_in_error', errorReason: reason })
    expect(await eventsOf(entryId)).toEqual(['record.entry.filed', 'record.entry.withdrawn'])
    expect(await getEntryFacts(world.gp.ctx, { patientId: file.patientId, entryId: entryId! })).toMatchObject(
      {
        kind: 'allergy',
      },
    )
    // The nurse does not take back what a doctor said.
    const staged = await save(world.doctor.ctx, penicillin({ substance: 'Iode' }))
    await expect(markInError(world.nurse.ctx, { entryId: staged.entryId!, reason })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(save(world.doctor.ctx, penicillin({ correctsId: entryId! }))).rejects.toMatchObject({
      code: 'stale',
    })
  })
})

describe('from outside', () => {
  const brought = (said: SaveFact) => save(world.gp.ctx, { ...said, receiverFileId: file.fileId } as SaveFact)

  test('the GP files into the house’s file, once, and the house is told', async () => {
    const said = penicillin()
    const { entryId } = await brought(said)
    expect(await brought(said)).toEqual({ entryId })
    expect(await entryOf(entryId)).toMatchObject({
      establishmentId: world.hospital.id,
      fromEstablishmentId: world.practice.id,
      authorRpps: world.gp.rpps,
      title: 'Pénicilline',
    })
    expect(await allergyState()).toBe('known')
    expect(await eventsOf(entryId)).toEqual(['record.entry.filed', 'record.entry.contributed'])
    for (const more of [
      tumour(),
      form({ kind: 'treatment', title: 'Metformine', category: 'other', state: 'active' }),
      form({ kind: 'measure', weight: '61', temperature: '38,2' }),
    ])
      await brought(more)
    const summary = await getPatientSummary(world.doctor.ctx, file.patientId)
    expect(summary.conditions[0]!.of).toMatchObject({ stage: 'IIB', nodes: 'cN1', laterality: 'left' })
    expect(summary.treatments[0]).toMatchObject({ title: 'Metformine', of: { state: 'active' } })
    expect(summary.measures.map(({ key }) => key)).toEqual(['weight', 'temperature'])
  })

  test('says that none is known, unless one is', async () => {
    const none = SaveFact.parse({ kind: 'allergy_state', state: 'none_known' })
    await save(world.gp.ctx, none)
    expect(await allergyState()).toBe('none_known')
    await brought(penicillin())
    await save(world.gp.ctx, none)
    expect(await allergyState()).toBe('known')
  })

  test('corrects and takes back what they brought, and nothing else', async () => {
    const { entryId } = await brought(penicillin())
    const corrected = await save(
      world.gp.ctx,
      penicillin({ substance: 'Amoxicilline', correctsId: entryId! }),
    )
    expect(await entryOf(entryId)).toMatchObject({ status: 'replaced' })
    expect(await entryOf(corrected.entryId)).toMatchObject({ replacesId: entryId, title: 'Amoxicilline' })
    await expect(save(world.gp.ctx, penicillin({ correctsId: entryId! }))).rejects.toMatchObject({
      reason: 'record.factChanged',
    })
    await markInError(world.gp.ctx, { entryId: corrected.entryId!, reason: 'Confusion' })
    expect(await entryOf(corrected.entryId)).toMatchObject({
      status: 'entered_in_error',
      errorReason: 'Confusion',
    })
    expect(await allergyState()).toBe('not_asked')
    const ofHouse = await save(world.doctor.ctx, penicillin())
    await expect(save(world.gp.ctx, penicillin({ correctsId: ofHouse.entryId! }))).rejects.toMatchObject({
      code: 'forbidden',
    })
    // The house corrects what it was brought.
    const again = await brought(penicillin({ substance: 'Iode' }))
    const byHouse = await save(
      world.doctor.ctx,
      penicillin({ substance: 'Povidone iodée', correctsId: again.entryId! }),
    )
    expect(await entryOf(byHouse.entryId)).toMatchObject({ status: 'current', fromEstablishmentId: null })
  })

  test('is refused to who does not follow the patient, without a house, and for biomarkers', async () => {
    await expect(save(world.gp.ctx, penicillin())).rejects.toMatchObject({ reason: 'record.noOwnFile' })
    const marker = form({ kind: 'biomarker', marker: 'EGFR', result: 'positive' })
    await expect(brought(marker)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      getFactForm(world.gp.ctx, file.patientId, { kind: 'biomarker', corrects: null }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const other = await aPatientFile(world.feed)
    await expect(
      saveFact(world.gp.ctx, other.patientId, { ...penicillin(), receiverFileId: other.fileId } as SaveFact),
    ).rejects.toMatchObject({ code: 'not_found' })
    // Another patient's file under this patient's name.
    await expect(
      save(world.gp.ctx, { ...penicillin(), receiverFileId: other.fileId } as SaveFact),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})
