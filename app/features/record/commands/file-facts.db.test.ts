import { and, asc, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { appointments, observations } from '#db/schema/clinical.ts'
import { entryProvenances, recordEntries } from '#db/schema/entries.ts'
import { outbox } from '#db/schema/outbox.ts'
import { patients } from '#db/schema/record.ts'
import { fileConsents } from '#db/schema/workspace.ts'
import { aHospitalWithGp, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import type { FileFact, FileResult, RecordAppointment } from '../contract.ts'
import { fileFact, recordNoAllergy } from './file-fact.server.ts'
import { fileResult } from './file-result.server.ts'
import { recordAppointment } from './record-appointment.server.ts'
import { recordConsent } from './record-consent.server.ts'

const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
})

const occurredAt = new Date('2026-03-02T08:00:00Z')
const arrival = () => ({
  channel: 'hl7v2' as const,
  messageId: crypto.randomUUID(),
  receivedAt: new Date('2026-03-02T09:00:00Z'),
})
const haemoglobin = (value: number) => ({
  code: '718-7',
  codeSystem: 'loinc' as const,
  label: 'Hémoglobine',
  valueNumber: value,
  valueText: String(value),
  unit: 'g/dL',
  rangeLow: 12,
  rangeHigh: 16,
})
const aReport = (value: number, more: Partial<FileResult> = {}): FileResult => ({
  fileId: file.fileId,
  uniqueId: 'LAB-1',
  title: 'Numération formule sanguine',
  occurredAt,
  observations: [haemoglobin(value)],
  ...arrival(),
  ...more,
})
const entriesOf = (kind: 'result' | 'allergy' | 'condition' | 'appointment') =>
  world.feed.read((tx) =>
    tx
      .select()
      .from(recordEntries)
      .where(and(eq(recordEntries.patientId, file.patientId), eq(recordEntries.kind, kind)))
      .orderBy(asc(recordEntries.recordedAt)),
  )
const eventsAbout = async (entryId: string) => {
  const rows = await database.owner.select().from(outbox).where(eq(outbox.regionId, world.regionId))
  return rows.filter((row) => (row.payload as { entryId?: string }).entryId === entryId)
}

describe('fileResult', () => {
  test('files a report with its values; the same again is one entry with two provenances', async () => {
    const filed = await fileResult(world.feed, aReport(11.2))
    expect(filed).toMatchObject({ outcome: 'filed', patientId: file.patientId })
    const again = await fileResult(world.feed, aReport(11.2, { channel: 'fhir' }))
    expect(again).toEqual({ ...filed, outcome: 'known' })

    const [values, ways] = await world.feed.read((tx) =>
      Promise.all([
        tx.select().from(observations).where(eq(observations.entryId, filed.entryId)),
        tx.select().from(entryProvenances).where(eq(entryProvenances.entryId, filed.entryId)),
      ]),
    )
    expect(values).toMatchObject([
      {
        position: 1,
        code: '718-7',
        valueNumber: 11.2,
        rangeLow: 12,
        observedAt: occurredAt,
        status: 'final',
      },
    ])
    expect(ways.map((way) => way.channel).sort()).toEqual(['fhir', 'hl7v2'])
    expect(await eventsAbout(filed.entryId)).toHaveLength(1)
  })

  test('a correction takes the place of the former, which stays as replaced', async () => {
    const first = await fileResult(world.feed, aReport(11.2))
    const second = await fileResult(world.feed, aReport(8.2, { reportStatus: 'corrected' }))
    expect(second.outcome).toBe('replaced')
    const [old, now] = await entriesOf('result')
    expect(old).toMatchObject({ id: first.entryId, status: 'replaced' })
    expect(now).toMatchObject({ id: second.entryId, status: 'current', replacesId: first.entryId })
    // The message of yesterday again: nothing changes.
    expect((await fileResult(world.feed, aReport(11.2))).outcome).toBe('known')
    expect(await entriesOf('result')).toHaveLength(2)
  })

  test('a preliminary report that comes after the final one stands behind it', async () => {
    const final = await fileResult(world.feed, aReport(11.2))
    const late = await fileResult(world.feed, aReport(11, { reportStatus: 'preliminary' }))
    expect(late.outcome).toBe('superseded')
    const all = await entriesOf('result')
    expect(all.find((e) => e.id === late.entryId)!.status).toBe('replaced')
    expect(all.find((e) => e.id === final.entryId)).toMatchObject({
      status: 'current',
      replacesId: late.entryId,
    })
  })

  test('a cancelled report is withdrawn, and stays so if it comes afterwards', async () => {
    const first = await fileResult(world.feed, aReport(11.2))
    const gone = await fileResult(world.feed, aReport(11.2, { reportStatus: 'cancelled', observations: [] }))
    expect(gone).toEqual({ ...first, outcome: 'withdrawn' })
    expect((await entriesOf('result'))[0]!.status).toBe('withdrawn')
    expect((await eventsAbout(first.entryId)).map((e) => e.name)).toContain('record.entry.withdrawn')

    const uniqueId = 'LAB-2'
    await fileResult(world.feed, aReport(9, { uniqueId, reportStatus: 'cancelled', observations: [] }))
    const late = await fileResult(world.feed, aReport(9, { uniqueId }))
    expect(late.outcome).toBe('withdrawn')
    expect((await entriesOf('result')).every((e) => e.status === 'withdrawn')).toBe(true)
  })

  test('two deliveries at once are one entry', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => fileResult(world.feed, aReport(11.2))))
    expect(outcomes.map((o) => o.outcome).sort()).toEqual(['filed', 'known', 'known'])
  })

  test('history that is imported is no news', async () => {
    const { entryId } = await fileResult(world.feed, aReport(11.2, { channel: 'import' }))
    expect(await eventsAbout(entryId)).toEqual([])
  })

  test('is refused in the file of another establishment, and when something is missing', async () => {
    await expect(fileResult(world.gp.ctx, aReport(11.2))).rejects.toMatchObject({ code: 'not_found' })
    await expect(fileResult(world.technician.ctx, aReport(11.2))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(fileResult(world.feed, aReport(11.2, { title: '' }))).rejects.toMatchObject({
      code: 'invalid',
      reason: 'record.resultIncomplete',
    })
  })
})

describe('fileFact', () => {
  const penicillin = (more = {}): FileFact => ({
    kind: 'allergy',
    fileId: file.fileId,
    uniqueId: 'AL-1',
    occurredAt,
    substance: 'Pénicilline',
    severity: 'severe',
    ...arrival(),
    ...more,
  })
  const stateOfAllergies = async () => {
    const [row] = await world.feed.read((tx) =>
      tx.select({ state: patients.allergyState }).from(patients).where(eq(patients.id, file.patientId)),
    )
    return row!.state
  }

  test('allergies keep the state of the patient true', async () => {
    expect(await stateOfAllergies()).toBe('not_asked')
    await recordNoAllergy(world.feed, { fileId: file.fileId, state: 'none_known' })
    expect(await stateOfAllergies()).toBe('none_known')
    await fileFact(world.feed, penicillin())
    expect(await stateOfAllergies()).toBe('known')
    // What is known is not talked away.
    await recordNoAllergy(world.feed, { fileId: file.fileId, state: 'none_known' })
    expect(await stateOfAllergies()).toBe('known')
    await fileFact(world.feed, penicillin({ isWithdrawn: true }))
    expect(await stateOfAllergies()).toBe('not_asked')
    await expect(
      recordNoAllergy(world.gp.ctx, { fileId: file.fileId, state: 'none_known' }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a diagnosis staged anew takes the place of the former; without an id its words are the id', async () => {
    const cancer = (stage: string, uniqueId: string | null): FileFact => ({
      kind: 'condition',
      fileId: file.fileId,
      uniqueId,
      occurredAt,
      title: 'Adénocarcinome du côlon sigmoïde',
      category: 'cancer',
      stage,
      ...arrival(),
    })
    await fileFact(world.feed, cancer('IIIB', 'C-1'))
    expect((await fileFact(world.feed, cancer('IIIC', 'C-1'))).outcome).toBe('replaced')
    expect((await fileFact(world.feed, cancer('II', null))).outcome).toBe('filed')
    expect((await fileFact(world.feed, cancer('II', null))).outcome).toBe('known')
    expect((await entriesOf('condition')).map((e) => e.status).sort()).toEqual([
      'current',
      'current',
      'replaced',
    ])
  })
})

describe('recordAppointment', () => {
  const booking = (more: Partial<RecordAppointment> = {}): RecordAppointment => ({
    fileId: file.fileId,
    appointmentNumber: `R-${file.localId}`,
    state: 'booked',
    ...arrival(),
    ...more,
  })

  test('is booked, moved, cancelled: one entry', async () => {
    const startsAt = new Date('2026-04-02T08:00:00Z')
    const opened = await recordAppointment(world.feed, booking({ startsAt, reason: 'Scanner', place: 'B2' }))
    expect(opened.outcome).toBe('opened')
    const later = new Date('2026-04-03T08:00:00Z')
    expect((await recordAppointment(world.feed, booking({ startsAt: later }))).outcome).toBe('changed')
    expect((await recordAppointment(world.feed, booking({ startsAt: later }))).outcome).toBe('known')
    await recordAppointment(world.feed, booking({ state: 'cancelled' }))
    const [entry, ...others] = await entriesOf('appointment')
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      id: opened.entryId,
      title: 'Scanner',
      occurredAt: later,
      status: 'withdrawn',
    })
    const [row] = await world.feed.read((tx) =>
      tx.select().from(appointments).where(eq(appointments.entryId, opened.entryId)),
    )
    expect(row).toMatchObject({ state: 'cancelled', place: 'B2', startsAt: later })
  })

  test('a number is one patient’s', async () => {
    const startsAt = occurredAt
    await recordAppointment(world.feed, booking({ startsAt, appointmentNumber: `S-${file.localId}` }))
    const other = await aPatientFile(world.feed)
    await expect(
      recordAppointment(
        world.feed,
        booking({ startsAt, fileId: other.fileId, appointmentNumber: `S-${file.localId}` }),
      ),
    ).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('recordConsent keeps what a message does not say', async () => {
  const { fileId } = file
  expect((await recordConsent(world.feed, { fileId, opposesDeposit: true })).outcome).toBe('changed')
  expect((await recordConsent(world.feed, { fileId, opposesBreakGlass: false })).outcome).toBe('changed')
  expect((await recordConsent(world.feed, { fileId, opposesDeposit: true })).outcome).toBe('known')
  const [row] = await world.feed.read((tx) =>
    tx.select().from(fileConsents).where(eq(fileConsents.fileId, fileId)),
  )
  expect(row).toMatchObject({ opposesDeposit: true, opposesBreakGlass: false, opposesDispatchCentre: null })
  await expect(recordConsent(world.gp.ctx, { fileId, opposesDeposit: false })).rejects.toMatchObject({
    code: 'not_found',
  })
})
