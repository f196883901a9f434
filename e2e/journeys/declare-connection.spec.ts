import { anAdt } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { expect, test } from '../fixtures/index.ts'
import { ackCode } from '../fixtures/mllp-client.ts'

// API-04: from nothing to the first message, without anybody else's help.
test('a technician declares an interface, and its token takes the first message', async ({
  page,
  world,
  signIn,
  seesNoFault,
  baseURL,
  request,
}) => {
  test.slow()
  await signIn(world.technician)
  await page.goto('/exchange')
  await page.getByRole('link', { name: 'Déclarer une interface' }).click()
  await page.getByLabel('HTTPS').check()
  await page.getByRole('button', { name: 'Déclarer une interface' }).click()
  await expect(page.getByRole('alert')).toContainText('Donnez un nom')
  await seesNoFault(page, 'new-connection')
  await page.getByLabel('Nom de l’interface').fill('Dossier patient')
  await page.getByLabel('Application émettrice (MSH-3)').fill('GAM')
  await page.getByRole('button', { name: 'Déclarer une interface' }).click()
  await expect(page.getByText('L’interface est déclarée')).toBeVisible()
  const token = await page.locator('code').textContent()
  await seesNoFault(page, 'declared')

  const answer = await request.post(`${baseURL}/api/hl7v2`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/hl7-v2' },
    data: Buffer.from(anAdt({ controlId: 'FIRST', person: { ipp: 'E2E-D1', ins: '' } })),
  })
  expect(ackCode(await answer.text())).toBe('AA')
  await page.getByRole('link', { name: 'Ouvrir l’interface' }).click()
  await expect(page.getByRole('heading', { name: 'Dossier patient' })).toBeVisible()
  await expect(page.getByLabel('Application émettrice (MSH-3)')).toHaveValue('GAM')
  await seesNoFault(page, 'connection-settings')
  await page.getByRole('tab', { name: 'Messages' }).click()
  await expect(page.getByRole('row', { name: /ADT\^A01/ })).toContainText(/Classé|En attente/)
  await page.getByRole('link', { name: 'Toutes les interfaces' }).click()
  await expect(page.getByText(token!)).toHaveCount(0)
})
