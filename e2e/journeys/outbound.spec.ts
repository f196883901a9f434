import { writeNote } from '#app/features/record/commands/write-note.server.ts'
import { aTestAuthority, hasOpenssl } from '#db/test/certificates.ts'
import { aGpRelation, aPatientFile } from '#db/test/factories.ts'
import { anMllpReceiver } from '#db/test/mllp-receiver.ts'
import { expect, test } from '../fixtures/index.ts'

// EXT-03: the technician reads why nothing goes out, and nothing goes to who does not prove to be the hospital.
test('a server with a certificate of an unknown authority gets nothing, and its page says why', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.skip(!hasOpenssl, 'needs openssl')
  const authority = aTestAuthority('stranger')
  const hospital = await anMllpReceiver([], 0, authority.issue())
  await signIn(world.technician)
  await page.goto('/exchange')
  await page.getByRole('link', { name: 'Envois vers le logiciel' }).click()
  await page.getByLabel('Adresse du serveur').fill('127.0.0.1')
  await page.getByLabel('Port').fill(String(hospital.port))
  await expect(page.getByLabel('Chiffrer par TLS')).toBeChecked()
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByText('La liaison est enregistrée.')).toBeVisible()
  await page.getByRole('button', { name: 'Essayer la liaison' }).click()
  const sentence = 'Le certificat du serveur vient d’une autorité inconnue.'
  await expect(page.getByRole('status').getByText(sentence)).toBeVisible()

  const file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
  await writeNote(world.gp.ctx, file.patientId, {
    intent: 'sign',
    title: 'Fièvre',
    body: 'Vu au cabinet.',
    receiverFileId: file.fileId,
  })
  // The page moves by itself when the worker has tried.
  const line = page.getByRole('row', { name: /En attente/ })
  await expect(line).toContainText('Certificat d’une autorité inconnue', { timeout: 60_000 })
  await expect(line).toContainText('Prochain essai')
  await seesNoFault(page, 'outbound-certificate')
  expect(hospital.received).toEqual([])
  await hospital.close()
  authority.remove()
})
