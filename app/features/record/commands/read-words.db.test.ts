import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import PDFDocument from 'pdfkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { documentTexts } from '#db/schema/documents.ts'
import { aHospitalWithGp, anEstablishment, aPatientFile, systemCtx } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { readPdfText } from '../pdf-text.server.ts'
import { searchRecord } from '../queries/search-record.server.ts'
import { fileDocument } from './file-document.server.ts'
import { readWords } from './read-words.server.ts'

// UXS-02: what hospitals send is mostly PDF, and its words are found too.
const t = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'cordee-words-'))
const blobs = folderStore(folder)
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(t)
  file = await aPatientFile(world.feed)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function aPdfOf(...pages: string[]): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: 72, bottom: 72, left: 72, right: 72 },
    bufferPages: false,
    lang: 'fr-FR',
    displayTitle: true,
    info: { Title: 'Essai', Author: 'Essai', CreationDate: new Date(0) },
  })
  const chunks: Buffer[] = []
  return new Promise((resolve) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    pages.forEach((page, i) => {
      // Room for one page of words on each sheet.
      if (i > 0) pdf.text('', 72, pdf.page.height)
      pdf.text(page)
    })
    pdf.end()
  })
}
async function filed(bytes: Buffer, mediaType: 'application/pdf' | 'text/plain' = 'application/pdf') {
  const { entryId } = await fileDocument(world.feed, {
    fileId: file.fileId,
    title: 'Courrier',
    occurredAt: new Date('2026-02-03T09:00:00Z'),
    mediaType,
    blob: await blobs.put(world.regionId, bytes),
    channel: 'hl7v2',
    receivedAt: new Date(),
  })
  return entryId
}
const textOf = async (entryId: string) => {
  const [row] = await t.owner.select().from(documentTexts).where(eq(documentTexts.entryId, entryId))
  return row?.content ?? null
}

describe('the words of a filed PDF', () => {
  test('are found in the record, those of its last page and those with accents too', async () => {
    const entryId = await filed(
      await aPdfOf('Compte rendu opératoire', 'Curage axillaire sans particularité'),
    )
    expect(await readWords(world.feed, { entryId }, { blobs })).toMatchObject({
      characters: expect.any(Number),
    })
    const found = await searchRecord(world.doctor.ctx, file.patientId, 'curage operatoire', {})
    expect(JSON.stringify(found)).toContain(entryId)
  })

  test('are read once, however often the job runs', async () => {
    const entryId = await filed(await aPdfOf('Une seule fois'))
    await Promise.all([
      readWords(world.feed, { entryId }, { blobs }),
      readWords(world.feed, { entryId }, { blobs }),
    ])
    expect(await readWords(world.feed, { entryId }, { blobs })).toEqual({ characters: 0 })
    expect(await textOf(entryId)).toContain('Une seule fois')
  })

  test.each([
    ['damaged', Buffer.from('%PDF-1.7\nnot one at all')],
    ['cut off', Buffer.from('%PDF-1.7')],
  ])('a %s one has none, and stays as it is', async (_, bytes) => {
    const entryId = await filed(bytes)
    expect(await readWords(world.feed, { entryId }, { blobs })).toEqual({ characters: 0 })
    expect(await textOf(entryId)).toBeNull()
  })

  test('what is no PDF is left alone', async () => {
    const entryId = await filed(Buffer.from('du texte'), 'text/plain')
    expect(await readWords(world.feed, { entryId }, { blobs })).toEqual({ characters: 0 })
  })

  test('another establishment reads none of them', async () => {
    const entryId = await filed(await aPdfOf('Confidentiel'))
    const other = await anEstablishment(t, world.regionId)
    const theirs = systemCtx(t, world.regionId, other.id)
    expect(await readWords(theirs, { entryId }, { blobs })).toEqual({ characters: 0 })
  })
})

test('a reader that takes too long is stopped', async () => {
  const bytes = await aPdfOf(...Array.from({ length: 300 }, (_, i) => `page ${i} `.repeat(400)))
  const startedAt = performance.now()
  expect(await readPdfText(bytes, 50)).toBeNull()
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})
