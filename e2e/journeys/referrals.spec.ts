import { aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { aService } from '#app/features/referrals/factories.ts'
import { aGpRelation, aMember, anEstablishment, aPatientFile } from '#db/test/factories.ts'
import { expect, test } from '../fixtures/index.ts'

// EXT-05
test('a GP asks for advice with a document; the hospital takes it on, gives a date and answers; the GP sees it come', async ({
  page,
  browser,
  baseURL,
  world,
  database,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(420_000)
  // Known to a clinic and its GP; the hospital that is asked has never heard of them.
  const clinic = await anEstablishment(database, world.regionId, { kind: 'clinic' })
  const desk = await aMember(database, {
    regionId: world.regionId,
    establishmentId: clinic.id,
    role: 'doctor',
  })
  const file = await aPatientFile(desk.ctx, { birthName: 'ADRESSÉE' })
  await aGpRelation(desk.ctx, file.fileId, world.gp.rpps)
  const service = await aService(world.establishmentAdmin, [world.doctor, world.secretary], 'Oncologie')

  // The hospital's queue stands open while the GP writes.
  await signIn(world.doctor)
  const hospital = await browser.newContext({ baseURL, locale: 'fr-FR' })
  await hospital.addCookies(await page.context().cookies())
  const queue = await hospital.newPage()
  await queue.goto('/referrals')
  await expect(queue.getByText('Aucune demande ici')).toBeVisible()

  await signIn(world.gp)
  await page.goto(`/patients/${file.patientId}`)
  await page.getByRole('link', { name: 'Demander un avis' }).click()
  await page.getByLabel('À quel service').selectOption({ label: service.name })
  await page.getByLabel('Prioritaire').check()
  await page
    .getByLabel('Votre question')
    .fill('Nodule de 14 mm du lobe supérieur droit : que proposez-vous ?')
  await expect(page.getByText(/Brouillon enregistré à/)).toBeVisible()
  await page
    .getByLabel('Joindre un fichier de ce poste')
    .last()
    .setInputFiles([
      { name: 'Scanner thoracique.pdf', mimeType: 'application/pdf', buffer: Buffer.from(aPdf()) },
    ])
  await expect(page.getByRole('link', { name: 'Scanner thoracique' })).toBeVisible()
  // What was written is still there after a reload.
  await page.reload()
  await expect(page.getByLabel('Votre question')).toHaveValue(/Nodule de 14 mm/)
  await expect(page.getByRole('link', { name: 'Scanner thoracique' })).toBeVisible()
  await seesNoFault(page, 'refer')
  await page.getByRole('button', { name: 'Envoyer la demande' }).click()
  await expect(page.getByText('Une demande suppose que le patient soit informé').first()).toBeVisible()
  await page.getByLabel('Le patient est informé').check()
  await page.getByRole('button', { name: 'Envoyer la demande' }).click()
  await expect(page).toHaveURL(/\/referrals\/[0-9a-f-]{36}$/)
  await expect(page.getByText('Demande envoyée')).toBeVisible()

  // It moves into the open queue by itself; opening it tells the GP.
  const line = queue.getByRole('link', { name: /ADRESSÉE/ })
  await expect(line).toBeVisible({ timeout: 60_000 })
  await seesNoFault(queue, 'queue')
  await line.click()
  await expect(queue.getByText('Nodule de 14 mm')).toBeVisible()
  await expect(page.getByText('Demande ouverte')).toBeVisible({ timeout: 60_000 })

  await queue.getByRole('button', { name: 'Accepter la demande' }).click()
  await seesNoFault(queue, 'accept')
  await queue.getByRole('dialog').getByRole('button', { name: 'Accepter la demande' }).click()
  await expect(queue.getByRole('link', { name: 'Ouvrir le dossier' })).toBeVisible()
  await queue.getByRole('button', { name: 'Donner un rendez-vous' }).click()
  await queue.getByLabel('Date').fill('2033-05-12')
  await queue.getByLabel('Heure').fill('10:30')
  await queue.getByRole('dialog').getByRole('button', { name: 'Donner un rendez-vous' }).click()
  await expect(queue.getByText(/Rendez-vous donné pour le 12\/05\/2033/)).toBeVisible()
  await queue.getByRole('button', { name: 'Répondre' }).click()
  await queue.getByLabel('Votre réponse').fill('Biopsie indiquée : nous la programmons le 12 mai, à jeun.')
  await queue.getByRole('button', { name: 'Signer la réponse' }).click()
  await expect(queue.getByText('Plus rien n’est attendu de vous.')).toBeVisible()
  await seesNoFault(queue, 'answered')

  // On the GP's page, which nobody touched.
  await expect(page.getByText('Biopsie indiquée')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Répondue').first()).toBeVisible()
  await seesNoFault(page, 'answer')
  await page.getByRole('link', { name: 'La réponse dans le dossier' }).click()
  await expect(page.getByText('Biopsie indiquée')).toBeVisible()
  await page.goto('/referrals')
  await expect(page.getByText(/Réponse en \d+ min/)).toBeVisible()
  await seesNoFault(page, 'mine')
  await hospital.close()
})

// EXT-05
test('the administrator opens a service and sees how long askers wait', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(120_000)
  await signIn(world.establishmentAdmin)
  await page.goto('/')
  await page.getByRole('link', { name: 'Demandes', exact: true }).click()
  await page.getByLabel('Nom du service').fill('Pneumologie')
  await page.getByRole('button', { name: 'Ouvrir un service' }).click()
  await expect(page.getByText('C’est enregistré.')).toBeVisible()
  await page.getByLabel('Personne', { exact: true }).selectOption(world.doctor.personId)
  await page.getByRole('button', { name: 'Ajouter' }).click()
  await expect(page.getByRole('button', { name: 'Retirer Camille Modèle' })).toBeVisible()
  await seesNoFault(page, 'services')
})
