import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditEntries } from '#db/schema/audit.ts'
import { aGpRelation, aHospitalWithGp, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { fileFact } from '../commands/file-fact.server.ts'
import { fileResult } from '../commands/file-result.server.ts'
import type { FileResult } from '../contract.ts'
import { getEntryFacts } from './get-entry-facts.server.ts'
import { getTrend } from './get-trend.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})

const came = () => ({ channel: 'hl7v2' as const, messageId: crypto.randomUUID(), receivedAt: new Date() })
const count = (day: string, value: number, more: Partial<FileResult> = {}) =>
  fileResult(world.feed, {
    fileId: file.fileId,
    uniqueId: `LAB-${day}`,
    title: 'Numération formule sanguine',
    occurredAt: new Date(`${day}T08:00:00Z`),
    observations: [
      {
        code: '718-7',
        codeSystem: 'loinc',
        label: 'Hémoglobine',
        section: 'Hématologie',
        valueNumber: value,
        valueText: String(value),
        unit: 'g/dL',
        rangeLow: 12,
        rangeHigh: 16,
      },
    ],
    ...came(),
    ...more,
  })
const gpReads = (entryId: string) => getEntryFacts(world.gp.ctx, { patientId: file.patientId, entryId })

describe('getEntryFacts', () => {
  test('a report shows its values with what came before them, and is read once in the trail', async () => {
    await count('2026-01-05', 13.1)
    const wrong = await count('2026-02-05', 3.1)
    await count('2026-02-05', 12.4, { reportStatus: 'corrected' })
    const { entryId } = await count('2026-03-05', 9.8)
    const facts = await gpReads(entryId)
    expect(facts).toMatchObject({
      kind: 'report',
      reportStatus: 'final',
      lines: [
        {
          label: 'Hémoglobine',
          section: 'Hématologie',
          valueNumber: 9.8,
          flag: 'low',
          // What was corrected since is not what came before.
          earlier: [{ valueNumber: 13.1 }, { valueNumber: 12.4 }],
        },
      ],
    })
    const replaced = await gpReads(wrong.entryId)
    expect(replaced).toMatchObject({ lines: [{ valueNumber: 3.1 }] })
    const trail = await database.owner
      .select({ subject: auditEntries.subject })
      .from(auditEntries)
      .where(and(eq(auditEntries.action, 'record.result.read'), eq(auditEntries.actorId, world.gp.personId)))
    expect(trail.map((row) => row.subject)).toEqual(
      expect.arrayContaining([`record_entry/${entryId}`, `record_entry/${wrong.entryId}`]),
    )
  })

  // UXS-05
  test('a biomarker leads to the report it comes from', async () => {
    const source = await count('2026-01-05', 13)
    const { entryId } = await fileFact(world.feed, {
      kind: 'biomarker',
      fileId: file.fileId,
      occurredAt: new Date('2026-01-20T08:00:00Z'),
      marker: 'EGFR',
      result: 'positive',
      value: 'p.L858R',
      sourceEntryId: source.entryId,
      ...came(),
    })
    expect(await gpReads(entryId)).toMatchObject({
      kind: 'biomarker',
      of: { marker: 'EGFR', value: 'p.L858R', sourceEntryId: source.entryId },
      sourceTitle: 'Numération formule sanguine',
    })
  })

  test('is nothing to those without a relation', async () => {
    const { entryId } = await count('2026-01-05', 13)
    const other = await aPatientFile(world.feed)
    await expect(getEntryFacts(world.gp.ctx, { patientId: other.patientId, entryId })).rejects.toMatchObject({
      code: 'not_found',
    })
    // An entry under another patient's address is no entry.
    expect(await getEntryFacts(world.doctor.ctx, { patientId: other.patientId, entryId })).toBe(null)
  })
})

describe('getTrend', () => {
  test('one analysis through time, the oldest first, within a range of dates', async () => {
    for (const [day, value] of [
      ['2020-01-05', 14],
      ['2026-01-05', 13],
      ['2026-02-05', 11],
    ] as const) {
      await count(day, value)
    }
    const ctx = { ...world.gp.ctx, now: () => new Date('2026-03-01T00:00:00Z') }
    const of = { patientId: file.patientId, code: '718-7' }
    const all = await getTrend(ctx, { ...of, range: 'all' })
    expect(all.values.map((v) => v.valueNumber)).toEqual([14, 13, 11])
    expect(all).toMatchObject({ label: 'Hémoglobine', total: 3 })
    const year = await getTrend(ctx, { ...of, range: '1y' })
    expect(year.values.map((v) => v.valueNumber)).toEqual([13, 11])
    await expect(getTrend(ctx, { ...of, code: 'x', range: 'all' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
