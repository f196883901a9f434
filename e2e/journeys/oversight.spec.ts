import { hash } from '@node-rs/argon2'
import { sql } from 'drizzle-orm'
import { ARGON2 } from '#app/features/identity/index.server.ts'
import { breakGlass } from '#app/features/oversight/commands/break-glass.server.ts'
import { aMember, anEntry, anEstablishment, anIns, aPatientFile } from '#db/test/factories.ts'
import type { TestDatabase } from '#db/test/harness.ts'
import { expect, test, type World } from '#e2e/fixtures/index.ts'

// SEC-03, SEC-04, SEC-02, PAT-08
const PASSWORD = 'girafe lampe torrent ficelle'
const REASON = 'Adressée aux urgences, confuse'

/** A patient of the hospital, and a clinic that knows nothing of her. */
async function arrange(world: World, database: TestDatabase) {
  const clinic = await anEstablishment(database, world.regionId, {
    kind: 'clinic',
    name: 'Clinique des Essais',
  })
  const inClinic = { regionId: world.regionId, establishmentId: clinic.id }
  const ins = anIns()
  const patient = await aPatientFile(world.feed, {
    birthName: 'Inconnue',
    identityStatus: 'QUAL',
    ...ins,
  })
  await anEntry(world.feed, patient, { title: 'Lettre de sortie' })
  await anEntry(world.feed, patient, { title: 'Note masquée', confidentiality: 'restricted' })
  return {
    patient,
    ins: ins.insMatricule,
    doctor: await aMember(database, { ...inClinic, role: 'doctor', familyName: 'Urgentiste' }),
    officer: await aMember(database, { ...inClinic, role: 'privacy_officer' }),
  }
}

test('a doctor opens a stranger in an emergency, is watched while it lasts, ends it, and is judged', async ({
  page,
  world,
  database,
  signIn,
  seesNoFault,
}) => {
  const { patient, ins, doctor, officer } = await arrange(world, database)
  await signIn(doctor)
  await database.identityDb.execute(sql`
    update sign_in_accounts set password_hash = ${await hash(PASSWORD, ARGON2)} where person_id = ${doctor.personId}`)
  const stranger = await page.goto(`/patients/${patient.patientId}`)
  expect(stranger?.status()).toBe(404)
  await seesNoFault(page, 'stranger')

  await page.goto('/break-glass')
  await seesNoFault(page, 'break-glass')
  await page.getByRole('textbox', { name: 'Matricule INS' }).fill(ins)
  await page.getByRole('textbox', { name: 'En quelques mots' }).fill(REASON)
  await page.getByLabel('Mot de passe, ou code').fill('autre chose que cela')
  await page.getByRole('button', { name: 'Ouvrir ce dossier en urgence' }).click()
  await expect(page.getByRole('alert').first()).toContainText('Ce mot de passe ou ce code est incorrect')
  await page.getByLabel('Mot de passe, ou code').fill(PASSWORD)
  await page.getByRole('button', { name: 'Ouvrir ce dossier en urgence' }).click()

  const banner = page.getByRole('region', { name: 'Accès en urgence en cours' })
  await expect(banner).toContainText('INCONNUE')
  await expect(banner).toContainText(/encore (4 h 00|3 h 59)/)
  await page.goto(`/patients/${patient.patientId}/timeline`)
  await expect(page.getByText('Lettre de sortie')).toBeVisible()
  await expect(page.getByText('Note masquée')).toHaveCount(0)
  await seesNoFault(page, 'glass-open')
  await page.goto('/')
  await banner.getByRole('button', { name: 'Terminer maintenant' }).click()
  await expect(banner).toHaveCount(0)
  expect((await page.goto(`/patients/${patient.patientId}`))?.status()).toBe(404)

  // The officer of that house hears of it the same day, and ends it with a verdict.
  await signIn(officer)
  await page.goto('/oversight')
  await page.getByRole('link', { name: /Urgentiste/ }).click()
  await expect(page.getByText(REASON)).toBeVisible()
  await page.getByRole('radio', { name: 'Justifié', exact: true }).check()
  await page.getByRole('textbox', { name: 'Commentaire' }).fill('Confirmé par le service des urgences')
  await page.getByRole('button', { name: 'Enregistrer l’avis' }).click()
  await expect(page.getByText('Avis enregistré.')).toBeVisible()
  await page.goto('/oversight')
  await expect(page.getByRole('row', { name: /Urgentiste/ })).toContainText('Justifié')
})

test('its officer reads why and what was done, and gives a verdict', async ({
  page,
  world,
  database,
  signIn,
  seesNoFault,
}) => {
  const { patient, ins, doctor, officer } = await arrange(world, database)
  await breakGlass(doctor.ctx, { by: 'ins', ins, category: 'vital_emergency', reason: REASON })
  await doctor.ctx.readPatient(patient.patientId, 'care', async () => null)
  await signIn(officer)
  await page.goto('/oversight')
  await seesNoFault(page, 'oversight')
  await page.getByRole('link', { name: /Urgentiste/ }).click()
  await expect(page.getByText(REASON)).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Urgence (bris de glace)' }).first()).toBeVisible()
  await seesNoFault(page, 'glass-review')
  await page.getByRole('radio', { name: 'Justifié', exact: true }).check()
  await page.getByRole('textbox', { name: 'Commentaire' }).fill('Confirmé par le service des urgences')
  await page.getByRole('button', { name: 'Enregistrer l’avis' }).click()
  await expect(page.getByText('Avis enregistré.')).toBeVisible()
})

test('a patient asks who saw the record, and is handed the log', async ({
  page,
  world,
  database,
  signIn,
  seesNoFault,
}) => {
  const { patient, ins, doctor, officer } = await arrange(world, database)
  await breakGlass(doctor.ctx, { by: 'ins', ins, category: 'vital_emergency', reason: REASON })
  await doctor.ctx.readPatient(patient.patientId, 'care', async () => null)
  await signIn(officer)
  await page.goto('/oversight/trail')
  await seesNoFault(page, 'trail')
  await page
    .getByRole('link', { name: /INCONNUE/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Qui a accès à ce dossier' })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Bris de glace', exact: true })).toBeVisible()
  await seesNoFault(page, 'rights')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Exporter le journal (CSV)' }).click()
  expect((await download).suggestedFilename()).toMatch(/^journal-.*\.csv$/)
  await page.getByRole('link', { name: 'Journal à remettre au patient' }).click()
  await expect(page.getByText('a ouvert votre dossier en urgence').first()).toBeVisible()
  await seesNoFault(page, 'access-log')
})
