import type { Page } from '@playwright/test'
import { anAdt, anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { expect, test, type World } from '../fixtures/index.ts'
import { ackCode, sendMllp } from '../fixtures/mllp-client.ts'

// EXT-01, EXT-02, UXS-01, UXS-03: one message from a hospital reaches the page its patient's GP has open.

let count = 0
/** An admission of somebody who declared the GP, and a document of theirs. */
function aPatient(world: World, port: number) {
  const n = `${port}${++count}`
  const base = `284053155${n}`.slice(0, 13).padEnd(13, '3')
  const ins = base + String(97 - (Number(base) % 97)).padStart(2, '0')
  const person = {
    ipp: `IPP${n}`,
    ins,
    birthName: `RIVIÈRE-${'ABCDEFGHIJ'[count % 10]}`,
    givenNames: 'JEANNE',
  }
  const visitNumber = `V${n}`
  return {
    name: person.birthName,
    admission: anAdt({ person, controlId: `A${n}`, visitNumber, gpRpps: world.gp.rpps }),
    update: anAdt({
      event: 'A08',
      person: { ...person, givenNames: 'JEANNE LOUISE' },
      controlId: `U${n}`,
      visitNumber,
      gpRpps: world.gp.rpps,
    }),
    document: (title: string) =>
      anMdm({
        person,
        controlId: `D${n}${title.length}`,
        documentId: [`1.2.250.1.999.50.${n}.${title.length}`],
        title,
        content: aPdf(title),
      }),
  }
}

async function opens(page: Page, name: string) {
  await page.goto('/')
  const search = page.getByRole('search').getByRole('searchbox')
  await expect(async () => {
    await search.fill(name.slice(0, 6).toLowerCase())
    await search.press('Enter')
    await expect(page.getByRole('main').getByRole('link', { name })).toBeVisible({ timeout: 3000 })
  }).toPass({ timeout: 30_000 })
  await page.getByRole('main').getByRole('link', { name }).click()
  await expect(
    page
      .getByRole('heading', { name: 'Résumé' })
      .or(page.getByRole('link', { name: 'Résumé' }))
      .first(),
  ).toBeVisible()
}

test('the GP finds the patient, and the open page moves by itself', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  const port = await feed()
  const patient = aPatient(world, port)
  expect(ackCode(await sendMllp(port, patient.admission))).toBe('AA')
  await signIn(world.gp)
  await opens(page, patient.name)
  await seesNoFault(page, 'summary')

  await page.getByRole('link', { name: 'Chronologie' }).click()
  await expect(page).toHaveURL(/timeline/)
  await expect(page.getByRole('main')).toContainText('Chirurgie')
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))

  expect(ackCode(await sendMllp(port, patient.document('Compte rendu de la pleine lune')))).toBe('AA')
  await expect(page.getByText('Compte rendu de la pleine lune')).toBeVisible()
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
  await seesNoFault(page, 'timeline')
  expect(page.url()).not.toContain(patient.name)
  expect(await page.title()).not.toContain(patient.name)

  await page.getByText('Compte rendu de la pleine lune').click()
  await expect(page).toHaveURL(/entries/)
  await seesNoFault(page, 'document')
})

test('a hint that is lost costs 45 seconds at most', async ({ page, world, signIn, feed }) => {
  test.setTimeout(150_000)
  const port = await feed()
  const patient = aPatient(world, port)
  expect(ackCode(await sendMllp(port, patient.admission))).toBe('AA')
  await signIn(world.gp)
  await page.route('**/realtime/**', (route) => route.abort())
  await page.routeWebSocket(/\/realtime/, (socket) => socket.close())
  await opens(page, patient.name)
  await page.getByRole('link', { name: 'Chronologie' }).click()
  await expect(page.getByRole('main')).toContainText('Chirurgie')
  expect(ackCode(await sendMllp(port, patient.document('Lettre sans nouvelle')))).toBe('AA')
  await expect(page.getByText('Lettre sans nouvelle')).toBeVisible({ timeout: 70_000 })
})

test('another establishment’s doctor finds nobody, and the address leads nowhere', async ({
  page,
  world,
  signIn,
  feed,
  context,
}) => {
  const port = await feed()
  const patient = aPatient(world, port)
  expect(ackCode(await sendMllp(port, patient.admission))).toBe('AA')
  await signIn(world.gp)
  await opens(page, patient.name)
  const address = page.url()

  await context.clearCookies()
  await signIn(world.technician)
  expect((await page.goto(address))?.status()).toBe(404)
  await expect(page.getByText(patient.name)).toHaveCount(0)
})

test('a request that was broken off is no fault of the page', async ({ page, world, signIn }) => {
  await signIn(world.gp)
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  // As when somebody moves on during a refresh. The page's fixture fails on any error of the console.
  await page.evaluate(async () => {
    const stop = new AbortController()
    const { body } = await fetch('/', { signal: stop.signal })
    stop.abort()
    void body!.getReader().read()
    await new Promise((resolve) => setTimeout(resolve, 200))
  })
})

test('keys that are pressed before the page is alive are no fault', async ({ page, world, signIn }) => {
  await signIn(world.gp)
  // One between any two steps of the page's own, so that none of them is spared.
  await page.addInitScript(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      document.body?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }))
      if (performance.now() < 3000) port2.postMessage(0)
    }
    port2.postMessage(0)
  })
  for (let i = 0; i < 5; i++) {
    await page.goto('/')
    await page.waitForLoadState('networkidle')
  }
  await page.getByRole('link', { name: 'Patients' }).first().click()
  await expect(page.getByRole('heading', { name: 'Patients', exact: true })).toBeVisible()
})
