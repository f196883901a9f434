import type { Page } from '@playwright/test'
import { saveUrgentCard } from '#app/features/correspondents/commands/save-urgent-card.server.ts'
import { decideOnOutbound } from '#app/features/exchange/commands/keep-outbound.server.ts'
import { anAdt, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { fileFact, fileResult } from '#app/features/record/index.server.ts'
import { aGpRelation, anEntry, anIns, anRpps, aPatientFile } from '#db/test/factories.ts'
import { anMllpReceiver } from '#db/test/mllp-receiver.ts'
import { GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { enrolAuthenticator } from '../fixtures/authenticator.ts'
import { expect, test, type World } from '../fixtures/index.ts'
import { anEmail, elsewhere } from '../fixtures/invitations.ts'
import { ackCode, sendMllp } from '../fixtures/mllp-client.ts'

/** A patient under treatment, whom the GP follows, and a house that has written its urgent card. */
async function aStory(world: World) {
  const file = await aPatientFile(world.feed, { birthName: 'CORRESPONDANCE' })
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
  await anEntry(world.feed, file, { kind: 'decision', title: 'RCP de sénologie, poursuite du traitement' })
  const said = { fileId: file.fileId, channel: 'hl7v2' as const, receivedAt: new Date() }
  await fileFact(world.feed, {
    ...said,
    kind: 'treatment',
    uniqueId: 'T1',
    title: 'Paclitaxel hebdomadaire',
    occurredAt: new Date('2026-02-02T08:00:00Z'),
    category: 'chemotherapy',
    state: 'active',
  })
  await fileResult(world.feed, {
    ...said,
    uniqueId: 'LAB',
    title: 'Numération',
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    observations: [
      { code: '718-7', codeSystem: 'loinc', label: 'Hémoglobine', valueNumber: 11, valueText: '11' },
    ],
  })
  await saveUrgentCard(world.nurse.ctx, {
    fever: 'Au-dessus de 38,3 : numération le jour même, appelez la ligne directe sans attendre le résultat.',
    otherwise: 'Diarrhée au-delà de quatre selles par jour : hydratation, appelez aux heures ouvrées.',
    lines: [
      {
        label: 'Équipe d’oncologie',
        phone: '05 61 00 00 01',
        days: '1234567',
        from: '00:00',
        until: '00:00',
      },
      {
        label: 'Hôpital de jour',
        phone: '05 61 00 00 02',
        days: '12345',
        from: '08:00',
        until: '18:30',
      },
    ],
  })
  return file
}

/** Chooses a file on the page of what one adds, says what it is, and opens it. */
async function addLetter(page: Page, title: string) {
  await page
    .getByLabel('Choisir des fichiers')
    .last()
    .setInputFiles([{ name: `${title}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(aPdf()) }])
  await expect(page.getByText(/Reçu, /)).toBeVisible()
  await page.getByLabel('Nature').selectOption('letter')
  await page.getByLabel(/Je confirme/).check()
  await page.getByRole('button', { name: 'Classer 1 document' }).click()
  await page.getByRole('link', { name: title }).click()
}

/** Refused twice; the page moves by itself when the hospital's software has it. */
async function isTaken(page: Page) {
  await expect(page.getByText(/En attente \(\de essai à/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/Pris dans le dossier de l’établissement le/)).toBeVisible({ timeout: 60_000 })
}

// EXT-03, EXT-11, EXT-12
test('a GP reads before the visit, adds a letter, and sees it taken into the hospital’s record', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(180_000)
  const file = await aStory(world)
  const hospital = await anMllpReceiver(['hangUp', 'hangUp'])

  await signIn(world.technician)
  await page.goto('/exchange')
  await page.getByRole('link', { name: 'Envois vers le logiciel' }).click()
  await page.getByLabel('Adresse du serveur').fill('127.0.0.1')
  await page.getByLabel('Port').fill(String(hospital.port))
  await page.getByLabel('Chiffrer par TLS').uncheck()
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByText('La liaison est enregistrée.')).toBeVisible()
  await page.getByRole('button', { name: 'Essayer la liaison' }).click()
  await expect(page.getByText('Le serveur répond.').first()).toBeVisible({ timeout: 30_000 })
  await seesNoFault(page, 'outbound')

  await signIn(world.gp)
  await page.goto(`/patients/${file.patientId}/before`)
  await expect(page.getByText('Paclitaxel hebdomadaire')).toBeVisible()
  await expect(page.getByText('RCP de sénologie, poursuite du traitement')).toBeVisible()
  await expect(page.getByText('répond maintenant')).toBeVisible()
  await expect(page.getByText(/Au-dessus de 38,3/)).toBeVisible()
  const isOneScreen = () =>
    page.evaluate(() => document.documentElement.scrollHeight <= document.documentElement.clientHeight)
  expect(await isOneScreen(), 'on one screen at 1366 x 768').toBe(true)
  await seesNoFault(page, 'before-visit')
  await page.getByRole('link', { name: 'Carte entière' }).click()
  await expect(page.getByText('Hôpital de jour')).toBeVisible()

  await page.getByRole('link', { name: 'Ajouter', exact: true }).click()
  await expect(page.getByLabel('Établissement destinataire')).toHaveValue(file.fileId)
  await addLetter(page, 'Lettre du médecin traitant')
  await isTaken(page)
  await seesNoFault(page, 'taken')
  const ids = hospital.received.map(({ envelope }) => envelope.controlId)
  expect(ids).toHaveLength(3)
  expect(new Set(ids).size).toBe(1)
  expect(hospital.received[2]!.first('PID')!.field(3)).toBe(file.localId)

  // The hospital's doctor sees whose it is; the GP then sees who read it.
  const entry = page.url()
  const asGp = await page.context().cookies()
  await signIn(world.doctor)
  await page.goto(entry)
  await expect(page.getByText('Apport externe')).toBeVisible()
  await expect(page.getByText(`RPPS ${world.gp.rpps}`)).toBeVisible()
  await page.goto(`${entry}/content`).catch(() => {}) // a PDF may be shown or saved: it is read either way
  await page.context().addCookies(asGp)
  await page.goto(entry)
  await expect(page.getByText(/Vu par Camille Modèle/)).toBeVisible()
  await hospital.close()
})

// EXT-12
test('the coordinating nurse writes whom to call', async ({ page, world, signIn, seesNoFault }) => {
  test.setTimeout(120_000)
  await signIn(world.nurse)
  await page.goto('/')
  await page.getByRole('link', { name: 'Carte d’urgence' }).click()
  await page.getByRole('button', { name: 'Enregistrer la carte' }).click()
  await page.getByLabel('Nom de la ligne').fill('Équipe d’oncologie')
  await page.getByLabel('Téléphone').fill('05 61 00 00 01')
  await page.getByLabel('Fièvre sous traitement').fill('Appelez sans attendre.')
  await page.getByRole('button', { name: 'Enregistrer la carte' }).click()
  await expect(page.getByText('La carte est enregistrée.')).toBeVisible()
  await seesNoFault(page, 'urgent-settings')
})

// EXT-01, EXT-02, EXT-03, EXT-07: from the letter of the desk to the letter in the hospital's record, by nobody's help.
test('a GP activates, sees own patients come by the feed, and writes back', async ({
  page,
  browser,
  baseURL,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  test.setTimeout(300_000)
  const port = await feed()
  const hospital = await anMllpReceiver(['hangUp', 'hangUp'])
  await decideOnOutbound(world.technician.ctx, {
    intent: 'save',
    host: '127.0.0.1',
    port: hospital.port,
    usesTls: false,
    isEnabled: true,
    charset: 'UNICODE UTF-8',
    receivingApplication: 'DPI',
    receivingFacility: 'HOPITAL',
  })
  const rpps = anRpps()
  const admission = (n: string, birthName: string) =>
    anAdt({
      person: { ipp: `S${port}${n}`, ins: anIns().insMatricule, birthName },
      controlId: `S${port}${n}`,
      visitNumber: `SV${port}${n}`,
      gpRpps: rpps,
    })
  // Declared before anybody here knows that doctor: it waits.
  expect(ackCode(await sendMllp(port, admission('1', 'PATIENCE')))).toBe('AA')

  await signIn(world.secretary)
  await page.goto('/people/correspondent')
  await page.getByLabel('RPPS').fill(rpps)
  await page.getByRole('textbox', { name: 'Prénom' }).fill('Dominique')
  await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Traitante')
  await page.getByLabel('Cabinet ou lieu d’exercice').fill('Cabinet du marché')
  await page.getByRole('button', { name: 'Inviter', exact: true }).click()
  const letter = page.getByRole('article', { name: 'Courrier d’activation' })
  await expect(letter).toContainText('Dr Dominique Traitante')
  const code = /([A-Z2-9]{4}-){2}[A-Z2-9]{4}/.exec((await letter.textContent())!)![0]

  const gp = await elsewhere(browser, baseURL)
  await gp.goto('/activation')
  await gp.getByLabel('Votre numéro RPPS').fill(rpps)
  await gp.getByLabel('Code d’activation du courrier').fill(code)
  await gp.getByLabel('Adresse e-mail').fill(anEmail())
  await gp.getByLabel('Nouveau mot de passe', { exact: true }).fill(GOOD_PASSWORD)
  await gp.getByLabel('Nouveau mot de passe, une seconde fois').fill(GOOD_PASSWORD)
  await gp.getByRole('button', { name: 'Activer mon accès' }).click()
  await enrolAuthenticator(gp)
  await expect(gp).toHaveURL('/')

  // What waited applies, and the next one comes to the page that is open.
  await expect(gp.getByRole('main')).toContainText('PATIENCE', { timeout: 60_000 })
  await gp.evaluate(() => Object.assign(window, { sameDocument: true }))
  expect(ackCode(await sendMllp(port, admission('2', 'ARRIVÉE')))).toBe('AA')
  await expect(gp.getByRole('main')).toContainText('ARRIVÉE', { timeout: 60_000 })
  expect(await gp.evaluate(() => 'sameDocument' in window)).toBe(true)
  await seesNoFault(gp, 'first-day')

  await gp
    .getByRole('main')
    .getByRole('link', { name: /ARRIVÉE/ })
    .first()
    .click()
  await gp.getByRole('link', { name: 'Avant la consultation' }).click()
  await expect(gp.getByRole('heading', { name: 'Avant la consultation' })).toBeVisible()
  await gp.getByRole('link', { name: 'Ajouter', exact: true }).click()
  await addLetter(gp, 'Lettre de la première consultation')
  await isTaken(gp)
  expect(hospital.received).toHaveLength(3)
  expect(hospital.received[2]!.first('PID')!.field(3)).toContain(`S${port}2`)
  await gp.context().close()
  await hospital.close()
})
