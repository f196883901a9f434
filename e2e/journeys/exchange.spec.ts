import type { Page } from '@playwright/test'
import { anAdt, anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { aMovement, anOruOfValues } from '#app/features/exchange/formats/hl7v2/factories-events.ts'
import { expect, test } from '../fixtures/index.ts'
import { ackCode, sendMllp } from '../fixtures/mllp-client.ts'

const open = async (page: Page) => {
  await page.goto('/exchange')
  await page.getByRole('link', { name: /Admissions/ }).click()
  await expect(page.getByRole('heading', { name: 'Admissions' })).toBeVisible()
}

test('a technician sees what is blocked and what waits behind it, and lets it go on', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  const port = await feed()
  const person = { ipp: 'E2E-1', birthName: 'JOURNEE' }
  const early = anMdm({ person, controlId: 'EARLY', documentId: ['1.2.250.1.999.40.1'], content: aPdf('un') })
  expect(ackCode(await sendMllp(port, early))).toBe('AA')
  await signIn(world.technician)
  await page.goto('/exchange')
  await expect(page.getByText('Un message bloque sa file')).toBeVisible()
  await seesNoFault(page, 'exchange')
  await open(page)
  const row = page.getByRole('row', { name: /MDM\^T02/ })
  await expect(row.getByText('Patient pas encore connu de l’établissement')).toBeVisible()
  await seesNoFault(page, 'connection')

  // No reload: the admission arrives, the document goes on by itself.
  expect(ackCode(await sendMllp(port, anAdt({ person, controlId: 'ADT', visitNumber: 'E2E-V1' })))).toBe('AA')
  await expect(row.getByText('Classé')).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('JOURNEE')).toHaveCount(0)
})

test('leaving a message out needs a reason', async ({ page, world, signIn, feed }) => {
  const port = await feed()
  const stray = anMdm({ person: { ipp: 'E2E-2' }, controlId: 'STRAY', documentId: ['1.2.250.1.999.40.2'] })
  expect(ackCode(await sendMllp(port, stray))).toBe('AA')
  await signIn(world.technician)
  await open(page)
  await page.getByRole('button', { name: 'Écarter…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Écarter le message' }).click()
  await expect(dialog.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByRole('textbox').fill('Envoyé par erreur')
  await dialog.getByRole('button', { name: 'Écarter le message' }).click()
  await expect(page.getByRole('row', { name: /MDM\^T02/ }).getByText('Sans suite')).toBeVisible()
})

// API-04, TEN-02
test('an admission shows the patient in their unit; a technician maps a code, pauses and replays', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  test.slow()
  const port = await feed()
  const person = { ipp: 'E2E-3', ins: '', birthName: 'ARRIVEE' }
  const admission = { person, visit: 'E2E-V3', saidAt: '20260301080000', location: 'HDJ-4^12^1' }
  expect(ackCode(await sendMllp(port, aMovement({ event: 'A01', controlId: 'IN', ...admission })))).toBe('AA')
  await signIn(world.doctor)
  await expect(async () => {
    await page.goto('/patients?scope=establishment')
    await expect(page.getByRole('row', { name: /ARRIVEE/ })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await page
    .getByRole('row', { name: /ARRIVEE/ })
    .getByRole('link')
    .first()
    .click()
  await expect(page).toHaveURL(/patients\/[0-9a-f-]{36}/)
  await expect(page.getByText('HDJ-4').first()).toBeVisible()
  const patient = page.url()

  const values = ['OBR|1||S1^LABO|BIO^Biochimie^L|||20260301083000', 'OBX|1|NM|CRPX^CRP^L||12|mg/L|<5|H|||F']
  expect(ackCode(await sendMllp(port, anOruOfValues({ person, controlId: 'LAB', segments: values })))).toBe(
    'AA',
  )
  await signIn(world.technician)
  await open(page)
  await page.getByRole('tab', { name: /Codes locaux/ }).click()
  await expect(page.getByRole('row', { name: /HDJ-4/ }).getByText('À relier')).toBeVisible()
  await seesNoFault(page, 'connection-codes')
  await page.getByLabel('Signification\u00A0: HDJ-4').selectOption('Nouvelle unité…')
  await page.getByLabel('Nom de l’unité\u00A0: HDJ-4').fill('Hôpital de jour')
  await page.getByRole('button', { name: 'Relier\u00A0: HDJ-4' }).click()
  await expect(page.getByText('Le code est relié.', { exact: false })).toBeVisible()
  await page.getByLabel('Signification\u00A0: CRPX').fill('1988-6')
  await page.getByRole('button', { name: 'Relier\u00A0: CRPX' }).click()
  await expect(page.getByRole('alert')).toContainText('ni un LOINC juste')
  await page.getByLabel('Signification\u00A0: CRPX').fill('1988-5')
  await page.getByRole('button', { name: 'Relier\u00A0: CRPX' }).click()
  await expect(page.getByRole('row', { name: /CRPX/ }).getByText('À relier')).toHaveCount(0)

  await page.getByRole('button', { name: 'Mettre en pause' }).click()
  await expect(page.getByText('En pause', { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: 'Messages', exact: true }).click()
  await page.getByRole('button', { name: 'Rejouer\u00A0: LAB' }).click()
  const lab = page.getByRole('row', { name: /ORU\^R01/ })
  await expect(lab.getByText('En attente')).toBeVisible()
  await page.getByRole('button', { name: 'Reprendre' }).click()
  await expect(lab.getByText('Classé')).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('ARRIVEE')).toHaveCount(0)

  await page.getByRole('tab', { name: 'Réglages' }).click()
  await page.getByLabel('Pour quel logiciel').fill('EAI')
  await page.getByRole('button', { name: 'Créer un jeton' }).click()
  await expect(page.getByText(/cordee_hl7_/)).toBeVisible()
  await seesNoFault(page, 'connection-settings')
  await page.getByRole('button', { name: 'Envoyer une admission d’essai' }).click()
  await expect(page.getByText('Admission d’essai envoyée, réponse AA.')).toBeVisible()

  await signIn(world.nurse)
  await expect(async () => {
    await page.goto(patient)
    await expect(page.getByText('Hôpital de jour').first()).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
})

test('a doctor does not see the interfaces', async ({ page, world, signIn }) => {
  await signIn(world.doctor)
  const answer = await page.goto('/exchange')
  expect(answer?.status()).toBe(403)
})
