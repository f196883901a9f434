import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import {
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  anEstablishment,
  aPatientFile,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { fileFact, recordNoAllergy } from '../commands/file-fact.server.ts'
import { fileResult } from '../commands/file-result.server.ts'
import { recordAppointment } from '../commands/record-appointment.server.ts'
import { recordConsent } from '../commands/record-consent.server.ts'
import { getOwnIdentity } from './get-own-identity.server.ts'
import { getPatientBanner } from './get-patient-banner.server.ts'
import { getPatientSummary } from './get-patient-summary.server.ts'

// UXS-04, UXS-05
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})

const occurredAt = new Date('2026-02-02T09:00:00Z')
const came = () => ({ channel: 'hl7v2' as const, messageId: crypto.randomUUID(), receivedAt: new Date() })

test('a summary holds the facts of the disease with what they say, the last values and what comes next', async () => {
  const { feed, gp } = world
  const file = await aPatientFile(feed)
  await aGpRelation(feed, file.fileId, gp.rpps)
  const of = { fileId: file.fileId, occurredAt }
  const report = await anEntry(feed, file, { title: 'Compte rendu de génétique' })
  await fileFact(feed, {
    ...of,
    ...came(),
    kind: 'condition',
    title: 'Adénocarcinome du poumon',
    category: 'cancer',
    tumour: 'cT2a',
    nodes: 'cN2',
    metastases: 'M1b',
    stage: 'IVA',
  })
  await fileFact(feed, {
    ...of,
    ...came(),
    kind: 'biomarker',
    marker: 'EGFR',
    result: 'positive',
    value: 'L858R',
    sourceEntryId: report.id,
  })
  await fileFact(feed, {
    ...of,
    ...came(),
    kind: 'treatment',
    title: 'Osimertinib',
    category: 'targeted',
    state: 'active',
    line: 1,
  })
  for (const [days, value] of [
    [60, 13.2],
    [30, 11.4],
    [1, 9.6],
  ] as const) {
    await fileResult(feed, {
      fileId: file.fileId,
      uniqueId: `NFS-${days}`,
      title: 'Numération',
      occurredAt: new Date(Date.now() - days * DAY),
      observations: [
        {
          code: '718-7',
          codeSystem: 'loinc',
          label: 'Hb',
          valueNumber: value,
          valueText: `${value}`,
          rangeLow: 12,
        },
      ],
      ...came(),
    })
  }
  await recordAppointment(feed, {
    fileId: file.fileId,
    appointmentNumber: 'R1',
    state: 'booked',
    startsAt: new Date(Date.now() + 3 * DAY),
    reason: 'Consultation d’oncologie',
    place: 'Bâtiment B',
    ...came(),
  })
  // A diagnosis of before there were details: its title alone.
  await anEntry(feed, file, { kind: 'condition', title: 'Diabète de type 2' })

  const summary = await getPatientSummary(gp.ctx, file.patientId)
  expect(summary.conditions.map((c) => [c.title, c.of?.stage ?? null]).sort()).toEqual([
    ['Adénocarcinome du poumon', 'IVA'],
    ['Diabète de type 2', null],
  ])
  expect(summary.biomarkers).toMatchObject([
    { of: { marker: 'EGFR', value: 'L858R', sourceEntryId: report.id, origin: 'unknown' } },
  ])
  expect(summary.treatments).toMatchObject([{ title: 'Osimertinib', of: { state: 'active', line: 1 } }])
  expect(summary.keyValues).toMatchObject([
    {
      key: 'haemoglobin',
      values: [{ valueNumber: 13.2 }, { valueNumber: 11.4 }, { valueNumber: 9.6, flag: 'low' }],
    },
  ])
  expect(summary.appointments).toMatchObject([
    { title: 'Consultation d’oncologie', of: { place: 'Bâtiment B' } },
  ])
  expect(summary.allergyState).toBe('not_asked')
})

test('allergies are known, none, or not asked; what the patient opposed stands in the banner', async () => {
  const { feed, gp, doctor } = world
  const file = await aPatientFile(feed)
  await aGpRelation(feed, file.fileId, gp.rpps)
  await recordNoAllergy(feed, { fileId: file.fileId, state: 'none_known' })
  expect((await getPatientSummary(gp.ctx, file.patientId)).allergyState).toBe('none_known')
  await fileFact(feed, {
    fileId: file.fileId,
    occurredAt,
    kind: 'allergy',
    substance: 'Pénicilline',
    severity: 'severe',
    ...came(),
  })
  expect(await getPatientSummary(gp.ctx, file.patientId)).toMatchObject({
    allergyState: 'known',
    allergies: [{ title: 'Pénicilline', of: { severity: 'severe' } }],
  })
  expect((await getPatientBanner(doctor.ctx, file.patientId)).oppositions).toEqual([])
  await recordConsent(feed, { fileId: file.fileId, opposesDeposit: true, opposesBreakGlass: false })
  expect((await getPatientBanner(doctor.ctx, file.patientId)).oppositions).toEqual(['deposit'])
})

// UXS-04: the hospital's feed is the only one to know, the doctor in town is the one who writes.
test('what a feed says of opposition stands in the banner of who follows the patient, not of others', async () => {
  const { feed, gp, doctor } = world
  const file = await aPatientFile(feed)
  await aGpRelation(feed, file.fileId, gp.rpps)
  await recordConsent(feed, {
    fileId: file.fileId,
    opposesBreakGlass: true,
    opposesDispatchCentre: true,
    consentsToConsultation: false,
    identityMode: 'CV',
    insCheckedOn: '2026-01-05',
    identityDocument: 'PA',
  })
  const said = ['consultation', 'breakGlass', 'dispatchCentre']
  expect((await getPatientBanner(gp.ctx, file.patientId)).oppositions).toEqual(said)
  expect((await getPatientBanner(doctor.ctx, file.patientId)).oppositions).toEqual(said)
  const asked = (ctx: Ctx) =>
    ctx.read((tx) => tx.execute(sql`select * from app.oppositions_of(${file.patientId}::uuid)`))
  const clinic = await anEstablishment(database, world.regionId, { kind: 'clinic' })
  const stranger = await aMember(database, {
    regionId: world.regionId,
    establishmentId: clinic.id,
    role: 'doctor',
  })
  const nothing = {
    opposes_deposit: false,
    opposes_break_glass: false,
    opposes_dispatch_centre: false,
    refuses_consultation: false,
  }
  const elsewhere = await aHospitalWithGp(database)
  for (const ctx of [stranger.ctx, elsewhere.doctor.ctx, elsewhere.gp.ctx]) {
    expect([...(await asked(ctx))]).toEqual([nothing])
  }
  // How the identity was taken stays in the house, where its page tells it.
  const told = await getOwnIdentity(doctor.ctx, file.patientId)
  expect(told.proof).toEqual({ mode: 'CV', insCheckedOn: '2026-01-05', document: 'PA', documentUntil: null })
  const silent = await aPatientFile(feed)
  expect((await getOwnIdentity(doctor.ctx, silent.patientId)).proof).toBe(null)
  const rows = await gp.ctx.read((tx) => tx.execute(sql`select identity_mode from file_consents`))
  expect([...rows]).toEqual([])
})
