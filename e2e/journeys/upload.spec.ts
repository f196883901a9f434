import type { Page } from '@playwright/test'
import { aPatientFile } from '#db/test/factories.ts'
import { aPaper } from '../fixtures/a-paper.ts'
import { expect, test } from '../fixtures/index.ts'

// UXS, EXT-03: papers and photos brought to a record, from a desk and from a phone, also when something goes wrong.

type Dropped = { name: string; type: string; bytes: Buffer | number }

/** A drag and a drop as the browser makes them: with a DataTransfer that holds files. */
async function drag(page: Page, event: 'dragover' | 'drop', files: Dropped[]) {
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer()
      for (const { name, type, bytes } of list) {
        const content =
          typeof bytes === 'number'
            ? new Uint8Array(bytes)
            : Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))
        data.items.add(new File([content], name, { type }))
      }
      return data
    },
    files.map(({ bytes, ...file }) => ({
      ...file,
      bytes: typeof bytes === 'number' ? bytes : bytes.toString('base64'),
    })),
  )
  await page.getByRole('main').dispatchEvent(event, { dataTransfer: transfer })
}

const line = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

test('files dropped on any page of the record are brought, refused with a reason, and filed after the name', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  const patient = await aPatientFile(world.feed, { birthName: 'DÉPOSER' })
  const letter = await aPaper('Lettre de liaison', ['Suites simples.'])
  await signIn(world.secretary)
  await page.goto(`/patients/${patient.patientId}/timeline`)
  await page.waitForLoadState('networkidle')
  const files = [{ name: 'Lettre de liaison.pdf', type: 'application/pdf', bytes: letter }]
  await drag(page, 'dragover', files)
  await expect(page.getByText('Déposez pour ajouter au dossier de DÉPOSER Claire')).toBeVisible()
  await seesNoFault(page, 'upload-over')
  await drag(page, 'drop', files)
  await expect(page).toHaveURL(/\/add$/)
  await expect(line(page, 'Lettre de liaison.pdf').getByText(/Reçu, /)).toBeVisible()
  await expect(page.getByText('Déposez pour ajouter')).toHaveCount(0)

  await drag(page, 'drop', [
    { name: 'rapport.docx', type: '', bytes: Buffer.from('PK\u0003\u0004word/document.xml') },
    { name: 'notice.pdf', type: 'application/pdf', bytes: Buffer.from('<html></html>') },
    { name: 'film.pdf', type: 'application/pdf', bytes: 50_000_001 },
  ])
  await expect(line(page, 'rapport.docx').getByRole('alert')).toContainText('Exportez-le en PDF')
  await expect(line(page, 'notice.pdf').getByRole('alert')).toContainText('Imprimez-la en PDF')
  await expect(line(page, 'film.pdf').getByRole('alert')).toContainText('Fichier trop lourd : 50 Mo au plus')
  await seesNoFault(page, 'upload-refused')

  // Not before the name was looked at.
  await page.getByRole('button', { name: 'Classer 1 document' }).click()
  await expect(page.getByText('Vérifiez le nom et la date de naissance', { exact: false })).toBeVisible()
  await page.getByLabel('Je confirme que ces documents sont ceux de DÉPOSER Claire').check()
  await page.getByRole('button', { name: 'Classer 1 document' }).click()
  const filed = page.getByRole('status').filter({ hasText: 'Classé dans le dossier' })
  await expect(filed.getByRole('link', { name: 'Lettre de liaison' })).toBeVisible()
  // What was not filed is still there, and says why.
  await expect(line(page, 'film.pdf').getByRole('alert')).toBeVisible()
  await filed.getByRole('link', { name: 'Lettre de liaison' }).click()
  await expect(page.getByTitle('Contenu du document')).toBeVisible()
})

test('a photo is taken with a phone’s camera and filed', async ({ page, world, signIn, seesNoFault }) => {
  const patient = await aPatientFile(world.feed, { birthName: 'PHOTOGRAPHIER' })
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(world.nurse)
  await page.goto(`/patients/${patient.patientId}/add`)
  await page.waitForLoadState('networkidle')
  const camera = page.locator('input[capture]')
  await expect(camera).toHaveAttribute('capture', 'environment')
  await expect(camera).toHaveAttribute('accept', 'image/jpeg,image/png')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Prendre une photo' }).click()
  const photo = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 800 })
    const pen = canvas.getContext('2d')!
    pen.fillStyle = '#e8c4a8'
    pen.fillRect(0, 0, 600, 800)
    pen.fillStyle = '#a8403c'
    pen.fillRect(280, 200, 40, 400)
    return canvas.toDataURL('image/jpeg').split(',')[1]!
  })
  const taken = { name: 'IMG_0042.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photo, 'base64') }
  await (await chooser).setFiles([taken])
  await expect(line(page, 'IMG_0042.jpg').getByText(/Reçu, /)).toBeVisible()
  await expect(page.getByLabel('Titre')).toHaveValue('') // the camera's name says nothing
  await page.getByLabel('Titre').fill('Cicatrice à J10')
  await seesNoFault(page, 'upload-photo')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByLabel(/Je confirme/).check()
  await page.getByRole('button', { name: 'Classer 1 document' }).click()
  await page.getByRole('link', { name: 'Cicatrice à J10' }).click()
  await expect(page.getByRole('img', { name: 'Contenu du document' })).toBeVisible()
})

test('a page reloaded in mid-upload says what arrived and what did not, and loses no word', async ({
  page,
  context,
  world,
  signIn,
  seesNoFault,
}) => {
  const patient = await aPatientFile(world.feed, { birthName: 'REPRENDRE' })
  const [small, scan] = [await aPaper('Lettre', ['Courte.']), Buffer.alloc(4_000_000, ' ')]
  scan.write('%PDF-1.7\n')
  const paper = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/pdf', buffer })
  await signIn(world.secretary)
  await page.goto(`/patients/${patient.patientId}/add`)
  await page.waitForLoadState('networkidle')
  page.on('dialog', (dialog) => dialog.accept()) // the browser asks before it lets go
  const choose = page.getByLabel('Choisir des fichiers').last()
  await choose.setInputFiles([paper('Lettre.pdf', small)])
  await expect(line(page, 'Lettre.pdf').getByText(/Reçu, /)).toBeVisible()

  // A slow line: the second one is under way for minutes.
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  const lineSpeed = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    })
  await lineSpeed(10_000)
  await choose.setInputFiles([paper('Scanner du thorax.pdf', scan)])
  const sent = page.getByRole('progressbar', { name: 'Envoi de Scanner du thorax.pdf' })
  await expect.poll(async () => Number(await sent.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  await expect(page.getByText('Un envoi est en cours.')).toBeVisible()
  const fields = line(page, 'Scanner du thorax.pdf')
  await fields.getByLabel('Titre').fill('Scanner de contrôle')
  await fields.getByLabel('Nature').selectOption('imaging')
  await seesNoFault(page, 'upload-progress')
  await page.reload()
  await lineSpeed(-1)

  await expect(page.getByText('Vous reprenez un ajout interrompu.', { exact: false })).toBeVisible()
  await expect(line(page, 'Lettre.pdf').getByText(/Reçu, /)).toBeVisible()
  await expect(fields.getByRole('alert')).toContainText('n’était pas arrivé en entier')
  await expect(fields.getByLabel('Titre')).toHaveValue('Scanner de contrôle')
  await seesNoFault(page, 'upload-resumed')
  // The same file again goes on under what was written of it.
  await choose.setInputFiles([paper('Scanner du thorax.pdf', scan)])
  await expect(fields.getByText(/Reçu, /)).toBeVisible()
  await expect(fields.getByLabel('Titre')).toHaveValue('Scanner de contrôle')
  await expect(fields.getByLabel('Nature')).toHaveValue('imaging')
  await page.getByLabel(/Je confirme/).check()
  await page.getByRole('button', { name: 'Classer 2 documents' }).click()
  const filed = page.getByRole('status').filter({ hasText: 'Classé dans le dossier' })
  await expect(filed.getByRole('link')).toHaveText(['Lettre', 'Scanner de contrôle'])

  await page.reload()
  await expect(page.getByText('Déposez des fichiers sur cette page')).toBeVisible()
  await expect(page.getByText('Lettre.pdf')).toHaveCount(0)
})

test('a line that breaks in mid-upload is said, and the same file is sent again at a touch', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  const patient = await aPatientFile(world.feed, { birthName: 'INTERROMPRE' })
  await signIn(world.doctor)
  await page.goto(`/patients/${patient.patientId}/add`)
  await page.waitForLoadState('networkidle')
  await page.route('**/uploads', (route) => route.abort('failed'), { times: 1 })
  const choose = page.getByLabel('Choisir des fichiers').last()
  const bytes = await aPaper('Lettre', ['Une page.'])
  await choose.setInputFiles([{ name: 'Lettre.pdf', mimeType: 'application/pdf', buffer: bytes }])
  const sent = line(page, 'Lettre.pdf')
  await expect(sent.getByRole('alert')).toContainText('L’envoi s’est interrompu : rien n’est perdu')
  await seesNoFault(page, 'upload-interrupted')
  await sent.getByRole('button', { name: 'Recommencer' }).click()
  await expect(sent.getByText(/Reçu, /)).toBeVisible()

  // Left for another page of the record, and back: still there.
  await page.getByRole('link', { name: 'Résumé' }).click()
  await expect(page).not.toHaveURL(/add/)
  await page.getByRole('link', { name: 'Ajouter', exact: true }).click()
  await expect(sent.getByText(/Reçu, /)).toBeVisible()
  await page.getByRole('button', { name: 'Retirer Lettre.pdf' }).click()
  await expect(sent).toHaveCount(0)
})
