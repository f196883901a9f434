import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordEntries } from '#db/schema/entries.ts'
import { noteDrafts, notices } from '#db/schema/workspace.ts'
import { aGpRelation, aHospitalWithGp, aMember, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { getEntryFacts } from '../queries/get-entry-facts.server.ts'
import { getNoteDraft } from '../queries/get-note-draft.server.ts'
import { tellReaders } from './tell-readers.server.ts'
import { markNoteInError, writeNote } from './write-note.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
let colleague: Awaited<ReturnType<typeof aMember>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  colleague = await aMember(database, {
    regionId: world.regionId,
    establishmentId: world.hospital.id,
    role: 'doctor',
  })
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})
const written = { title: 'Appel de la patiente', body: 'Fièvre depuis hier soir, vient aux urgences.' }
const signed = async () =>
  (await writeNote(world.doctor.ctx, file.patientId, { intent: 'sign', ...written })).entryId!

describe('a draft', () => {
  test('is kept once, for its author alone, until it is thrown away', async () => {
    const { ctx } = world.doctor
    const save = (body: string) => writeNote(ctx, file.patientId, { intent: 'save', title: 'Appel', body })
    await Promise.all([save('Fièv'), save('Fièvre')])
    await save('Fièvre depuis hier')
    expect(await getNoteDraft(ctx, file.patientId)).toMatchObject({ body: 'Fièvre depuis hier' })
    const rows = await database.owner
      .select()
      .from(noteDrafts)
      .where(eq(noteDrafts.patientId, file.patientId))
    expect(rows).toHaveLength(1)
    expect(await getNoteDraft(colleague.ctx, file.patientId)).toMatchObject({ body: '', savedAt: null })
    expect(await colleague.ctx.read((tx) => tx.select().from(noteDrafts))).toEqual([])
    await writeNote(ctx, file.patientId, { intent: 'discard' })
    expect(await getNoteDraft(ctx, file.patientId)).toMatchObject({ body: '' })
  })
})

describe('a note', () => {
  test('that is signed is an entry, its draft is gone', async () => {
    const { ctx } = world.doctor
    await writeNote(ctx, file.patientId, { intent: 'save', ...written })
    const entryId = await signed()
    expect((await getNoteDraft(ctx, file.patientId)).savedAt).toBe(null)
    expect(await getEntryFacts(world.gp.ctx, { patientId: file.patientId, entryId })).toMatchObject({
      kind: 'note',
      of: { body: written.body, errorReason: null },
      isMine: false,
    })
  })

  test('entered in error stays readable as such, and who read it is told', async () => {
    const entryId = await signed()
    const of = { patientId: file.patientId, entryId }
    await getEntryFacts(world.gp.ctx, of)
    await expect(
      markNoteInError(colleague.ctx, { entryId, reason: 'pas le bon patient' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await markNoteInError(world.doctor.ctx, { entryId, reason: 'pas le bon patient' })
    await tellReaders(world.feed, { entryId, butNot: world.doctor.personId })

    expect(await getEntryFacts(world.gp.ctx, of)).toMatchObject({
      of: { body: written.body, errorReason: 'pas le bon patient' },
    })
    const [entry] = await world.doctor.ctx.read((tx) =>
      tx.select({ status: recordEntries.status }).from(recordEntries).where(eq(recordEntries.id, entryId)),
    )
    expect(entry!.status).toBe('entered_in_error')
    expect(await world.gp.ctx.read((tx) => tx.select().from(notices))).toMatchObject([
      { entryId, reason: 'entered_in_error' },
    ])
  })

  test('is for those who treat, in a file of their own house', async () => {
    const write = (ctx: typeof world.doctor.ctx) =>
      writeNote(ctx, file.patientId, { intent: 'sign', ...written })
    await expect(write(world.secretary.ctx)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(write(world.gp.ctx)).rejects.toMatchObject({ code: 'not_found' })
  })
})
