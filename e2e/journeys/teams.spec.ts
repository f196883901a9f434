import { recordAppointment } from '#app/features/record/index.server.ts'
import { HOUR } from '#app/kernel/durations.ts'
import { aPatientFile } from '#db/test/factories.ts'
import { expect, test } from '../fixtures/index.ts'

// UXS-01: whom one's team sees.

test('a secretary founds a team, adds its doctor, and has the doctor’s consultations as a list', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.slow() // two pages, each in light and dark, desk and phone
  const file = await aPatientFile(world.feed, { birthName: 'ATTENDUE' })
  await recordAppointment(world.feed, {
    fileId: file.fileId,
    appointmentNumber: 'R-EQUIPE',
    state: 'booked',
    // Tomorrow: today's end is near for a journey at night.
    startsAt: new Date(Date.now() + 24 * HOUR),
    reason: 'Consultation d’annonce',
    practitionerRpps: world.doctor.rpps,
    channel: 'hl7v2',
    receivedAt: new Date(),
  })
  await signIn(world.secretary)
  await page.goto('/patients?scope=team')
  await expect(page.getByText('Aucun patient ici')).toBeVisible()
  await page.getByRole('link', { name: 'Gérer les équipes' }).click()
  await expect(page.getByText('Aucune équipe')).toBeVisible()
  await page.getByRole('textbox', { name: 'Nom de l’équipe' }).fill('Sénologie')
  await page.getByRole('button', { name: 'Créer l’équipe' }).click()
  await expect(page.getByText('L’équipe est créée.')).toBeVisible()

  const team = page.getByRole('region', { name: 'Sénologie' })
  await team.getByLabel('Collègue').selectOption(world.doctor.personId)
  await team.getByRole('button', { name: 'Ajouter à l’équipe Sénologie' }).click()
  await expect(page.getByText('L’équipe est à jour.')).toBeVisible()
  await expect(team.getByText('médecin', { exact: true })).toBeVisible()
  await seesNoFault(page, 'teams')

  await page.getByRole('link', { name: 'Patients de mes équipes' }).click()
  const line = page.getByRole('row', { name: /ATTENDUE/ })
  await expect(line).toContainText('Consultation d’annonce')
  await expect(line).toContainText('Camille Modèle')
  await seesNoFault(page, 'team-patients')

  await page.goto('/teams')
  await team.getByRole('button', { name: 'Modifier l’équipe Sénologie' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Nom de l’équipe' }).fill('Sein')
  await dialog.getByRole('button', { name: 'Enregistrer le nom' }).click()
  await expect(page.getByRole('region', { name: 'Sein' })).toBeVisible()
  await page.getByRole('button', { name: 'Quitter l’équipe Sein' }).click()
  await expect(page.getByRole('button', { name: 'Rejoindre l’équipe Sein' })).toBeVisible()
})
