import { eq, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { auditEntries } from '#db/schema/audit.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  anEntry,
  anEstablishment,
  anIns,
  aPatientFile,
  systemCtx,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { fileDocument } from '../commands/file-document.server.ts'
import type { RecordSearchQuery } from '../contract.ts'
import { searchRecord } from './search-record.server.ts'

// UXS-02
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
const ids: Record<string, string> = {}

const TEXTS = {
  surgery:
    'Compte rendu opératoire. Mastectomie droite avec curage axillaire. Carcinome canalaire infiltrant, récepteurs hormonaux positifs. La malade opérée ce jour va bien.',
  letter:
    'Chère consœur, l’hormonothérapie est débutée. <b>Surveillance</b> du CA 15-3. Carcinome in situ canalaire.',
  imaging: 'Échographie mammaire : pas de récidive.',
}

beforeAll(async () => {
  world = await aHospitalWithGp(database)
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
  let n = 0
  for (const [name, text] of Object.entries(TEXTS)) {
    n++
    const sha256 = `d${String(n).padStart(63, '0')}`
    const filed = await fileDocument(world.feed, {
      fileId: file.fileId,
      title: { surgery: 'Bloc opératoire', letter: 'Lettre de liaison', imaging: 'Imagerie du sein' }[name]!,
      kind: name === 'imaging' ? 'result' : 'document',
      typeCode: { surgery: '34874-8', letter: null, imaging: '18748-4' }[name],
      occurredAt: new Date(`2026-0${n}-02T23:30:00Z`),
      authorName: name === 'letter' ? 'Dr MODÈLE Anne' : 'Dr EXEMPLE Luc',
      mediaType: 'text/plain',
      blob: { key: `${world.regionId}/d0/${sha256}`, sha256, byteLength: 12 },
      text,
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
    ids[name] = filed.entryId
  }
})

const found = async (typed: string, query: RecordSearchQuery = {}, ctx: Ctx = world.gp.ctx) => {
  const { hits } = await searchRecord(ctx, file.patientId, typed, query)
  return hits.map((hit) => Object.keys(ids).find((name) => ids[name] === hit.id) ?? hit.title).sort()
}

describe('words', () => {
  test.each([
    ['mastectomie', ['surgery']],
    ['MASTECTOMIES', ['surgery']],
    ['mastec', ['surgery']],
    ['operee', ['surgery']],
    ['écho', ['imaging']],
    ['echographies', ['imaging']],
    ['consoeur', ['letter']],
    ['carcinome', ['letter', 'surgery']],
    ['carcinome récidive', []],
    ['carcinome -curage', ['letter']],
    ['"carcinome canalaire"', ['surgery']],
    ['« Carcinome Canalaire »', ['surgery']],
    ['canalaire carcinome', ['letter', 'surgery']],
    ['hormonotherapie', ['letter']],
    ['CA 15-3', ['letter']],
    ['sein', ['imaging']],
    ['bloc mastectomie', ['surgery']],
    ['chimiothérapie', []],
    [`& | ! ) ( :* '`, []],
  ])('%s', async (typed, names) => expect(await found(typed)).toEqual(names))

  test('are shown in extracts, as text and never as markup', async () => {
    const { hits } = await searchRecord(world.gp.ctx, file.patientId, 'surveillance lettre', {})
    expect(hits).toHaveLength(1)
    expect(hits[0]!.titleParts).toEqual([
      { text: 'Lettre', isFound: true },
      { text: ' de liaison', isFound: false },
    ])
    expect(hits[0]!.extracts.flat().filter((s) => s.isFound)).toEqual([
      { text: 'Surveillance', isFound: true },
    ])
  })

  test('too short a search looks at nothing', async () => {
    expect(await searchRecord(world.gp.ctx, file.patientId, 'a', {})).toMatchObject({
      isTooShort: true,
      hits: [],
    })
  })
})

describe('filters', () => {
  test('by kind, author and day where the region is', async () => {
    expect(await found('sein', { kind: 'document' })).toEqual([])
    expect(await found('carcinome', { author: 'Dr MODÈLE Anne' })).toEqual(['letter'])
    // 23:30 in Greenwich on the second is the third here.
    expect(await found('carcinome', { from: '2026-02-03', to: '2026-02-03' })).toEqual(['letter'])
    expect(await found('carcinome', { to: '2026-02-02' })).toEqual(['surgery'])
  })

  test('by what the document is, by its type', async () => {
    expect(await found('carcinome', { type: 'surgery' })).toEqual(['surgery'])
    expect(await found('carcinome', { type: 'imaging' })).toEqual([])
    expect(await found('sein', { type: 'imaging' })).toEqual(['imaging'])
    // One that names no type, or none of the list, is another document.
    expect(await found('carcinome', { type: 'other' })).toEqual(['letter'])
    const { types, kinds } = await searchRecord(world.gp.ctx, file.patientId, 'carcinome', {
      type: 'surgery',
    })
    expect(types).toEqual([
      { type: 'other', count: 1 },
      { type: 'surgery', count: 1 },
    ])
    expect(kinds).toEqual([{ kind: 'document', count: 1 }])
    // What is no document has no type.
    const { id } = await anEntry(world.feed, file, { kind: 'stay', title: 'Carcinome, séjour' })
    expect(await found('carcinome', { type: 'other' })).toEqual(['letter'])
    expect(await found('carcinome')).toContain('Carcinome, séjour')
    await database.owner.execute(sql`delete from record_entries where id = ${id}`)
  })

  test('by establishment, when two houses have written', async () => {
    const clinic = await anEstablishment(database, world.regionId, { kind: 'clinic' })
    const clinicFeed = systemCtx(database, world.regionId, clinic.id)
    const ins = { ...anIns(), identityStatus: 'QUAL' as const }
    const here = await aPatientFile(world.feed, ins)
    const there = await aPatientFile(clinicFeed, { ...here.traits, localId: 'clinique-1' })
    expect(there.patientId).toBe(here.patientId)
    await aGpRelation(world.feed, here.fileId, world.gp.rpps)
    await anEntry(world.feed, here, { title: 'Scanner du thorax' })
    await anEntry(clinicFeed, there, { title: 'Scanner de contrôle' })
    const asked = (establishment?: string) =>
      searchRecord(world.gp.ctx, here.patientId, 'scanner', establishment ? { establishment } : {})
    const titles = async (establishment?: string) =>
      (await asked(establishment)).hits.map((hit) => hit.title).sort()
    expect(await titles()).toEqual(['Scanner de contrôle', 'Scanner du thorax'])
    expect(await titles(clinic.id)).toEqual(['Scanner de contrôle'])
    expect(await titles(world.hospital.id)).toEqual(['Scanner du thorax'])
    // The other house stays on offer when one is chosen.
    expect((await asked(clinic.id)).establishments.map((e) => e.count)).toEqual([1, 1])
  })

  test('say how much each would find', async () => {
    const { authors, kinds, establishments } = await searchRecord(world.gp.ctx, file.patientId, 'carcinome', {
      author: 'Dr MODÈLE Anne',
    })
    expect(authors).toHaveLength(2)
    expect(kinds).toEqual([{ kind: 'document', count: 1 }])
    expect(establishments).toEqual([{ id: world.hospital.id, name: world.hospital.name, count: 1 }])
  })
})

describe('doors', () => {
  test('an own file finds what the house wrote, not what others did', async () => {
    const other = await anEstablishment(database, world.regionId)
    const theirFile = await aPatientFile(systemCtx(database, world.regionId, other.id), {
      ...file.traits,
      localId: 'x',
    })
    await expect(
      searchRecord(world.regionAdmin.ctx, file.patientId, 'mastectomie', {}),
    ).rejects.toMatchObject({ code: 'not_found' })
    const theirs = systemCtx(database, world.regionId, other.id)
    const reached = theirFile.patientId === file.patientId
    if (reached) expect(await found('mastectomie', {}, theirs)).toEqual([])
    else
      await expect(searchRecord(theirs, file.patientId, 'mastectomie', {})).rejects.toMatchObject({
        code: 'not_found',
      })
  })

  test('what is restricted is found by its own house alone', async () => {
    const { id } = await anEntry(world.feed, file, { title: 'Psychiatrie', confidentiality: 'restricted' })
    expect(await found('psychiatrie', {}, world.doctor.ctx)).toEqual(['Psychiatrie'])
    expect(await found('psychiatrie')).toEqual([])
    await database.owner.execute(sql`delete from record_entries where id = ${id}`)
  })

  test('the trail says that one searched and how much was found, not for what', async () => {
    await found('mastectomie')
    const rows = await database.owner
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'record.search'))
    expect(rows.at(-1)).toMatchObject({ patientId: file.patientId, actorId: world.gp.personId })
    expect(JSON.stringify(rows)).not.toContain('astectomie')
  })
})

test('a record of 3,000 documents answers in the time of a page', async () => {
  const heavy = await aPatientFile(world.feed)
  await aGpRelation(world.feed, heavy.fileId, world.gp.rpps)
  await database.owner.execute(sql`
    with e as (
      insert into record_entries (region_id, patient_id, file_id, establishment_id, kind, title, occurred_at, source, media_type)
      select ${world.regionId}, ${heavy.patientId}, ${heavy.fileId}, ${world.hospital.id}, 'document',
        'Compte rendu ' || i, now() - i * interval '1 day', 'feed', 'text/plain' from generate_series(1, 3000) i
      returning region_id, id)
    insert into document_texts (region_id, entry_id, content)
    select region_id, id, repeat(${`${TEXTS.surgery} ${TEXTS.letter} `}, 6) from e`)
  await database.owner.execute(sql`analyze record_entries`)
  await database.owner.execute(sql`analyze document_texts`)
  const search = () => searchRecord(world.gp.ctx, heavy.patientId, 'mastectomie "carcinome canalaire"', {})
  await search()
  const startedAt = performance.now()
  expect((await search()).count).toBe(2000)
  const ms = performance.now() - startedAt
  process.stderr.write(`a search in 3,000 documents: ${Math.round(ms)} ms\n`)
  expect(ms).toBeLessThan(1_500)
}, 60_000)
