import { randomUUID } from 'node:crypto'
import { aFiness, anRpps } from '#db/test/factories.ts'
import { GOOD_PASSWORD } from '#db/test/sign-in.ts'
import { aPasskeyDevice, enrolAuthenticator } from '../fixtures/authenticator.ts'
import { expect, test } from '../fixtures/index.ts'
import { accept, anEmail, elsewhere, invite, untilSeen } from '../fixtures/invitations.ts'

// TEN-03, EXT-07, SEC-05: how an establishment, its administrator and its doctors come in. Each page in two themes and
// two widths.
test.slow()

test('an establishment joins, its administrator comes and invites a doctor, who needs a finger only', async ({
  page,
  browser,
  baseURL,
  world,
  signIn,
  seesNoFault,
}) => {
  const name = `Clinique ${randomUUID().slice(0, 6)}`
  await signIn(world.regionAdmin)
  await page.goto('/region')
  await page.getByRole('link', { name: 'Ajouter' }).click()
  await page.getByLabel('Nom de l’établissement').fill(name)
  await page.getByLabel('FINESS du site').fill('310999009')
  await page.getByRole('button', { name: 'Ajouter l’établissement' }).click()
  await expect(page.getByRole('alert')).toContainText('dont la clé est juste')
  await seesNoFault(page, 'new-establishment')
  await page.getByLabel('FINESS du site').fill(aFiness())
  await page.getByRole('button', { name: 'Ajouter l’établissement' }).click()
  await expect(page.getByRole('status')).toContainText('L’établissement est ajouté.')
  await expect(page.getByText('Aucun administrateur')).toBeVisible()
  await seesNoFault(page, 'establishment')
  await page.getByRole('link', { name: 'Inviter un administrateur' }).click()
  await expect(page.getByLabel('Rôle')).toHaveValue('establishment_admin')
  const email = anEmail()
  await invite(page, { email, familyName: 'Premier' })
  await seesNoFault(page, 'people')

  const admin = await elsewhere(browser, baseURL)
  await accept(admin, email, seesNoFault)
  await admin.getByRole('link', { name: 'Équipe' }).click()
  await expect(admin.getByText('Un seul administrateur')).toBeVisible()
  await admin.getByRole('link', { name: 'Inviter', exact: true }).click()
  const doctorEmail = anEmail()
  await invite(admin, { email: doctorEmail, familyName: 'Clé', rpps: anRpps() })

  const doctor = await elsewhere(browser, baseURL)
  await accept(doctor, doctorEmail)
  await aPasskeyDevice(doctor)
  await doctor.goto('/account')
  const keyName = doctor.getByLabel('Nom de la clé')
  await untilSeen(
    async () => {
      if (await doctor.getByRole('status').isVisible()) return
      await keyName.fill('Ordinateur du cabinet')
      await doctor.getByRole('button', { name: 'Ajouter une clé d’accès' }).click()
    },
    () => expect(doctor.getByRole('status')).toContainText('La clé d’accès est ajoutée.', { timeout: 5000 }),
  )
  await seesNoFault(doctor, 'account-with-passkey')
  await doctor.context().clearCookies()
  await doctor.goto('/login')
  await untilSeen(
    () => doctor.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).click(),
    () => expect(doctor).toHaveURL('/', { timeout: 5000 }),
  )
  await expect(doctor.getByRole('banner')).toContainText(name)

  await admin.reload()
  await admin.getByRole('link', { name: 'Camille Clé' }).click()
  await expect(admin.getByText('une clé d’accès')).toBeVisible()
  await seesNoFault(admin, 'member')
  await untilSeen(
    () => admin.getByRole('button', { name: 'Mettre fin à l’accès' }).click(),
    () => expect(admin.getByRole('dialog')).toBeVisible({ timeout: 2000 }),
  )
  await admin.getByRole('dialog').getByRole('button', { name: 'Mettre fin à l’accès' }).click()
  await expect(admin.getByRole('status')).toContainText('L’accès a pris fin.')
  await doctor.goto('/account')
  await expect(doctor).toHaveURL(/\/login/)
  for (const other of [admin, doctor]) await other.context().close()
})

// EXT-01
test('a secretary prints a letter, and a doctor comes in with its code', async ({
  page,
  browser,
  baseURL,
  world,
  signIn,
  seesNoFault,
}) => {
  const rpps = anRpps()
  await signIn(world.secretary)
  await page.goto('/people/correspondent')
  await page.getByLabel('RPPS').fill(rpps)
  await page.getByRole('textbox', { name: 'Prénom' }).fill('Dominique')
  await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Lettre')
  await page.getByLabel('Cabinet ou lieu d’exercice').fill('Cabinet de la place')
  await seesNoFault(page, 'correspondent')
  await page.getByRole('button', { name: 'Inviter', exact: true }).click()
  const letter = page.getByRole('article', { name: 'Courrier d’activation' })
  await expect(letter).toContainText('Dr Dominique Lettre')
  await seesNoFault(page, 'letter')
  const code = /([A-Z2-9]{4}-){2}[A-Z2-9]{4}/.exec((await letter.textContent())!)![0]

  const doctor = await elsewhere(browser, baseURL)
  await doctor.goto('/login')
  await doctor.getByRole('link', { name: 'J’ai reçu un courrier avec un code' }).click()
  const fill = async (typed: string) => {
    await doctor.getByLabel('Votre numéro RPPS').fill(rpps)
    await doctor.getByLabel('Code d’activation du courrier').fill(typed)
    await doctor.getByLabel('Adresse e-mail').fill(anEmail())
    await doctor.getByLabel('Nouveau mot de passe', { exact: true }).fill(GOOD_PASSWORD)
    await doctor.getByLabel('Nouveau mot de passe, une seconde fois').fill(GOOD_PASSWORD)
    await doctor.getByRole('button', { name: 'Activer mon accès' }).click()
  }
  await fill('AAAA-BBBB-CCCC')
  await expect(doctor.getByRole('alert')).toContainText('ne vont pas ensemble')
  await seesNoFault(doctor, 'activation')
  await fill(code)
  await enrolAuthenticator(doctor)
  await expect(doctor).toHaveURL('/')
  await expect(doctor.getByRole('banner')).toContainText('Cabinet de la place')
  await doctor.getByRole('link', { name: 'Équipe' }).click()
  await expect(doctor.getByRole('link', { name: 'Dr Dominique Lettre' })).toBeVisible()
  await doctor.context().close()
})

// TEN-07
test('a new charter is read and accepted before anything else opens', async ({
  page,
  world,
  signIn,
  seesNoFault,
}) => {
  await signIn(world.regionAdmin)
  await page.goto('/region/charter')
  await page
    .getByLabel('Texte français')
    .fill('Je n’ouvre que les dossiers des patients que je prends en charge.')
  await page.getByLabel('Texte anglais').fill('I open only the records of patients whom I care for.')
  await seesNoFault(page, 'region-charter')
  await page.getByRole('button', { name: 'Publier cette version' }).click()
  await expect(page.getByRole('button', { name: 'J’ai lu et j’accepte' })).toBeVisible()
  await page.goto('/region')
  await expect(page).toHaveURL('/charter?next=%2Fregion')
  await seesNoFault(page, 'charter')
  await page.getByRole('button', { name: 'J’ai lu et j’accepte' }).click()
  await expect(page).toHaveURL('/region')
  await page.goto('/region/charter')
  await expect(page.getByRole('heading', { name: 'Une acceptation de cette version' })).toBeVisible()
})
