import { anAdt, anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { expect, test } from '../fixtures/index.ts'
import { ackCode, sendMllp } from '../fixtures/mllp-client.ts'

test('a technician sees what is blocked and what waits behind it, and lets it go on', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  const port = await feed()
  const person = { ipp: 'E2E-1', birthName: 'JOURNEE' }
  const early = anMdm({ person, controlId: 'EARLY', documentId: ['1.2.250.1.999.40.1'], content: aPdf('un') })
  expect(ackCode(await sendMllp(port, early))).toBe('AA')
  await signIn(world.technician)
  await page.goto('/exchange')

  const row = page.getByRole('row', { name: /MDM\^T02/ })
  await expect(row.getByText('Patient pas encore connu de l’établissement')).toBeVisible()
  await expect(page.getByText('Un message bloque sa file')).toBeVisible()
  await seesNoFault(page, 'exchange')

  // No reload: the admission arrives, the document goes on by itself.
  expect(ackCode(await sendMllp(port, anAdt({ person, controlId: 'ADT', visitNumber: 'E2E-V1' })))).toBe('AA')
  await expect(row.getByText('Classé')).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('JOURNEE')).toHaveCount(0)
})

test('leaving a message out needs a reason', async ({ page, world, signIn, feed }) => {
  const port = await feed()
  const stray = anMdm({ person: { ipp: 'E2E-2' }, controlId: 'STRAY', documentId: ['1.2.250.1.999.40.2'] })
  expect(ackCode(await sendMllp(port, stray))).toBe('AA')
  await signIn(world.technician)
  await page.goto('/exchange')
  await page.getByRole('button', { name: 'Écarter…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Écarter le message' }).click()
  await expect(dialog.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByRole('textbox').fill('Envoyé par erreur')
  await dialog.getByRole('button', { name: 'Écarter le message' }).click()
  await expect(page.getByRole('row', { name: /MDM\^T02/ }).getByText('Sans suite')).toBeVisible()
})

test('a doctor does not see the interfaces', async ({ page, world, signIn }) => {
  await signIn(world.doctor)
  const answer = await page.goto('/exchange')
  expect(answer?.status()).toBe(403)
})
