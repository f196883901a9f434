import { expect, test } from '../fixtures/index.ts'

// UXS-02: the admission desk, from an empty form to the record, past somebody who looks alike.
test('the desk creates a file, is warned of a look-alike, and lands on the record', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.slow()
  await signIn(world.secretary)
  const fill = async (firstName: string, ins: string) => {
    await page.goto('/patients')
    await page.getByRole('link', { name: 'Créer un dossier' }).click()
    await page.getByLabel('Nom de naissance').fill('Kermorgant')
    await page.getByLabel('Prénoms de naissance').fill(firstName)
    await page.getByLabel('Premier prénom').fill(firstName)
    await page.getByLabel('Date de naissance').fill('1984-05-12')
    await page.getByLabel('Sexe').selectOption({ label: 'Féminin' })
    await page.getByLabel('Lieu de naissance (INSEE)').fill('29019')
    await page.getByLabel('Matricule INS').fill(ins)
  }
  await fill('Claire', '2 84 05 31 555 123 80')
  await page.getByRole('button', { name: 'Créer le dossier' }).click()
  await expect(page.getByRole('alert')).toContainText('La clé de ce matricule INS est fausse')
  await seesNoFault(page, 'new-patient')
  await page.getByLabel('Matricule INS').fill('2 84 05 31 555 123 79')
  await page.getByRole('button', { name: 'Créer le dossier' }).dblclick()
  await expect(page).toHaveURL(/patients\/[0-9a-f-]{36}$/)
  await expect(page.getByText('KERMORGANT').first()).toBeVisible()
  const first = page.url()

  await fill('Anne', '')
  await page.getByRole('button', { name: 'Créer le dossier' }).click()
  await expect(page.getByRole('alert')).toContainText('Un patient ressemble à celui-ci')
  await expect(page.getByRole('row', { name: /KERMORGANT/ })).toHaveCount(1)
  await seesNoFault(page, 'look-alike')
  await page.getByRole('button', { name: /C’est une autre personne/ }).click()
  await expect(page).toHaveURL(/patients\/[0-9a-f-]{36}$/)
  expect(page.url()).not.toBe(first)
})
