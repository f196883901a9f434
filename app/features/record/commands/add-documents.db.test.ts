import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { folderStore, readBlob } from '#app/kernel/blobs.server.ts'
import { aCda } from '#app/kernel/cda/factories.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { noScanner } from '#app/kernel/scan.server.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { documents } from '#db/schema/documents.ts'
import { aGpRelation, aHospitalWithGp, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { sweepStaged } from '#workers/schedules/upkeep.ts'
import { AddDocuments, type NewDocument } from '../contract-reading.ts'
import { searchRecord } from '../queries/search-record.server.ts'
import { addDocuments } from './add-documents.server.ts'
import { receiveUpload, sweepSpooled } from './receive-upload.server.ts'

const database = useDatabase()
const root = mkdtempSync(join(tmpdir(), 'cordee-add-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const means = { blobs: folderStore(root), scanner: noScanner, maxBytes: 2_000_000, secret: 's'.repeat(32) }
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
})

async function* pieces(...parts: (string | Uint8Array)[]) {
  for (const part of parts) yield Buffer.from(part)
}
const receive = (content: string | Uint8Array, ctx: Ctx = world.secretary.ctx) =>
  receiveUpload(ctx, file.patientId, pieces(content), means)
const name = () => `${file.traits.birthName} ${file.traits.firstGivenName}`
const add = (documents: Partial<NewDocument>[], confirmedName = name(), ctx: Ctx = world.secretary.ctx) =>
  addDocuments(
    ctx,
    file.patientId,
    AddDocuments.parse({
      documents: JSON.stringify(
        documents.map((d) => ({ title: 'Lettre', type: 'letter', day: '2026-03-02', ...d })),
      ),
      confirmedName,
    }),
    means,
  )
const leftovers = () => readdirSync(tmpdir()).filter((f) => f.startsWith('cordee-upload-'))

describe('a file that is brought', () => {
  test('comes in by pieces, is what its bytes say, and leaves nothing behind', async () => {
    const before = leftovers()
    const received = await receiveUpload(
      world.secretary.ctx,
      file.patientId,
      pieces('%PDF-1.7 ', Buffer.alloc(1_500_000)),
      means,
    )
    expect(received).toMatchObject({ mediaType: 'application/pdf', byteLength: 1_500_009 })
    expect(leftovers()).toEqual(before)
  })

  test('leaves nothing on the disk either when the process was killed in the middle', async () => {
    const path = mkdtempSync(join(tmpdir(), 'cordee-upload-'))
    writeFileSync(join(path, 'file'), '%PDF-1.7 half of it')
    const isThere = () => leftovers().includes(basename(path))
    await sweepSpooled()
    expect(isThere()).toBe(true)
    const anHourAgo = Date.now() / 1000 - 3700
    utimesSync(path, anHourAgo, anHourAgo)
    await sweepSpooled()
    expect(isThere()).toBe(false)
  })

  test('that is a CDA says its own title, day and author', async () => {
    expect((await receive(aCda())).suggested).toEqual({
      title: 'RCP sénologie & gynécologie',
      day: '2025-06-12',
      author: 'MODELE Paul',
    })
    expect((await receive('%PDF-1.7')).suggested).toEqual({})
  })

  test('is refused when it is too large, of another kind, or not clean, with the reason', async () => {
    const reason = (work: Promise<unknown>) =>
      work.then(
        () => 'taken',
        (e) => e.reason,
      )
    const large = receiveUpload(
      world.secretary.ctx,
      file.patientId,
      pieces('%PDF-1.7', Buffer.alloc(1_000_000), Buffer.alloc(1_000_001)),
      means,
    )
    expect(await reason(large)).toBe('record.uploadTooLarge')
    expect(await reason(receive('<html></html>'))).toBe('record.uploadIs.webpage')
    const infected = receiveUpload(world.secretary.ctx, file.patientId, pieces('%PDF-1.7'), {
      ...means,
      scanner: async () => ({ isClean: false, finding: 'Win.Test.EICAR' }),
    })
    expect(await reason(infected)).toBe('record.uploadInfected')
    const trail = await database.owner
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'record.upload.scan'))
    expect(trail.at(-1)).toMatchObject({ outcome: 'refused', patientId: file.patientId })
  })

  test.each([
    ['interface_technician', () => world.technician.ctx, 'forbidden'],
    ['identity_vigilance', () => world.vigilance.ctx, 'forbidden'],
    ['GP without the patient', () => world.gp.ctx, 'not_found'],
  ])('is not taken from a %s', async (_, ctx, code) => {
    await expect(receive('%PDF-1.7', ctx())).rejects.toMatchObject({ code })
  })
})

describe('filing what was brought', () => {
  test('puts it on the record, found by its words; sent again it is there once', async () => {
    const { token } = await receive('Compte rendu de mastectomie.')
    const [first] = await add([{ token, title: 'Compte rendu', type: 'surgery', author: 'Dr MODÈLE' }])
    expect(first).toMatchObject({ outcome: 'filed' })
    expect(await add([{ token }])).toMatchObject([{ outcome: 'known', entryId: first!.entryId }])
    const again = await receive('Compte rendu de mastectomie.')
    expect(await add([{ token: again.token }])).toMatchObject([{ outcome: 'known' }])

    const { hits } = await searchRecord(world.doctor.ctx, file.patientId, 'mastectomie', {})
    expect(hits).toMatchObject([{ id: first!.entryId, title: 'Compte rendu', authorName: 'Dr MODÈLE' }])
  })

  test('needs the name of this very patient', async () => {
    const { token } = await receive('%PDF-1.4 x')
    await expect(add([{ token }], 'DUPONT Jeanne')).rejects.toMatchObject({
      reason: 'record.nameNotConfirmed',
    })
    expect(await add([{ token }], name().toUpperCase())).toHaveLength(1)
  })

  test('takes nothing that was uploaded by another, for another patient, or made up', async () => {
    const { token } = await receive('%PDF-1.4 y')
    const reason = 'record.uploadExpired'
    await expect(add([{ token }], name(), world.doctor.ctx)).rejects.toMatchObject({ reason })
    await expect(add([{ token: `${token.slice(0, -2)}AA` }])).rejects.toMatchObject({ reason })
    const other = await aPatientFile(world.feed)
    file = other
    await expect(add([{ token }])).rejects.toMatchObject({ reason })
  })

  test('a CDA of somebody else is refused, all of it with it', async () => {
    const pdf = await receive('%PDF-1.4 z')
    const cda = await receive(aCda())
    await expect(add([{ token: pdf.token }, { token: cda.token }])).rejects.toMatchObject({
      reason: 'record.documentOfSomebodyElse',
    })
    const { hits } = await searchRecord(world.doctor.ctx, file.patientId, 'lettre', {})
    expect(hits).toEqual([])
  })

  test('a day to come is refused', async () => {
    const { token } = await receive('%PDF-1.4 t')
    await expect(add([{ token, day: '2999-01-01' }])).rejects.toMatchObject({ reason: 'record.dayInFuture' })
  })

  test('needs a file of one’s own establishment', async () => {
    await aGpRelation(world.feed, file.fileId, world.gp.rpps)
    const { token } = await receive('%PDF-1.4 g', world.gp.ctx)
    await expect(add([{ token }], name(), world.gp.ctx)).rejects.toMatchObject({ reason: 'record.noOwnFile' })
  })
})

describe('what was never filed', () => {
  const DAY = 86_400_000
  const kept = () =>
    readdirSync(root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length
  const bytesOf = async (entryId: string) => {
    const [document] = await database.owner.select().from(documents).where(eq(documents.entryId, entryId))
    return readBlob(means.blobs, document!.blobKey)
  }

  test('goes a day later; what a record holds stays, though somebody brought the same and left it', async () => {
    const { token } = await receive('%PDF-1.7 kept by a record')
    const [filed] = await add([{ token }])
    await receive('%PDF-1.7 kept by a record')
    await receive('%PDF-1.7 left behind')
    const before = kept()
    await sweepStaged(means.blobs)
    expect(kept()).toBe(before)
    await sweepStaged(means.blobs, new Date(Date.now() + DAY + 60_000))
    expect(kept()).toBeLessThan(before)
    expect((await bytesOf(filed!.entryId)).toString()).toBe('%PDF-1.7 kept by a record')
  })

  test('filing while it is swept files the whole of it, or nothing', async () => {
    const { token } = await receive('%PDF-1.7 at the last moment')
    const late = new Date(Date.now() + DAY + 60_000)
    // The sweep falls between the copy and the row: the row's bytes are content by then.
    const sweeping: typeof means.blobs = {
      ...means.blobs,
      settle: async (...of) => {
        const blob = await means.blobs.settle(...of)
        await sweepStaged(means.blobs, late)
        return blob
      },
    }
    const said = AddDocuments.parse({
      documents: JSON.stringify([{ token, title: 'Lettre', type: 'letter', day: '2026-03-02' }]),
      confirmedName: name(),
    })
    const [filed] = await addDocuments(world.secretary.ctx, file.patientId, said, {
      ...means,
      blobs: sweeping,
    })
    expect((await bytesOf(filed!.entryId)).toString()).toBe('%PDF-1.7 at the last moment')
    // And before the copy: refused, with nothing in the record.
    const gone = await receive('%PDF-1.7 too late')
    await sweepStaged(means.blobs, late)
    await expect(add([{ token: gone.token }])).rejects.toMatchObject({ code: 'not_found' })
  })
})
