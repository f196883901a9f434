import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { FileFact, FileResult } from '#app/features/record/contract.ts'
import {
  fileFact,
  fileResult,
  importFhir,
  recordAppointment,
  recordConsent,
} from '#app/features/record/index.server.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import { aGpRelation, aPatientFile } from '#db/test/factories.ts'
import { expect, test, type World } from '../fixtures/index.ts'

// UXS-04, UXS-05, UXS-08: the facts of a record on screen, and a result that is corrected.

const ago = (days: number) => new Date(Date.now() - days * DAY)
const came = () => ({ channel: 'hl7v2' as const, messageId: crypto.randomUUID(), receivedAt: new Date() })
const value = (
  code: string,
  label: string,
  number: number,
  unit: string,
  low: number | null,
  high: number | null,
) => ({
  code,
  codeSystem: 'loinc' as const,
  label,
  section: code === '14682-9' ? 'Biochimie' : 'Hématologie',
  valueNumber: number,
  valueText: String(number),
  unit,
  rangeLow: low,
  rangeHigh: high,
})

/** A patient under chemotherapy, whose GP follows her: a year of counts, a disease with its stage. */
async function aCourse({ feed, gp }: World, birthName: string) {
  const file = await aPatientFile(feed, { birthName })
  await aGpRelation(feed, file.fileId, gp.rpps)
  const fact = (
    more: FileFact extends infer F
      ? F extends unknown
        ? Omit<F, 'fileId' | 'channel' | 'receivedAt'>
        : never
      : never,
  ) => fileFact(feed, { ...more, fileId: file.fileId, ...came() } as FileFact)
  const count = (
    days: number,
    n: number,
    more: Partial<FileResult> = {},
    platelets = 210 + 30 * Math.sin(n),
  ) =>
    fileResult(feed, {
      fileId: file.fileId,
      uniqueId: `NFS-${n}`,
      title: 'Numération formule sanguine',
      occurredAt: ago(days),
      authorName: 'Dr Meziane',
      observations: [
        value(
          '718-7',
          'Hémoglobine',
          Number((13.4 - n * 0.25 + 0.3 * Math.sin(n)).toFixed(1)),
          'g/dL',
          12,
          16,
        ),
        value(
          '751-8',
          'Polynucléaires neutrophiles',
          Number((3.6 + 1.9 * Math.sin(n * 1.7)).toFixed(1)),
          'G/L',
          1.5,
          7,
        ),
        value('777-3', 'Plaquettes', Math.round(platelets), 'G/L', 150, 400),
        value('14682-9', 'Créatinine', 62 + n, 'µmol/L', 45, 100),
      ],
      ...came(),
      ...more,
    })
  for (let n = 1; n <= 13; n++) await count(365 - n * 26, n)
  const source = await count(12, 14)
  await fact({
    kind: 'condition',
    occurredAt: ago(230),
    title: 'Carcinome infiltrant du sein droit',
    category: 'cancer',
    topography: 'Sein, quadrant supéro-externe',
    laterality: 'right',
    morphology: 'Carcinome de type non spécifique, grade III',
    tumour: 'pT2',
    nodes: 'pN1a(sn)',
    metastases: 'M0',
    stage: 'IIB',
    stagingKind: 'pathological',
    stagingSystem: 'UICC 8e édition',
    diagnosedOn: '2026-01-12',
  })
  await fact({ kind: 'condition', occurredAt: ago(3000), title: 'Diabète de type 2', category: 'other' })
  for (const [marker, result, text] of [
    ['RE', 'positive', '90 %'],
    ['HER2', 'negative', 'score 1+'],
    ['BRCA1, BRCA2', 'negative', ''],
  ] as const) {
    await fact({
      kind: 'biomarker',
      occurredAt: ago(220),
      marker,
      result,
      value: text,
      sourceEntryId: source.entryId,
    })
  }
  await fact({
    kind: 'treatment',
    occurredAt: ago(200),
    occurredUntil: ago(200),
    title: 'Tumorectomie et ganglion sentinelle',
    category: 'surgery',
    state: 'completed',
    intent: 'curative',
  })
  await fact({
    kind: 'treatment',
    occurredAt: ago(150),
    occurredUntil: ago(80),
    title: 'Docétaxel – cyclophosphamide',
    category: 'chemotherapy',
    state: 'stopped',
    intent: 'adjuvant',
    line: 1,
    stopReason: 'Neuropathie',
  })
  await fact({
    kind: 'treatment',
    occurredAt: ago(30),
    title: 'Létrozole 2,5 mg',
    category: 'hormone',
    state: 'active',
    intent: 'adjuvant',
  })
  await fact({
    kind: 'allergy',
    occurredAt: ago(4000),
    substance: 'Pénicilline',
    severity: 'severe',
    reaction: 'Œdème de Quincke',
  })
  await recordConsent(feed, { fileId: file.fileId, opposesDeposit: true })
  await recordAppointment(feed, {
    fileId: file.fileId,
    appointmentNumber: `R-${file.localId}`,
    state: 'booked',
    startsAt: ago(-5),
    reason: 'Consultation d’oncologie',
    place: 'Porte 4',
    practitionerName: 'Dr Fontanel',
    ...came(),
  })
  return { ...file, count }
}

test('the summary says what matters, a result what it was before', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(120_000)
  const patient = await aCourse(world, 'FAITS-A')
  await signIn(world.doctor)
  await page.goto(`/patients/${patient.patientId}`)
  const main = page.getByRole('main')
  await expect(main.getByRole('link', { name: 'Carcinome infiltrant du sein droit' })).toBeVisible()
  await expect(main.getByText('pT2 pN1a(sn) M0')).toBeVisible()
  await expect(main.getByText('Stade IIB')).toBeVisible()
  await expect(main.getByText('Arrêté', { exact: true })).toBeVisible()
  await expect(page.getByText('Opposé au dépôt DMP')).toBeVisible()
  await expect(main.getByRole('link', { name: 'Consultation d’oncologie' }).last()).toBeVisible()
  await seesNoFault(page, 'facts-summary')

  await main.getByRole('link', { name: 'Hémoglobine' }).click()
  await expect(page.getByRole('img', { name: /Courbe : Hémoglobine, 14 valeurs/ })).toBeVisible()
  await page.getByRole('link', { name: '3 mois' }).click()
  await expect(page.getByRole('img', { name: /Courbe : Hémoglobine, [45] valeurs/ })).toBeVisible()
  await page.getByRole('link', { name: 'Tout', exact: true }).click()
  await expect(page.getByRole('img', { name: /14 valeurs/ })).toBeVisible()
  await seesNoFault(page, 'facts-trend')
  await page
    .getByRole('link', { name: /Voir le résultat/ })
    .first()
    .click()
  await expect(page.getByRole('table', { name: 'Valeurs du compte rendu' })).toBeVisible()
  await expect(page.getByRole('row', { name: /Hémoglobine/ })).toContainText('Bas')
  await seesNoFault(page, 'facts-result')
})

// EXT-02
test('a result that is corrected: the new one says so, the old one is readable as replaced', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(120_000)
  const patient = await aCourse(world, 'FAITS-B')
  const wrong = await patient.count(2, 15, {}, 41)
  await signIn(world.gp)
  await page.goto(`/patients/${patient.patientId}/entries/${wrong.entryId}`)
  await expect(page.getByRole('row', { name: /Plaquettes/ })).toContainText('41')
  await page.waitForLoadState('networkidle')

  const comment = 'Recontrôle sur tube citraté : agrégats.'
  const right = await patient.count(2, 15, { reportStatus: 'corrected', comment }, 204)
  await expect(page.getByText(/Remplacé le .* par une version plus récente/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('row', { name: /Plaquettes/ })).toContainText('41')
  await seesNoFault(page, 'facts-replaced')
  await page.getByRole('link', { name: /^Version du/ }).click()
  await expect(page).toHaveURL(new RegExp(right.entryId))
  await expect(page.getByText('Résultat corrigé', { exact: true })).toBeVisible()
  await expect(page.getByRole('row', { name: /Plaquettes/ })).toContainText('204')
  await expect(page.getByText(comment)).toBeVisible()
  await seesNoFault(page, 'facts-corrected')

  await page.getByRole('link', { name: 'Résumé' }).click()
  await expect(page.getByRole('main').getByText('204')).toBeVisible()
  await expect(page.getByRole('main').getByText('41', { exact: true })).toHaveCount(0)
})

test('a note keeps itself while one writes, is signed, and marked in error stays readable', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(120_000)
  const patient = await aCourse(world, 'FAITS-C')
  await signIn(world.doctor)
  await page.goto(`/patients/${patient.patientId}`)
  await page.getByRole('link', { name: 'Note', exact: true }).click()
  await page.getByLabel('Objet').fill('Appel de la patiente')
  await page.getByRole('textbox', { name: 'Note' }).fill('Fièvre depuis hier soir.')
  await expect(page.getByText(/Brouillon enregistré à/)).toBeVisible()
  await seesNoFault(page, 'facts-note')
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Fièvre depuis hier soir.')
  await page.getByRole('button', { name: 'Signer la note' }).click()
  await expect(page.getByRole('heading', { name: 'Appel de la patiente' })).toBeVisible()

  await page.getByRole('button', { name: 'Signaler une saisie par erreur' }).click()
  await page.getByRole('textbox', { name: 'Motif' }).fill('Concerne une autre patiente.')
  await page.getByRole('button', { name: 'Marquer la note' }).click()
  await expect(page.getByText('Concerne une autre patiente.')).toBeVisible()
  await expect(page.getByText('Fièvre depuis hier soir.')).toBeVisible()
  await seesNoFault(page, 'facts-note-error')
})

const SAMPLES = process.env.CORDEE_SAMPLES
test('a record of decades that was imported is read like any other', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.skip(!SAMPLES, 'needs the example records')
  test.setTimeout(180_000)
  const folder = join(SAMPLES!, 'fhir/synthea-cancer')
  const name = readdirSync(folder).find((file) => file.startsWith('Bambi'))!
  const bundle = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString())
  await importFhir(world.feed, bundle, folderStore(mkdtempSync(join(tmpdir(), 'cordee-import-'))))
  await signIn(world.doctor)
  await page.goto('/patients?scope=establishment')
  await page
    .getByRole('main')
    .getByRole('link', { name: /MURRAY/i })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Traitements' })).toBeVisible()
  await seesNoFault(page, 'facts-imported')
  await page.getByRole('link', { name: 'Chronologie' }).click()
  await expect(page).toHaveURL(/timeline/)
  await expect(page.getByRole('main')).toContainText('Consultation externe')
  await seesNoFault(page, 'facts-imported-timeline')
})
