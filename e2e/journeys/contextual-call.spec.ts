import type { KeyObject } from 'node:crypto'
import type { Page } from '@playwright/test'
import { aCallingSoftware, aTicket } from '#db/test/call-tickets.ts'
import { aGpRelation, aMember, anIns, aPatientFile } from '#db/test/factories.ts'
import { expect, test } from '../fixtures/index.ts'

// EXT-10: a doctor's own software opens Cordée on the right patient; what stands in the way is said.
test.slow()

type Means = { baseURL: string; privateKey: KeyObject; softwareId: string; rpps: string }

/** What the software does at a click: a ticket to the server, and the address for the browser. */
async function call(
  { baseURL, privateKey, softwareId, rpps }: Means,
  patient: unknown,
  more: Record<string, unknown> = {},
) {
  const audience = `${baseURL}/api/call`
  const answer = await fetch(audience, {
    method: 'POST',
    headers: { 'content-type': 'application/jwt', 'accept-language': 'fr' },
    body: await aTicket({ privateKey, softwareId, audience, rpps, patient }, more),
  })
  return { status: answer.status, ...((await answer.json()) as { open?: string; message?: string }) }
}

/** The administrator registers the software and reads what it is called from now on. */
async function register(page: Page, publicKey: string): Promise<string> {
  await page.goto('/people')
  await page.getByRole('link', { name: 'Logiciels' }).click()
  await expect(page.getByText('Aucun logiciel')).toBeVisible()
  await page.getByRole('textbox', { name: 'Nom du logiciel' }).fill('Cabinet Plus')
  await page.getByRole('textbox', { name: 'Clé publique' }).fill(publicKey)
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByRole('status')).toContainText('Le logiciel est enregistré.')
  return page.getByRole('article', { name: 'Cabinet Plus' }).getByRole('code').innerText()
}

test('from the practice’s software to the patient, and what stands in the way', async ({
  page,
  baseURL,
  database,
  world,
  signIn,
  seesNoFault,
}) => {
  const ins = anIns()
  const file = await aPatientFile(world.feed, { birthName: 'APPELÉE', ...ins, identityStatus: 'QUAL' })
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
  const inPractice = { regionId: world.regionId, establishmentId: world.practice.id }
  const admin = await aMember(database, { ...inPractice, role: 'establishment_admin' })
  const secondAdmin = await aMember(database, { ...inPractice, role: 'establishment_admin' })
  const software = aCallingSoftware()
  await signIn(admin)
  const softwareId = await register(page, software.publicKey)
  const means = { baseURL: baseURL!, ...software, softwareId, rpps: world.gp.rpps }
  const patient = { ins: ins.insMatricule, oid: ins.insOid }

  // The administrator is signed in, the ticket is the doctor's.
  const first = await call(means, patient)
  expect(first.open).not.toContain(ins.insMatricule)
  await page.goto(first.open!)
  await expect(page.getByRole('heading', { name: 'Quelqu’un d’autre est connecté ici' })).toBeVisible()
  await expect(page.getByText('APPELÉE')).toBeHidden()
  await seesNoFault(page, 'call-not-you')
  await page.getByRole('button', { name: 'Déconnecter et changer de personne' }).click()
  await expect(page.getByText('vous êtes déconnecté', { exact: false })).toBeVisible()

  // Nobody is: the way in says for what, and the doctor's session leads on.
  await page.goto(first.open!)
  await expect(page.getByRole('status')).toContainText('Votre logiciel ouvre un patient')
  await seesNoFault(page, 'call-login')
  await signIn(world.gp)
  await page.goto(first.open!)
  await expect(page).toHaveURL(new RegExp(`/patients/${file.patientId}`))
  await expect(page.getByText('APPELÉE').first()).toBeVisible()
  await page.goto(first.open!)
  await expect(page.getByRole('heading', { name: 'Cet appel ne sert plus' })).toBeVisible()

  // Signed in already: straight there.
  await page.goto((await call(means, patient)).open!)
  await expect(page).toHaveURL(new RegExp(`/patients/${file.patientId}`))

  // A stranger: not found, with the ways that are always there.
  const stranger = await call(means, { ins: anIns().insMatricule, oid: ins.insOid })
  const answer = await page.goto(stranger.open!)
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'Patient introuvable' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Ouvrir en urgence (bris de glace)' })).toBeVisible()
  await seesNoFault(page, 'call-not-found')

  // Revoked: refused with a sentence, and the administrator sees it.
  await signIn(secondAdmin)
  await page.goto('/people/software')
  await page.getByRole('button', { name: 'Révoquer Cabinet Plus' }).click()
  await expect(page.getByRole('status')).toContainText('Le logiciel est révoqué.')
  const refused = await call(means, patient)
  expect(refused).toMatchObject({ status: 403, message: expect.stringContaining('révoqué') })
  await page.reload()
  await expect(
    page.getByText('Ce logiciel a été révoqué par votre structure.', { exact: false }),
  ).toBeVisible()
  await seesNoFault(page, 'software')
})
