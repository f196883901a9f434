import { aGpRelation, aPatientFile } from '#db/test/factories.ts'
import { expect, test } from '../fixtures/index.ts'

// UXS-04, UXS-05: what is known of a patient is written down by hand, and stands where others read it.

test('none known, then an allergy; a diagnosis whose stage contradicts itself; the GP reads both', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(300_000)
  const patient = await aPatientFile(world.feed, { birthName: 'ECRITURE' })
  await aGpRelation(world.feed, patient.fileId, world.gp.rpps)
  const home = `/patients/${patient.patientId}`
  const main = page.getByRole('main')

  await signIn(world.nurse)
  await page.goto(home)
  await expect(main.getByRole('link', { name: 'Ajouter un diagnostic' })).toHaveCount(0)
  await main.getByRole('link', { name: 'Ajouter une allergie' }).click()
  await expect(page.getByText('La question n’a pas été posée')).toBeVisible()
  await page.getByRole('button', { name: 'Aucune allergie connue' }).click()
  await expect(main.getByText('Aucune allergie connue')).toBeVisible()

  await main.getByRole('link', { name: 'Ajouter une allergie' }).click()
  await expect(page.getByRole('button', { name: 'Remettre à « non recherchée »' })).toBeVisible()
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByRole('alert')).toContainText('Substance')
  await page.getByRole('textbox', { name: 'Substance' }).fill('Amoxicilline')
  await page.getByRole('textbox', { name: 'Réaction' }).fill('Œdème de Quincke')
  await page.getByLabel('Gravité').selectOption('severe')
  await seesNoFault(page, 'writing-allergy')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(main.getByRole('link', { name: 'Amoxicilline' }).first()).toBeVisible()
  await main.getByRole('link', { name: 'Ajouter des constantes' }).click()
  await page.getByLabel('Poids (kg)').fill('61,5')
  await page.getByLabel('État général (ECOG, OMS)').selectOption('1')
  await seesNoFault(page, 'writing-measure')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(main.getByRole('link', { name: 'Poids', exact: true })).toBeVisible()

  await signIn(world.doctor)
  await page.goto(home)
  await main.getByRole('link', { name: 'Ajouter un diagnostic' }).click()
  await page.getByRole('textbox', { name: 'Diagnostic, en mots' }).fill('sein supero ext')
  await page.getByRole('option', { name: /quadrant supéro-externe/ }).click()
  await expect(page.getByRole('textbox', { name: 'Code', exact: true })).toHaveValue('C50.4')
  await expect(page.getByRole('textbox', { name: 'Siège', exact: true })).toHaveValue(
    'Sein, quadrant supéro-externe',
  )
  await page.getByLabel('Côté').selectOption('left')
  await page.getByRole('textbox', { name: 'T', exact: true }).fill('cT2')
  await page.getByRole('textbox', { name: 'N', exact: true }).fill('cN1')
  await page.getByRole('textbox', { name: 'M', exact: true }).fill('M1')
  await page.getByRole('textbox', { name: 'Stade (groupe)' }).fill('IIB')
  await page.keyboard.press('Tab')
  await expect(page.getByText('M1 avec un stade inférieur à IV.')).toBeVisible()
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Ce stade se contredit' })).toBeVisible()
  await seesNoFault(page, 'writing-condition')
  await page.getByRole('textbox', { name: 'Stade (groupe)' }).fill('IV')
  await page.keyboard.press('Tab')
  await expect(page.getByText('M1 avec un stade inférieur à IV.')).toHaveCount(0)

  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(
    main.getByRole('link', { name: 'Cancer du sein, quadrant supéro-externe' }).first(),
  ).toBeVisible()
  await signIn(world.gp)
  await page.goto(home)
  await expect(main.getByText('Stade IV')).toBeVisible()
  await expect(main.getByText('cT2 cN1 M1')).toBeVisible()
  await expect(main.getByRole('link', { name: 'Amoxicilline' }).first()).toBeVisible()
  await seesNoFault(page, 'writing-summary')
})

test('a correction replaces what was read; what was wrong stays readable as such', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(300_000)
  const patient = await aPatientFile(world.feed, { birthName: 'CORRECTION' })
  await aGpRelation(world.feed, patient.fileId, world.gp.rpps)
  const home = `/patients/${patient.patientId}`
  const main = page.getByRole('main')

  // From outside, into the hospital's file.
  await signIn(world.gp)
  await page.goto(`${home}/facts/treatment`)
  await expect(page.getByLabel('Établissement destinataire')).toBeVisible()
  await page.getByRole('textbox', { name: 'Traitement, en mots' }).fill('Metformine 500 mg')
  await page.getByLabel('Nature').selectOption('other')
  await seesNoFault(page, 'writing-treatment')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(main.getByRole('link', { name: /Metformine 500 mg/ }).first()).toBeVisible()

  await signIn(world.doctor)
  await page.goto(`${home}/facts/biomarker`)
  await page.getByRole('textbox', { name: 'Marqueur' }).fill('HER2')
  await page.getByLabel('Résultat').selectOption('equivocal')
  await seesNoFault(page, 'writing-biomarker')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await main.getByRole('link', { name: 'HER2' }).first().click()
  await page.getByRole('link', { name: 'Corriger' }).click()
  await expect(page.getByText('restera lisible comme remplacée')).toBeVisible()
  await page.getByLabel('Résultat').selectOption('negative')
  await page.getByRole('textbox', { name: 'Méthode' }).fill('FISH')
  await page.getByRole('button', { name: 'Enregistrer la correction' }).click()
  await expect(main.getByText('FISH')).toBeVisible()
  await page.getByRole('button', { name: 'Signaler une saisie par erreur' }).click()
  await page.getByRole('textbox', { name: 'Motif' }).fill('Prélèvement d’une autre patiente')
  await page.getByRole('button', { name: 'Marquer comme erreur' }).click()
  await expect(page.getByText('Motif : Prélèvement d’une autre patiente')).toBeVisible()
  await expect(main.getByText('FISH')).toBeVisible()
  await seesNoFault(page, 'writing-in-error')
  await page.goto(home)
  await expect(main.getByText('HER2')).toHaveCount(0)
})
