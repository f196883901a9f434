import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { noScanner } from '#app/kernel/scan.server.ts'
import { documents } from '#db/schema/documents.ts'
import { entryProvenances, recordEntries } from '#db/schema/entries.ts'
import { outbox } from '#db/schema/outbox.ts'
import { careRelations } from '#db/schema/record.ts'
import { aGpRelation, aHospitalWithGp, aMember, anEstablishment, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { EntryWithdrawn } from '../contract.ts'
import { AddDocuments } from '../contract-reading.ts'
import { getEntry } from '../queries/get-entry.server.ts'
import { getEntryFacts } from '../queries/get-entry-facts.server.ts'
import { getNoteDraft } from '../queries/get-note-draft.server.ts'
import { getTimeline } from '../queries/get-timeline.server.ts'
import { addDocuments } from './add-documents.server.ts'
import { endRelation } from './end-relation.server.ts'
import { fileDocument } from './file-document.server.ts'
import { receiveUpload } from './receive-upload.server.ts'
import { markNoteInError, writeNote } from './write-note.server.ts'

// EXT-03: a doctor from outside adds to the record of own patients; the house sees whose it is.
const database = useDatabase()
const root = mkdtempSync(join(tmpdir(), 'cordee-contribute-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const means = { blobs: folderStore(root), scanner: noScanner, maxBytes: 2_000_000, secret: 's'.repeat(32) }
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})

async function* pieces(text: string) {
  yield Buffer.from(text)
}
async function add(ctx: Ctx = world.gp.ctx, receiverFileId = file.fileId, content = '%PDF-1.7 lettre') {
  const { token } = await receiveUpload(ctx, file.patientId, pieces(content), means)
  const document = { token, title: 'Lettre du médecin traitant', type: 'letter', day: '2026-03-02' }
  return addDocuments(
    ctx,
    file.patientId,
    AddDocuments.parse({
      documents: JSON.stringify([document]),
      confirmedName: `${file.traits.birthName} ${file.traits.firstGivenName}`,
      receiverFileId,
    }),
    means,
  )
}
const blobOf = (content: string) => {
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { key: `${world.regionId}/${sha256.slice(0, 2)}/${sha256}`, sha256, byteLength: content.length }
}
const aFed = () => ({
  fileId: file.fileId,
  title: 'Lettre reçue',
  occurredAt: new Date('2026-03-02T09:00:00Z'),
  mediaType: 'application/pdf' as const,
  uniqueId: '1.2.3^77',
  channel: 'hl7v2' as const,
  messageId: crypto.randomUUID(),
  receivedAt: new Date(),
})
const heldNow = () =>
  world.feed.read((tx) =>
    tx
      .select({ entryId: documents.entryId, uniqueId: documents.uniqueId })
      .from(documents)
      .where(eq(documents.patientId, file.patientId)),
  )
const waysOf = async (entryId: string) => {
  const rows = await world.feed.read((tx) =>
    tx.select().from(entryProvenances).where(eq(entryProvenances.entryId, entryId)),
  )
  return rows.map((r) => r.channel).sort()
}
const note = (ctx: Ctx, receiverFileId = file.fileId) =>
  writeNote(ctx, file.patientId, {
    intent: 'sign',
    title: 'Fièvre depuis hier',
    body: 'Vue ce matin, 38,4.',
    receiverFileId,
  })

describe('what a GP brings', () => {
  test('goes into the file of the house that was chosen, which sees by whom it is', async () => {
    const { receivers } = await getNoteDraft(world.gp.ctx, file.patientId)
    expect(receivers).toEqual([{ fileId: file.fileId, name: world.hospital.name, takesMessages: false }])
    const [added] = await add()
    expect(added).toMatchObject({ outcome: 'filed' })
    const seen = await getEntry(world.doctor.ctx, file.patientId, added!.entryId)
    expect(seen).toMatchObject({
      isExternal: true,
      establishmentId: world.hospital.id,
      establishmentName: world.practice.name,
      authorName: world.gp.ctx.actor.displayName,
      contribution: {
        authorRpps: world.gp.rpps,
        receiverName: world.hospital.name,
        transmission: null,
        readers: [],
      },
    })
    const own = await getTimeline(world.gp.ctx, file.patientId, {})
    expect(own.entries.map((e) => [e.id, e.isExternal])).toEqual([[added!.entryId, false]])
  })

  test('is the house’s from then on: its author marks nothing in error, and nobody is told that they did', async () => {
    const { entryId } = await note(world.gp.ctx)
    await expect(
      markNoteInError(world.gp.ctx, { entryId: entryId!, reason: 'pas le bon patient' }),
    ).rejects.toMatchObject({ code: 'not_found' })
    const told = await database.owner.select().from(outbox).where(eq(outbox.name, EntryWithdrawn.name))
    expect(told.filter((row) => row.payload.entryId === entryId)).toEqual([])
    const [entry] = await database.owner.select().from(recordEntries).where(eq(recordEntries.id, entryId!))
    expect(entry!.status).toBe('current')
  })

  test('is filed once however often it is sent, and speaks with the house’s voice', async () => {
    const [first] = await add()
    const [again] = await add()
    expect(again).toMatchObject({ entryId: first!.entryId, outcome: 'known' })
    const events = await world.feed.read((tx) =>
      tx
        .select({ name: outbox.name, establishmentId: outbox.establishmentId })
        .from(outbox)
        .where(sql`${outbox.payload}->>'entryId' = ${first!.entryId}`)
        .orderBy(outbox.seq),
    )
    expect(events).toEqual([
      { name: 'record.entry.filed', establishmentId: world.hospital.id },
      { name: 'record.entry.contributed', establishmentId: world.hospital.id },
    ])
    const [document] = await world.feed.read((tx) =>
      tx.select().from(documents).where(eq(documents.entryId, first!.entryId)),
    )
    expect(document!.uniqueId).toBe(first!.entryId)
  })

  // UXS-08
  test('is known when the house has the same bytes by its feed', async () => {
    const blob = blobOf('%PDF-1.7 déjà là')
    const fed = await fileDocument(world.feed, { ...aFed(), blob })
    const [added] = await add(world.gp.ctx, file.fileId, '%PDF-1.7 déjà là')
    expect(added).toMatchObject({ entryId: fed.entryId, outcome: 'known' })
    expect(await heldNow()).toEqual([{ entryId: fed.entryId, uniqueId: '1.2.3^77' }])
    expect(await waysOf(fed.entryId)).toEqual(['hl7v2', 'screen'])
    await add(world.gp.ctx, file.fileId, '%PDF-1.7 déjà là')
    expect(await waysOf(fed.entryId)).toEqual(['hl7v2', 'screen'])
  })

  // UXS-08
  test('is known when the house’s feed brings the same bytes later, then under its id', async () => {
    const [added] = await add(world.gp.ctx, file.fileId, '%PDF-1.7 puis le flux')
    const blob = blobOf('%PDF-1.7 puis le flux')
    const fed = await fileDocument(world.feed, { ...aFed(), blob })
    expect(fed).toMatchObject({ entryId: added!.entryId, outcome: 'known' })
    expect(await heldNow()).toEqual([{ entryId: added!.entryId, uniqueId: '1.2.3^77' }])
    // The house may send back what we had sent under our own id: still the same.
    const back = await fileDocument(world.feed, { ...aFed(), blob, uniqueId: added!.entryId })
    expect(back).toMatchObject({ entryId: added!.entryId, outcome: 'known' })
  })

  test('may be a note, whose draft is gone; its author hears who of the house has read it', async () => {
    const { entryId } = await note(world.gp.ctx)
    const read = () => getEntry(world.gp.ctx, file.patientId, entryId!)
    expect((await read()).contribution?.readers).toEqual([])
    await getEntryFacts(world.doctor.ctx, { patientId: file.patientId, entryId: entryId! })
    expect((await read()).contribution?.readers).toMatchObject([{ name: 'Camille Modèle' }])
    // Told to the author alone.
    const seen = await getEntry(world.nurse.ctx, file.patientId, entryId!)
    expect(seen.contribution?.readers).toEqual([])
  })
})

describe('is refused', () => {
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (e) => e.code ?? e,
    )
  test('to a stranger, another region, a secretary of the practice, and when the relation has ended', async () => {
    const clinic = await anEstablishment(database, world.regionId, { kind: 'clinic' })
    const of = { regionId: world.regionId, establishmentId: clinic.id }
    const stranger = await aMember(database, { ...of, role: 'doctor' })
    const elsewhere = await aHospitalWithGp(database)
    expect(await code(note(stranger.ctx))).toBe('not_found')
    expect(await code(note(elsewhere.doctor.ctx))).toBe('not_found')
    const secretary = await aMember(database, {
      regionId: world.regionId,
      establishmentId: world.practice.id,
      role: 'secretary',
    })
    expect(await code(note(secretary.ctx))).toBe('forbidden')

    const [relation] = await world.gp.ctx.read((tx) =>
      tx
        .select({ id: careRelations.id })
        .from(careRelations)
        .where(eq(careRelations.patientId, file.patientId)),
    )
    await endRelation(world.gp.ctx, { relationId: relation!.id, reason: 'not_my_patient' })
    expect(await code(note(world.gp.ctx))).toBe('not_found')
  })

  test('into a file of somebody else, or by the database’s own door to whom the screens refuse', async () => {
    const other = await aPatientFile(world.feed)
    expect(await code(note(world.gp.ctx, other.fileId))).toBe('not_found')
    const contribute = (ctx: Ctx) =>
      ctx.write(({ tx }) =>
        tx.execute(
          sql`select app.contribute(${JSON.stringify({
            patientId: file.patientId,
            fileId: file.fileId,
            kind: 'note',
            title: 't',
            body: 'b',
            occurredAt: new Date(),
            recordedAt: new Date(),
          })}::jsonb)`,
        ),
      )
    expect(await code(contribute(world.technician.ctx))).toBe('forbidden')
    expect(await code(contribute(world.feed))).toBe('forbidden')
    // The house's own doctors write notes of their own.
    expect(await code(contribute(world.doctor.ctx))).toBe('not_found')
    const entries = await world.feed.read((tx) =>
      tx.select().from(recordEntries).where(eq(recordEntries.patientId, file.patientId)),
    )
    expect(entries).toEqual([])
  })
})
