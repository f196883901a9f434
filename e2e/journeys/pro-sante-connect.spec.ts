import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { aFiness, anRpps, aSiret } from '#db/test/factories.ts'
import { expect, test } from '../fixtures/index.ts'
import { accept, anEmail, elsewhere, invite, openInvitation } from '../fixtures/invitations.ts'

// TEN-03, EXT-07, EXT-08, SEC-05: an establishment joins a region, and its doctor comes in by Pro Santé Connect, whose
// part a real OpenID provider plays, in the browser. Each page in two themes and two widths.

type Card = { rpps: string; finess?: string; siret?: string; place: string; level?: 'eidas1' | 'aucun' }

const ENTER = { name: 'S’identifier avec Pro Santé Connect' }

/** From a page of ours to the provider, and back with what the card says. Its own session is forgotten before. */
async function throughProSanteConnect(page: Page, card: Card | 'cancel') {
  await page.context().clearCookies({ domain: '127.0.0.1' })
  await page.getByRole('link', ENTER).click()
  await expect(page.getByRole('heading', { name: 'Lecteur de carte d’essai' })).toBeVisible()
  if (card === 'cancel') return page.getByRole('button', { name: 'Annuler' }).click()
  await page.getByLabel('RPPS').fill(card.rpps)
  await page.getByLabel('Prénom').fill('Dominique')
  await page.getByLabel('Nom', { exact: true }).fill('Carte')
  await page.getByLabel('FINESS').fill(card.finess ?? '')
  await page.getByLabel('SIRET').fill(card.siret ?? '')
  await page.getByLabel('Lieu').fill(card.place)
  await page.getByLabel('Niveau').selectOption(card.level ?? 'eidas1')
  await page.getByRole('button', { name: 'S’identifier' }).click()
}

test('an establishment joins with two administrators, and its doctor comes in with a card', async ({
  page,
  browser,
  baseURL,
  world,
  signIn,
  seesNoFault,
}) => {
  test.setTimeout(360_000)
  const [name, finess, siret] = [`Clinique ${randomUUID().slice(0, 6)}`, aFiness(), aSiret()]
  await signIn(world.regionAdmin)
  await page.goto('/region')
  await page.getByRole('link', { name: 'Ajouter' }).click()
  await page.getByLabel('Nom de l’établissement').fill(name)
  await page.getByLabel('FINESS du site').fill(finess)
  await page.getByLabel('SIRET').fill('12345678901234')
  await page.getByRole('button', { name: 'Ajouter l’établissement' }).click()
  await expect(page.getByRole('alert')).toContainText('SIRET')
  await page.getByLabel('SIRET').fill(siret)
  await page.getByRole('button', { name: 'Ajouter l’établissement' }).click()
  await expect(page.getByRole('status')).toContainText('L’établissement est ajouté.')
  await expect(page.getByText('Aucun administrateur')).toBeVisible()
  const establishment = page.url()
  const administrators: Page[] = []
  for (const familyName of ['Premier', 'Second']) {
    await page.goto(establishment)
    await page.getByRole('link', { name: 'Inviter un administrateur' }).click()
    const email = anEmail()
    await invite(page, { email, familyName })
    const administrator = await elsewhere(browser, baseURL)
    await accept(administrator, email)
    administrators.push(administrator)
  }
  await page.goto(establishment)
  await expect(page.getByText('Un seul administrateur')).toHaveCount(0)
  await seesNoFault(page, 'establishment-joined')
  await page.getByRole('link', { name: 'Professionnels' }).click()
  for (const familyName of ['Premier', 'Second'])
    await expect(page.getByRole('row', { name: familyName })).toContainText('Administration')

  const [admin] = administrators
  await admin!.getByRole('link', { name: 'Équipe' }).click()
  await expect(admin!.getByText('Un seul administrateur')).toHaveCount(0)
  await admin!.getByRole('link', { name: 'Inviter', exact: true }).click()
  const [rpps, email] = [anRpps(), anEmail()]
  await invite(admin!, { email, familyName: 'Carte', rpps })

  // The mail leads to the card; the place where the doctor works says as what they come.
  const doctor = await elsewhere(browser, baseURL)
  await openInvitation(doctor, email)
  await seesNoFault(doctor, 'invitation-with-card')
  await throughProSanteConnect(doctor, { rpps, finess, place: 'CLINIQUE DE L’ANNUAIRE' })
  await expect(doctor.getByRole('heading', { name: 'Où exercez-vous maintenant ?' })).toBeVisible()
  const place = doctor.getByRole('button', { name })
  await expect(place).toContainText('Médecin')
  await seesNoFault(doctor, 'situations')
  await doctor.getByLabel('Adresse e-mail').fill(email)
  await place.click()
  await expect(doctor).toHaveURL('/')
  await expect(doctor.getByRole('banner')).toContainText(name)
  await doctor.goto('/account')
  await expect(doctor.getByRole('row', { name: /Pro Santé Connect/ })).toBeVisible()

  // The second time nothing is asked, and one lands where one was going.
  await doctor.context().clearCookies()
  await doctor.goto('/patients')
  await expect(doctor).toHaveURL(/\/login\?next=%2Fpatients/)
  await throughProSanteConnect(doctor, { rpps, siret, place: 'CLINIQUE DE L’ANNUAIRE' })
  await expect(doctor.getByLabel('Adresse e-mail')).toHaveCount(0)
  await doctor.getByRole('button', { name }).click()
  await expect(doctor).toHaveURL('/patients')
  await expect(doctor.getByRole('banner')).toContainText(name)

  await admin!.goto('/people')
  await expect(admin!.getByRole('link', { name: /Dominique Carte|Camille Carte/ })).toBeVisible()
  for (const other of [...administrators, doctor]) await other.context().close()
})

test('who does not come in by Pro Santé Connect is told why, and what to do', async ({
  page,
  world,
  database,
  seesNoFault,
}) => {
  test.setTimeout(180_000)
  const rows = await database.owner.execute<{ finess: string }>(
    `select finess from establishments where id = '${world.hospital.id}'`,
  )
  const { finess } = rows[0]!
  const rpps = anRpps()
  await page.goto('/login')
  await throughProSanteConnect(page, { rpps, finess, place: 'HOPITAL', level: 'aucun' })
  await expect(page.getByRole('alert')).toContainText('n’a pas confirmé le niveau d’identification demandé')
  await expect(page).toHaveURL(/\/login/)
  await seesNoFault(page, 'card-too-weak')

  await throughProSanteConnect(page, 'cancel')
  await expect(page.getByRole('alert')).toContainText('Vous avez annulé dans Pro Santé Connect.')

  // A house that is in no region: nothing to choose, and no way around it.
  await throughProSanteConnect(page, { rpps, finess: aFiness(), place: 'CLINIQUE D’AILLEURS' })
  await expect(page.getByText('Aucune de vos situations d’exercice ne mène à Cordée.')).toContainText(
    'demandez l’accès',
  )
  await expect(page.getByRole('button', { name: /CLINIQUE D’AILLEURS/ })).toBeDisabled()
  await expect(page.getByText('N’utilise pas Cordée')).toBeVisible()
  await seesNoFault(page, 'place-not-here')

  // A hospital that is here says itself who works there.
  await page.getByRole('link', { name: 'Revenir à la connexion' }).click()
  await throughProSanteConnect(page, { rpps, finess, place: 'HOPITAL' })
  await expect(page.getByRole('button', { name: world.hospital.name })).toBeDisabled()
  await expect(page.getByText('Accès à demander à son administrateur')).toBeVisible()
  await seesNoFault(page, 'place-not-given')
  await page.goto('/patients')
  await expect(page).toHaveURL(/\/login/)
})
