import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fileDocument } from '#app/features/record/index.server.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { aGpRelation, aHospitalWithGp, aMember, anEstablishment, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { saveUrgentCard } from './commands/save-urgent-card.server.ts'
import { SaveUrgentCard } from './contract.ts'
import { getBeforeVisit } from './queries/get-before-visit.server.ts'
import { getUrgentCards } from './queries/get-urgent-cards.server.ts'
import { getOwnCard } from './queries/urgent-card.server.ts'

const database = useDatabase()
const root = mkdtempSync(join(tmpdir(), 'cordee-before-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const blobs = folderStore(root)
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})

const card = (fever = 'Appelez sans attendre au-dessus de 38,3.') =>
  SaveUrgentCard.parse({
    fever,
    otherwise: '',
    lines: JSON.stringify([
      { label: 'Équipe', phone: '05 00 00 00 01', days: '12345', from: '08:00', until: '18:30' },
      { label: 'Garde', phone: '05 00 00 00 02', days: '1234567', from: '18:30', until: '08:00' },
    ]),
  })
const aLetter = async (title: string, day: string, typeCode = '11490-0') =>
  fileDocument(world.feed, {
    fileId: file.fileId,
    title,
    typeCode,
    occurredAt: new Date(`${day}T09:00:00Z`),
    mediaType: 'text/plain',
    blob: await blobs.put(world.regionId, Buffer.from(`${title} ${file.fileId}`)),
    text: `Cher confrère, ${title}.`,
    channel: 'hl7v2',
    receivedAt: new Date(),
  })
const at = (ctx: Ctx, moment: string): Ctx => ({ ...ctx, now: () => new Date(moment) })

// EXT-11
describe('before the visit', () => {
  test('the last letter stands with its words, which is a reading of it', async () => {
    await aLetter('Ancienne lettre', '2026-01-05')
    const { entryId } = await aLetter('Lettre de sortie', '2026-03-02')
    await aLetter('Numération', '2026-03-04', '11502-2')
    const page = await getBeforeVisit(world.gp.ctx, file.patientId)
    expect(page.letter).toMatchObject({
      id: entryId,
      title: 'Lettre de sortie',
      from: world.hospital.name,
      words: 'Cher confrère, Lettre de sortie.',
    })
    expect(page.contacts.establishments.map(({ id }) => id)).toEqual([world.hospital.id])
    const read = await world.gp.ctx.read((tx) =>
      tx
        .select({ detail: auditEntries.detail })
        .from(auditEntries)
        .where(
          and(
            eq(auditEntries.action, 'record.document.read'),
            eq(auditEntries.subject, `record_entry/${entryId}`),
          ),
        ),
    )
    expect(read).toEqual([{ detail: { as: 'excerpt' } }])
  })

  test('is found by nobody who may not open the patient', async () => {
    const elsewhere = await aHospitalWithGp(database)
    for (const ctx of [elsewhere.doctor.ctx, elsewhere.gp.ctx, world.technician.ctx])
      for (const read of [getBeforeVisit, getUrgentCards])
        await expect(read(ctx, file.patientId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getUrgentCards(world.gp.ctx, 'nonsense')).rejects.toMatchObject({ code: 'not_found' })
  })
})

// EXT-12
describe('the urgent card', () => {
  test('says which line answers at this hour, to whoever follows the patient', async () => {
    await saveUrgentCard(world.nurse.ctx, card())
    await aLetter('Lettre', '2026-03-02')
    const linesAt = async (moment: string) => {
      const [first] = await getUrgentCards(at(world.gp.ctx, moment), file.patientId)
      return first!.lines.filter(({ isNow }) => isNow).map(({ label }) => label)
    }
    expect(await linesAt('2026-03-03T10:00:00Z')).toEqual(['Équipe'])
    expect(await linesAt('2026-03-03T22:00:00Z')).toEqual(['Garde'])
    const page = await getBeforeVisit(world.gp.ctx, file.patientId)
    expect(page.card?.establishmentName).toBe(world.hospital.name)
  })

  test('is written by the establishment’s own people, and by no other', async () => {
    await saveUrgentCard(world.doctor.ctx, card('Première version'))
    await saveUrgentCard(world.nurse.ctx, card('Seconde version'))
    expect(await getOwnCard(world.doctor.ctx)).toMatchObject({ fever: 'Seconde version' })
    for (const ctx of [world.secretary.ctx, world.technician.ctx, world.feed])
      await expect(saveUrgentCard(ctx, card())).rejects.toMatchObject({ code: 'forbidden' })
    const clinic = await anEstablishment(database, world.regionId)
    const nurse = await aMember(database, {
      regionId: world.regionId,
      establishmentId: clinic.id,
      role: 'nurse_coordinator',
    })
    await saveUrgentCard(nurse.ctx, card('De la clinique'))
    expect(await getOwnCard(world.doctor.ctx)).toMatchObject({ fever: 'Seconde version' })
  })

  test('needs a name, a number and hours for each line', () => {
    const said = (line: object) =>
      SaveUrgentCard.safeParse({ fever: 'x', lines: JSON.stringify([line]) }).success
    const line = { label: 'Équipe', phone: '05 00', days: '1', from: '08:00', until: '09:00' }
    expect(said(line)).toBe(true)
    expect(said({ ...line, phone: 'appelez-moi' })).toBe(false)
    expect(said({ ...line, days: '' })).toBe(false)
    expect(said({ ...line, from: '25:00' })).toBe(false)
    expect(SaveUrgentCard.safeParse({ fever: 'x', lines: '[]' }).success).toBe(false)
  })
})
