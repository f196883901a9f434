import { aMember, anEstablishment, aPatientFile } from '#db/test/factories.ts'
import { expect, test } from '../fixtures/index.ts'

// SEC-06: somebody asks for help; the support sees menus and settings, no patient, and the person ends it.
test.slow()

test('a nurse lets the support see her screens, and ends it', async ({
  page,
  browser,
  baseURL,
  database,
  world,
  signIn,
  seesNoFault,
}) => {
  const file = await aPatientFile(world.feed, { birthName: 'INVISIBLE' })
  const agency = await anEstablishment(database, world.regionId, { kind: 'coordination', name: 'Agence' })
  const inAgency = { regionId: world.regionId, establishmentId: agency.id }
  const supporter = await aMember(database, { ...inAgency, role: 'support', familyName: 'Secours' })

  await signIn(world.nurse)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Donner un code à l’assistance' }).click()
  const code = await page.getByText(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/).innerText()
  await seesNoFault(page, 'support-ask')
  // The nurse's browser and the support's: two, as in life.
  const hers = await page.context().storageState()
  await page.context().clearCookies()
  await signIn(supporter)
  await page.goto('/')
  await page.getByRole('link', { name: 'Assistance' }).first().click()
  await page.getByLabel('Code donné par la personne').fill(code)
  await page.getByRole('textbox', { name: 'Motif' }).fill('Le menu des cercles est introuvable')
  await page.getByRole('button', { name: 'Voir comme cette personne' }).click()

  const banner = page.getByRole('region', { name: 'Assistance en cours' })
  await expect(banner).toContainText('Vous voyez comme Camille Modèle')
  await expect(page.getByRole('link', { name: 'Carte d’urgence' }).first()).toBeVisible()
  await seesNoFault(page, 'support-acting')
  const answer = await page.goto(`/patients/${file.patientId}`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByText('INVISIBLE')).toBeHidden()
  await page.goto('/account')
  await expect(page.getByText('la page du compte reste à son titulaire', { exact: false })).toBeVisible()

  const context = await browser.newContext({ baseURL, storageState: hers, locale: 'fr-FR' })
  const nurse = await context.newPage()
  await nurse.goto('/')
  const told = nurse.getByRole('region', { name: 'Assistance en cours' })
  await expect(told).toContainText('Camille Secours (assistance) voit vos menus')
  await seesNoFault(nurse, 'support-helped')
  await told.getByRole('button', { name: 'Mettre fin' }).click()
  await expect(told).toBeHidden()
  await nurse.goto('/account')
  await expect(nurse.getByText('Le menu des cercles est introuvable')).toBeVisible()
  await context.close()

  await page.goto('/support')
  await expect(page.getByText('Camille Modèle, le', { exact: false })).toBeVisible()
  await seesNoFault(page, 'support')
})
