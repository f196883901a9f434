import { sql } from 'drizzle-orm'
import { mergeFiles } from '#app/features/record/index.server.ts'
import { anEntry, anIns, aPatientFile } from '#db/test/factories.ts'
import { expect, test, type World } from '../fixtures/index.ts'

// API-09: a wrong identity resolved, a merge undone, a document of the wrong patient moved.

/** A qualified patient, and the same name and day announced at the desk without papers. */
async function aLikeness(world: World, birthName: string) {
  const known = await aPatientFile(world.feed, { ...anIns(), identityStatus: 'QUAL', birthName })
  const { insMatricule: _, insOid: __, localId: ___, ...traits } = known.traits
  const file = await aPatientFile(world.feed, {
    ...traits,
    birthPlaceCode: '33063',
    usedName: 'Provisoire',
    identityStatus: 'PROV',
  })
  await anEntry(world.feed, file, { title: 'Lettre arrivée au bureau des entrées' })
  return { known, file }
}

test('a wrong identity is compared, merged with a look at what moves, and taken back', async ({
  page,
  world,
  signIn,
  seesNoFault,
  database,
}) => {
  test.slow() // five pages, each looked at in light and dark, desk and phone
  const { known, file } = await aLikeness(world, 'VRAISEMBLANCE')
  const patientOf = async () => {
    const [row] = await database.owner.execute<{ patient_id: string }>(
      sql`select patient_id from patient_files where id = ${file.fileId}`,
    )
    return row!.patient_id
  }
  await signIn(world.vigilance)
  await page.goto('/')
  await page.getByRole('link', { name: 'Identités' }).first().click()
  const queue = page.getByRole('table', { name: 'À décider' })
  await expect(queue.getByRole('cell', { name: 'Mêmes traits, sans preuve', exact: true })).toBeVisible()
  await seesNoFault(page, 'identities')

  await queue
    .getByRole('link', { name: /VRAISEMBLANCE/ })
    .first()
    .click()
  const sides = page.getByRole('table', { name: /trait par trait/ })
  await expect(sides.getByRole('row', { name: /Lieu de naissance/ })).toContainText('Différent')
  await expect(sides.getByRole('row', { name: /Date de naissance/ })).toContainText('Identique')
  await seesNoFault(page, 'identity-review')

  await page.getByRole('button', { name: 'Fusionner les deux patients…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('1 élément du dossier passe à l’autre patient.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Fusionner', exact: true }).click()
  await expect(dialog.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true')
  await seesNoFault(page, 'identity-merge')
  await dialog.getByRole('textbox').fill('Carte d’identité vue au guichet')
  await dialog.getByRole('button', { name: 'Fusionner', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: 'La décision est enregistrée.' })).toBeVisible()
  await expect(page.getByText('Aucune identité en attente')).toBeVisible()
  expect(await patientOf()).toBe(known.patientId)

  await page.goto(`/patients/${known.patientId}/timeline`)
  await expect(page.getByText('Lettre arrivée au bureau des entrées')).toBeVisible()
  await page.goto('/vigilance')
  const decisions = page.getByRole('table', { name: 'Décisions récentes' })
  await seesNoFault(page, 'identity-decisions')
  await decisions.getByRole('button', { name: 'Annuler…' }).click()
  await dialog.getByRole('textbox').fill('Ce n’était pas la même personne')
  await dialog.getByRole('button', { name: 'Annuler la décision' }).click()
  await expect(page.getByText('chacun a repris ce qui était à lui')).toBeVisible()
  await expect(queue.getByText('VRAISEMBLANCE').first()).toBeVisible()
  await expect(decisions.getByText(/^Annulée le/)).toBeVisible()
  expect(await patientOf()).toBe(file.patientId)
})

test('two files that the admission software joined by mistake are two again', async ({
  page,
  world,
  signIn,
  seesNoFault,
  database,
}) => {
  test.slow() // the queue, looked at in light and dark, desk and phone
  const kept = await aPatientFile(world.feed, { birthName: 'RESTANTE' })
  const gone = await aPatientFile(world.feed, { birthName: 'REPRISE' })
  const letter = await anEntry(world.feed, gone, { title: 'Lettre de la patiente reprise' })
  await mergeFiles(world.feed, { survivorLocalId: kept.localId, mergedLocalId: gone.localId })
  await signIn(world.vigilance)
  await page.goto('/vigilance')
  const line = page
    .getByRole('table', { name: 'Décisions récentes' })
    .getByRole('row', { name: new RegExp(`IPP ${gone.localId} réuni à ${kept.localId}`) })
  await expect(line).toContainText('L’interface d’admission')
  await seesNoFault(page, 'identity-files-joined')
  await line.getByRole('button', { name: 'Annuler…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(`Le dossier ${gone.localId} est rouvert`)).toBeVisible()
  await dialog.getByRole('textbox').fill('Deux patientes, vues ensemble')
  await dialog.getByRole('button', { name: 'Annuler la décision' }).click()
  await expect(page.getByText('chacun a repris ce qui était à lui')).toBeVisible()
  await expect(line.getByText(/^Annulée le/)).toBeVisible()
  await page.goto(`/patients/${gone.patientId}/timeline`)
  await expect(page.getByText('Lettre de la patiente reprise')).toBeVisible()
  const [row] = await database.owner.execute<{ file_id: string }>(
    sql`select file_id from record_entries where id = ${letter.id}`,
  )
  expect(row!.file_id).toBe(gone.fileId)
})

test('two people are kept apart, and the page of whoever else looks moves by itself', async ({
  page,
  world,
  signIn,
}) => {
  await signIn(world.vigilance)
  await page.goto('/vigilance')
  await expect(page.getByText('Aucune identité en attente')).toBeVisible()
  // No reload: the desk announces somebody.
  await aLikeness(world, 'SOUDAINE')
  await page
    .getByRole('link', { name: /SOUDAINE/ })
    .first()
    .click({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Ce sont deux personnes' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('Deux cartes d’identité vues')
  await dialog.getByRole('button', { name: 'Ce sont deux personnes' }).click()
  await expect(page.getByText('La décision est enregistrée.')).toBeVisible()
  await expect(
    page.getByRole('table', { name: 'Décisions récentes' }).getByRole('cell', { name: 'Deux personnes' }),
  ).toBeVisible()
})

test('a document of the wrong patient goes to the right one, who is seen in full before', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  const wrong = await aPatientFile(world.feed, { birthName: 'MAUVAIS' })
  const right = await aPatientFile(world.feed, {
    birthName: 'BONPATIENT',
    firstGivenName: 'Aline',
    birthDate: '1960-07-14',
  })
  const entry = await anEntry(world.feed, wrong, { title: 'Lettre égarée' })
  await signIn(world.vigilance)
  await page.goto(`/patients/${wrong.patientId}/entries/${entry.id}`)
  await page.getByRole('button', { name: 'Déplacer vers un autre patient…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(right.localId)
  await dialog.getByRole('button', { name: 'Chercher' }).click()
  await dialog.getByRole('radio', { name: /BONPATIENT Aline/ }).check()
  await expect(dialog.getByRole('row', { name: /Date de naissance/ })).toContainText('14/07/1960')
  await seesNoFault(page, 'move-entry')
  await dialog.getByRole('textbox', { name: 'Motif' }).fill('Scannée dans le mauvais dossier')
  await dialog.getByRole('button', { name: 'Déplacer le document' }).click()
  await expect(page).toHaveURL(new RegExp(right.patientId))
  await expect(page.getByRole('heading', { name: 'Lettre égarée' })).toBeVisible()
})

test('what completes an identity is edited on screen; its strict traits are locked, and say why', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.slow() // two pages, each in light and dark, desk and phone
  const locked = await aPatientFile(world.feed, { ...anIns(), identityStatus: 'QUAL', birthName: 'VERROU' })
  const open = await aPatientFile(world.feed, { birthName: 'OUVERTE' })
  await signIn(world.secretary)
  await page.goto(`/patients/${locked.patientId}`)
  await page.getByRole('region', { name: 'Dossier de l’établissement' }).getByRole('link').click()
  await expect(page.getByText(/Verrouillés\s: l’identité est Qualifiée/)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Nom de naissance' })).toHaveCount(0)
  await seesNoFault(page, 'identity-form-locked')
  await page.getByRole('textbox', { name: 'Nom utilisé', exact: true }).fill('Nouveau-Nom')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByText('Identité enregistrée.')).toBeVisible()
  await expect(page.getByText('NOUVEAU-NOM').first()).toBeVisible()

  await page.goto(`/patients/${open.patientId}/identity`)
  await page.getByRole('textbox', { name: 'Nom de naissance' }).fill('')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByRole('textbox', { name: 'Nom de naissance' })).toHaveAttribute(
    'aria-invalid',
    'true',
  )
  await seesNoFault(page, 'identity-form')
  await page.getByRole('textbox', { name: 'Nom de naissance' }).fill('CORRIGÉE')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByText('Identité enregistrée.')).toBeVisible()
  await expect(page.getByText('CORRIGÉE').first()).toBeVisible()
})

test('a doctor neither sees the identities nor moves a document', async ({ page, world, signIn }) => {
  const file = await aPatientFile(world.feed)
  const entry = await anEntry(world.feed, file)
  await signIn(world.doctor)
  const answer = await page.goto('/vigilance')
  expect(answer?.status()).toBe(403)
  await page.goto(`/patients/${file.patientId}/entries/${entry.id}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('button', { name: /Déplacer/ })).toHaveCount(0)
})
