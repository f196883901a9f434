import type { Page } from '@playwright/test'
import { sql } from 'drizzle-orm'
import { anEntry, aPatientFile } from '#db/test/factories.ts'
import { expect, test } from '../fixtures/index.ts'
import { aSignIn } from '../fixtures/sign-in.ts'

// EXT-01, EXT-09: a right begins at the desk, and when it ends the page that is open closes by itself.

test('designated at the desk, the GP reads; when the right ends the open page closes by itself', async ({
  page,
  browser,
  world,
  database,
  served,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(300_000)
  const file = await aPatientFile(world.feed, { birthName: 'Cordelier' })
  await anEntry(world.feed, file, { title: 'Lettre du dernier quartier' })
  const circle = `/patients/${file.patientId}/circle`

  await signIn(world.secretary)
  await page.goto(circle)
  await expect(page.getByText('Aucun droit d’accès en cours')).toBeVisible()
  await designate(page, world.gp.rpps)
  await expect(page.getByRole('status')).toContainText('l’accès est ouvert')
  await expect(page.getByRole('cell', { name: /Camille Modèle/ }).first()).toBeVisible()
  await seesNoFault(page, 'care circle')

  const outside = await browser.newContext({ baseURL: served.baseURL })
  const { name, value } = await aSignIn(database.identityDb, served.secret, world.gp.personId)
  await outside.addCookies([{ name, value, url: served.baseURL }])
  const open = await outside.newPage()
  await reads(open, file.patientId)

  // Taken back by hand.
  await page.getByRole('button', { name: /Mettre fin à l’accès de/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Mettre fin à l’accès' }).click()
  await expect(page.getByRole('status')).toContainText('se ferme d’elle-même')
  await isClosed(open)
  await seesNoFault(open, 'access ended')
  expect((await open.reload())?.status()).toBe(404)
  await expect(open.getByRole('heading', { name: 'Accès terminé', exact: true })).toBeHidden()

  // Given anew, and at its end by itself.
  await designate(page, world.gp.rpps)
  await expect(page.getByRole('status')).toContainText('l’accès est ouvert')
  await reads(open, file.patientId)
  await database.owner.execute(sql`
    update care_relations set ends_at = now() where patient_id = ${file.patientId}::uuid and ends_at is null`)
  await isClosed(open)

  // "Not my patient", which the desk hears of and takes back.
  await designate(page, world.gp.rpps)
  await expect(page.getByRole('status')).toContainText('l’accès est ouvert')
  await open.goto(circle)
  // Before the page is alive a press goes nowhere.
  await expect(async () => {
    await open.getByRole('button', { name: 'Ce n’est pas mon patient' }).click({ timeout: 3000 })
    await expect(open.getByRole('dialog')).toBeVisible({ timeout: 3000 })
  }).toPass({ timeout: 30_000 })
  await open.getByLabel('Je n’ai jamais vu ce patient').check()
  await seesNoFault(open, 'not my patient')
  await open.getByRole('button', { name: 'Terminer mon accès' }).click()
  await isClosed(open)
  await page.goto('/circle')
  await expect(page.getByText('Camille Modèle dit ne pas suivre ce patient')).toBeVisible()
  await seesNoFault(page, 'circles to check')
  await page.getByRole('button', { name: /Rétablir l’accès/ }).click()
  await expect(page.getByText('Rien à vérifier')).toBeVisible()
  await reads(open, file.patientId)
  await outside.close()
})

async function designate(page: Page, rpps: string) {
  const field = page.getByLabel('Nom ou numéro RPPS')
  await expect(async () => {
    await field.fill('')
    await field.fill(rpps)
    await expect(page.getByRole('radio', { name: /Camille Modèle/ })).toBeChecked({ timeout: 3000 })
  }).toPass({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Enregistrer la désignation' }).click()
}

/** With the page alive: a hint that comes before its socket is joined would be told by the next load alone. */
async function reads(page: Page, patientId: string) {
  await page.goto(`/patients/${patientId}/timeline`)
  await expect(page.getByText('Lettre du dernier quartier')).toBeVisible()
}

/** Within a minute, by itself; what was read is gone from the screen. */
async function isClosed(page: Page) {
  await expect(page.getByRole('heading', { name: 'Accès terminé', exact: true })).toBeVisible({
    timeout: 60_000,
  })
  const shown = await page.locator('body').innerText()
  expect(shown).not.toContain('Lettre du dernier quartier')
  expect(shown.toLowerCase()).not.toContain('cordelier')
}
