import { aCda, aSection } from '#app/kernel/cda/factories.ts'
import { aStory, opens } from '../fixtures/hospital-story.ts'
import { expect, test } from '../fixtures/index.ts'
import { ackCode, sendMllp } from '../fixtures/mllp-client.ts'

// EXT-02
test('who read a document learns that it was replaced, then withdrawn', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  test.setTimeout(180_000)
  const port = await feed()
  const story = aStory(world, port)
  expect(ackCode(await sendMllp(port, story.admission))).toBe('AA')
  expect(ackCode(await sendMllp(port, story.document('1', { title: 'Lettre de sortie' })))).toBe('AA')
  await signIn(world.gp)
  await opens(page, story.name)
  await page.getByRole('link', { name: 'Lettre de sortie' }).first().click()
  await expect(page.getByTitle('Contenu du document')).toBeVisible()
  await expect(page.getByRole('link', { name: 'À savoir', exact: true })).toBeVisible()
  await page.waitForLoadState('networkidle')

  const second = story.document('2', {
    title: 'Lettre de sortie corrigée',
    event: 'T10',
    parentId: [story.id('1')],
  })
  expect(ackCode(await sendMllp(port, second))).toBe('AA')
  // No reload: the open page says that it holds no more, and the bell counts.
  await expect(page.getByText(/Remplacé le .* par une version plus récente/)).toBeVisible()
  await page.getByRole('link', { name: 'À savoir, 1 avis à lire' }).click()
  await expect(page.getByText('Remplacé par une nouvelle version :')).toBeVisible()
  await expect(page.getByRole('main').getByText(story.name)).toBeVisible()
  await seesNoFault(page, 'notices')
  await page.getByRole('link', { name: 'Ouvrir la nouvelle version' }).click()
  await expect(page.getByRole('heading', { name: 'Lettre de sortie corrigée' })).toBeVisible()
  await expect(page.getByTitle('Contenu du document')).toBeVisible()
  await page.waitForLoadState('networkidle')

  const withdrawal = story.document('2', { event: 'T04', controlId: `W${port}`, content: null })
  expect(ackCode(await sendMllp(port, withdrawal))).toBe('AA')
  await expect(page.getByText(/Retiré par son émetteur.*ne vous appuyez pas/)).toBeVisible()
  await seesNoFault(page, 'document-withdrawn')
  await page.getByRole('link', { name: 'À savoir, 1 avis à lire' }).click()
  await expect(page.getByText('Retiré par son émetteur :')).toBeVisible()
  await page.getByRole('button', { name: 'J’en ai pris note' }).click()
  await expect(page.getByRole('link', { name: 'À savoir', exact: true })).toBeVisible()
})

// UXS-02
test('words are found in a record and marked where they stand', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  test.setTimeout(180_000)
  const port = await feed()
  const story = aStory(world, port, { person: { birthName: 'EXEMPLE', ipp: 'IPP000771' } }) // as the CDA names them
  const cda = aCda({
    root: '1.2.250.1.999.61.1',
    title: 'Compte rendu opératoire',
    body: aSection(
      'Geste',
      '<paragraph>Mastectomie droite, carcinome canalaire infiltrant. La malade opérée va bien.</paragraph>',
    ),
  })
  const document = story.document('9', {
    title: 'Bloc opératoire',
    content: cda,
    contentType: ['TEXT', 'XML'],
    documentId: null,
  })
  expect(ackCode(await sendMllp(port, story.admission))).toBe('AA')
  expect(ackCode(await sendMllp(port, document))).toBe('AA')
  await signIn(world.gp)
  await opens(page, story.name)
  await page.getByRole('link', { name: 'Recherche', exact: true }).click()
  const field = page.getByRole('main').getByRole('searchbox', { name: 'Chercher dans ce dossier' }).last()
  await expect(async () => {
    await field.fill('operee "carcinome canalaire"')
    await field.press('Enter')
    await expect(page.getByText('1 élément trouvé')).toBeVisible({ timeout: 3000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.locator('mark', { hasText: 'opérée' })).toBeVisible()
  expect(page.url()).not.toContain('carcinome')
  await seesNoFault(page, 'record-search')
  await page.getByRole('link', { name: 'Compte rendu opératoire' }).click()
  await expect(page).toHaveURL(/entries/)
  await expect(page.locator('mark').first()).toBeVisible()
  await seesNoFault(page, 'document-marked')
})

test('a secretary adds a photo and a letter, confirms whose they are, and they are on the record', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  test.setTimeout(180_000)
  const port = await feed()
  const story = aStory(world, port)
  expect(ackCode(await sendMllp(port, story.admission))).toBe('AA')
  await signIn(world.secretary)
  await opens(page, story.name)
  await page.getByRole('link', { name: 'Ajouter', exact: true }).click()
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
    'base64',
  )
  await page
    .getByLabel('Choisir des fichiers')
    .last()
    .setInputFiles([
      { name: 'IMG_0042.png', mimeType: 'image/png', buffer: png },
      { name: 'Lettre de ville.txt', mimeType: 'text/plain', buffer: Buffer.from('Suite de mastectomie.') },
      {
        name: 'rapport.docx',
        mimeType: 'application/x',
        buffer: Buffer.from('PK\u0003\u0004word/document.xml'),
      },
    ])
  await expect(page.getByText(/Exportez-le en PDF/)).toBeVisible()
  await expect(page.getByText(/Reçu, /)).toHaveCount(2)
  await page.getByRole('button', { name: 'Classer 2 documents' }).click()
  await expect(page.getByText('Vérifiez le nom et la date de naissance', { exact: false })).toBeVisible()
  await expect(page.getByText('Donnez un titre à ce document.')).toBeVisible()
  await seesNoFault(page, 'add')
  await page.getByLabel('Titre').first().fill('Photo de la cicatrice')
  await page.getByLabel(/Je confirme/).check()
  await page.getByRole('button', { name: 'Classer 2 documents' }).click()
  await expect(page.getByText('Classé dans le dossier')).toBeVisible()
  await page.getByRole('link', { name: 'Photo de la cicatrice' }).click()
  await expect(page.getByRole('img', { name: 'Contenu du document' })).toBeVisible()
  await seesNoFault(page, 'document-photo')
})
