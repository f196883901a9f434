import { randomUUID } from 'node:crypto'
import type { Browser, Locator, Page } from '@playwright/test'
import {
  addMembership,
  cookieName,
  createAccount,
  createSignInCtx,
  openSession,
  signInSettings,
  totpCode,
} from '#app/features/identity/index.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import type { TestDatabase } from '#db/test/harness.ts'
import { GOOD_PASSWORD, leaveIdle } from '#db/test/sign-in.ts'
import { expect, test } from '../fixtures/index.ts'
import type { Served } from '../fixtures/serve.ts'

// Sign-in as people meet it: password, code, place of work, the way out, and what happens when it goes wrong.

// Each page is looked at in two themes and two widths.
test.slow()

const door = (database: TestDatabase, served: Served) =>
  createSignInCtx({
    db: database.identityDb,
    settings: signInSettings({ CORDEE_SECRET: served.secret, CORDEE_DEMO: true, PORT: 3000 }),
    requestId: 'test',
    locale: 'fr',
  })

const enterPassword = async (page: Page, email: string, password = GOOD_PASSWORD) => {
  await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Continuer' }).click()
}

/** A button that does nothing yet belongs to a page that is not alive yet: pressed again. */
const openMenu = (page: Page, button: string | RegExp, item: Locator) =>
  expect(async () => {
    await page.getByRole('button', { name: button }).click()
    await expect(item).toBeVisible({ timeout: 2000 })
  }).toPass()

/** A browser of its own, as another device has one. */
const elsewhere = async (browser: Browser, baseURL: string | undefined) =>
  (await browser.newContext({ baseURL, locale: 'fr-FR', timezoneId: 'Europe/Paris' })).newPage()

const secretOf = (keyText: string) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...keyText.replace(/\s/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0'))
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

test('a doctor enrols an authenticator at the first sign-in, and needs its code at the next', async ({
  page,
  database,
  served,
  world,
  seesNoFault,
}) => {
  const email = `${randomUUID()}@example.test`
  await createAccount(door(database, served), {
    personId: world.doctor.personId,
    email,
    password: GOOD_PASSWORD,
  })

  await page.goto('/patients')
  await expect(page).toHaveURL(/\/login\?next=%2Fpatients/)
  await seesNoFault(page, 'login')
  await enterPassword(page, email, 'pas le bon mot de passe')
  await expect(page.getByRole('alert')).toContainText('Adresse ou mot de passe incorrect.')
  await enterPassword(page, email)

  await expect(page.getByRole('heading', { name: 'Protéger votre compte' })).toBeVisible()
  await seesNoFault(page, 'enrol')
  const secret = secretOf((await page.locator('code').textContent())!)
  await page.getByLabel('Code à 6 chiffres').fill('000000')
  await page.getByRole('button', { name: 'Activer et se connecter' }).click()
  await expect(page.getByRole('alert')).toContainText('Essais restants : 4')
  await page.getByLabel('Code à 6 chiffres').fill(totpCode(secret, new Date()))
  await page.getByRole('button', { name: 'Activer et se connecter' }).click()
  await expect(page).toHaveURL('/patients')

  const signOut = page.getByRole('menuitem', { name: 'Se déconnecter' })
  await openMenu(page, /Mon compte/, signOut)
  await signOut.click()
  await expect(page.getByRole('status')).toContainText('Vous êtes déconnecté.')
  await page.goto('/patients')
  await expect(page).toHaveURL(/\/login/)

  await enterPassword(page, email)
  await expect(page.getByRole('heading', { name: 'Code de vérification' })).toBeVisible()
  await seesNoFault(page, 'code')
  // The code of this half minute may be the one that was used: the next one is good already.
  await page.getByLabel('Code à 6 chiffres').fill(totpCode(secret, new Date(Date.now() + 30_000)))
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await expect(page).toHaveURL('/patients')
})

// TEN-05
test('who works in two places chooses one first, and switches on purpose', async ({
  page,
  database,
  served,
  world,
  signIn,
  seesNoFault,
}) => {
  await addMembership(door(database, served), systemActor(null), {
    regionId: world.regionId,
    establishmentId: world.practice.id,
    personId: world.doctor.personId,
    role: 'doctor',
  })
  await signIn(world.doctor)
  await page.goto('/patients')
  await expect(page).toHaveURL(/\/work-context\?next=%2Fpatients/)
  await seesNoFault(page, 'work-context')
  await page.getByRole('button', { name: world.practice.name }).click()
  await expect(page).toHaveURL('/patients')
  await expect(page.getByRole('banner')).toContainText(world.practice.name)

  const elsewhereItem = page.getByRole('menuitem', { name: world.hospital.name })
  await openMenu(page, world.practice.name, elsewhereItem)
  await elsewhereItem.click()
  await expect(page.getByRole('banner')).toContainText(world.hospital.name)
})

test('a sign-in that is ended from another device is out', async ({
  page,
  browser,
  baseURL,
  database,
  served,
  world,
  signIn,
  seesNoFault,
}) => {
  await signIn(world.nurse)
  const ctx = { ...door(database, served), userAgent: 'Mozilla/5.0 (iPhone) Safari/604.1' }
  const { token } = await ctx.write((tx) => openSession(tx, ctx, world.nurse.personId, 'password'))
  const phone = await elsewhere(browser, baseURL)
  await phone
    .context()
    .addCookies([{ name: cookieName('session', ctx.settings), value: token, url: baseURL! }])
  await phone.goto('/account')
  await expect(phone.getByRole('heading', { name: 'Mon compte' })).toBeVisible()

  await page.goto('/account')
  await seesNoFault(page, 'account')
  await page.getByRole('button', { name: 'Fermer la connexion Safari sur iPhone' }).click()
  await expect(page.getByRole('status')).toContainText('La connexion est fermée.')
  await phone.reload()
  await expect(phone).toHaveURL(/\/login/)
  await phone.context().close()
})

test('a forgotten password is replaced by a link in the mailbox', async ({
  page,
  database,
  served,
  world,
  seesNoFault,
}) => {
  const email = `${randomUUID()}@example.test`
  await createAccount(door(database, served), { personId: world.gp.personId, email })
  await page.goto('/login')
  await page.getByRole('link', { name: 'Mot de passe oublié' }).click()
  await expect(page.getByRole('heading', { name: 'Mot de passe oublié' })).toBeVisible()
  await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByRole('button', { name: 'Envoyer le lien' }).click()
  await expect(page.getByRole('status')).toContainText('Si cette adresse a un compte')
  await seesNoFault(page, 'forgot')

  await page.goto('/demo/mailbox')
  await seesNoFault(page, 'mailbox')
  const row = page.getByRole('row').filter({ hasText: email })
  await row.getByRole('link', { name: 'Choisir un nouveau mot de passe' }).click()
  await seesNoFault(page, 'mail')
  // The mail names the product's public address; this test's server has a port of its own.
  const link = await page.getByRole('link', { name: 'Choisir un mot de passe' }).getAttribute('href')
  await page.goto(new URL(link!).pathname)
  await seesNoFault(page, 'reset')
  const fill = async (password: string, repeated = password) => {
    await page.getByLabel('Nouveau mot de passe', { exact: true }).fill(password)
    await page.getByLabel('Nouveau mot de passe, une seconde fois').fill(repeated)
    await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click()
  }
  await fill('motdepasse123')
  await expect(page.getByRole('alert')).toContainText('trop facile à deviner')
  await fill(GOOD_PASSWORD, 'autre chose entièrement')
  await expect(page.getByRole('alert')).toContainText('Les deux saisies diffèrent.')
  await fill(GOOD_PASSWORD)
  await expect(page.getByRole('status')).toContainText('Votre mot de passe est changé.')
  await enterPassword(page, email)
  await expect(page.getByRole('heading', { name: 'Protéger votre compte' })).toBeVisible()

  await page.goto(new URL(link!).pathname)
  await expect(page.getByRole('heading', { name: 'Ce lien ne peut plus servir' })).toBeVisible()
})

test('a session that is about to end says so, goes on when asked, and else leaves the page', async ({
  page,
  database,
  world,
  signIn,
}) => {
  await page.clock.install()
  await signIn(world.secretary)
  await page.goto('/account')
  // A menu that opens: the page is alive, and its clock with it.
  await openMenu(page, /Mon compte/, page.getByRole('menu'))
  await page.keyboard.press('Escape')
  await leaveIdle(database, world.secretary.personId, 90_000)
  await page.clock.fastForward('28:30')
  await expect(page.getByRole('dialog')).toContainText('Votre session va se fermer')
  await page.getByRole('button', { name: 'Rester connecté' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()

  await leaveIdle(database, world.secretary.personId, -1000)
  await page.clock.fastForward('29:00')
  await expect(page).toHaveURL(/\/login\?notice=ended&next=%2Faccount/)
  await expect(page.getByRole('status')).toContainText('30 minutes sans activité')
})

test('who tries too often is told how long to wait', async ({ page }) => {
  await page.goto('/login')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  const email = `${randomUUID()}@example.test`
  for (let i = 0; i < 11; i++) {
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(`guess number ${i}`)
    const answered = page.waitForResponse((r) => r.request().method() === 'POST')
    await page.getByRole('button', { name: 'Continue' }).click()
    expect((await answered).status()).toBe(i < 10 ? 401 : 429)
  }
  await expect(page.getByRole('alert')).toContainText('Too many tries. Try again in 15 min.')
})
