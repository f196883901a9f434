import type { Locator, Page } from '@playwright/test'
import { eq } from 'drizzle-orm'
import { fileResult } from '#app/features/record/index.server.ts'
import { aCda, aSection } from '#app/kernel/cda/factories.ts'
import { DAY } from '#app/kernel/durations.ts'
import { patientFiles } from '#db/schema/record.ts'
import { aPaper } from '../fixtures/a-paper.ts'
import { aStory, opens } from '../fixtures/hospital-story.ts'
import { expect, test, type World } from '../fixtures/index.ts'

// UXS-06: two things of a record side by side, without losing the place in either.

test('two documents are read side by side, and one is changed without losing the other', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
  database,
}) => {
  const port = await feed()
  const story = aStory(world, port)
  await story.takes(story.admission)
  for (const id of ['1', '2', '3'])
    await story.takes(
      story.document(id, {
        title: `Lettre ${id}`,
        content: await aPaper(`Lettre ${id}`, ['Chère consœur,', 'Bien à vous.']),
      }),
    )
  await signIn(world.gp)
  await opens(page, story.name)
  // The summary on paper, with who it is on top of each sheet; the trail knows.
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  const printed = () => database.owner.execute(printsOf(world))
  await expect.poll(printed).toHaveLength(1)
  if (process.env.CORDEE_SHOTS)
    await page.pdf({ path: `${process.env.CORDEE_SHOTS}/summary.pdf`, preferCSSPageSize: true })
  await page.getByRole('link', { name: 'Chronologie' }).click()
  await expect(page.getByRole('region', { name: 'Le dossier dans le temps' })).toBeVisible()
  if (process.env.CORDEE_SHOTS)
    await page.pdf({ path: `${process.env.CORDEE_SHOTS}/timeline.pdf`, preferCSSPageSize: true })
  await seesNoFault(page, 'timeline-strip')
  await page.getByRole('link', { name: /^juin 2025/ }).click()
  await expect(page).toHaveURL(/zoom=month/)
  await page.getByRole('link', { name: 'Lettre 1', exact: true }).click()
  await expect(page).toHaveURL(/entries/)
  await page.getByRole('link', { name: 'Comparer', exact: true }).click()
  await expect(page.locator('iframe')).toHaveCount(2)
  const left = page.getByRole('region', { name: 'À gauche' }).locator('iframe')
  await left.evaluate((frame) => Object.assign(frame, { sameFrame: true }))
  await page.getByLabel('Élément à droite').selectOption({ label: await labelOf(page, 'Lettre 3') })
  await expect(page).toHaveURL(/right=/)
  expect(await left.evaluate((frame) => 'sameFrame' in frame)).toBe(true)
  await seesNoFault(page, 'compare')
})

const labelOf = async (page: Page, title: string) =>
  (await page.getByLabel('Élément à droite').locator('option', { hasText: title }).textContent()) ?? ''

const printsOf = ({ regionId }: World) =>
  `select 1 from audit_entries where action = 'record.summary.print' and region_id = '${regionId}'`

/** A text of several screens, so that there is a place to lose. */
const aLongText = (name: string) =>
  aSection(
    name,
    Array.from({ length: 60 }, (_, n) => `<paragraph>${name}, alinéa ${n + 1}.</paragraph>`).join(''),
  )

const side = (page: Page, name: 'À gauche' | 'À droite') => page.getByRole('region', { name })
const placeOf = (pane: Locator) =>
  pane.getByRole('region', { name: 'Contenu' }).evaluate((content) => content.scrollTop)

async function scrollsTo(pane: Locator, words: string) {
  await pane.getByText(words, { exact: true }).scrollIntoViewIfNeeded()
  await expect.poll(() => placeOf(pane)).toBeGreaterThan(100)
  return placeOf(pane)
}

test('each side is paged by itself, and is where it was when one comes back', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  const story = aStory(world, await feed(), { person: { birthName: 'EXEMPLE', ipp: 'IPP000771' } })
  await story.takes(story.admission)
  for (const [n, title] of ['Bloc', 'Anatomopathologie', 'Sortie'].entries())
    await story.takes(
      story.document(title, {
        documentId: null,
        writtenAt: `2025060${n + 1}0900`,
        contentType: ['TEXT', 'XML'],
        content: aCda({
          root: story.id(String(n)),
          title,
          body: aLongText(title),
        }),
      }),
    )
  await signIn(world.gp)
  await opens(page, story.name)
  await page.getByRole('link', { name: 'Sortie' }).first().click()
  await page.getByRole('link', { name: 'Comparer', exact: true }).click()
  const [left, right] = [side(page, 'À gauche'), side(page, 'À droite')]
  await expect(left.getByRole('heading', { name: 'Sortie' })).toBeVisible()
  await expect(right.getByRole('heading', { name: 'Anatomopathologie' })).toBeVisible()
  const leftPlace = await scrollsTo(left, 'Sortie, alinéa 40.')
  const rightPlace = await scrollsTo(right, 'Anatomopathologie, alinéa 50.')

  await right.getByRole('button', { name: 'Plus ancien' }).click()
  await expect(right.getByRole('heading', { name: 'Bloc' })).toBeVisible()
  await expect(right.getByRole('button', { name: 'Plus ancien' })).toBeDisabled()
  expect(await placeOf(left)).toBe(leftPlace)
  expect(await placeOf(right)).toBe(0)
  await right.getByRole('button', { name: 'Plus récent' }).click()
  await expect(right.getByText('Anatomopathologie, alinéa 50.')).toBeInViewport()
  expect(await placeOf(right)).toBe(rightPlace)
  expect(await placeOf(left)).toBe(leftPlace)
  await seesNoFault(page, 'compare-texts')

  await right.getByRole('link', { name: 'Ouvrir seul' }).click()
  await expect(page.getByRole('heading', { name: 'Anatomopathologie', level: 1 })).toBeVisible()
  await page.goBack()
  await expect(right.getByText('Anatomopathologie, alinéa 50.')).toBeInViewport()
  await expect(left.getByText('Sortie, alinéa 40.')).toBeInViewport()
})

test('a document is read beside a laboratory result and its trend', async ({
  page,
  world,
  signIn,
  feed,
  database,
  seesNoFault,
}) => {
  const story = aStory(world, await feed())
  await story.takes(
    story.admission,
    story.document('1', {
      title: 'Lettre d’hospitalisation',
      content: await aPaper('Lettre d’hospitalisation', ['Aplasie fébrile.', 'Sortie au huitième jour.']),
    }),
  )
  await signIn(world.gp)
  await opens(page, story.name)
  const [file] = await database.owner
    .select({ id: patientFiles.id })
    .from(patientFiles)
    .where(eq(patientFiles.regionId, world.regionId))
  for (let n = 0; n < 6; n++)
    await fileResult(world.feed, {
      fileId: file!.id,
      uniqueId: `NFS-${n}`,
      title: 'Numération formule sanguine',
      occurredAt: new Date(Date.now() - (6 - n) * 7 * DAY),
      observations: [
        aCount('718-7', 'Hémoglobine', 12.5 - n * 0.4, 'g/dL', 12, 16),
        aCount('777-3', 'Plaquettes', 260 - n * 12, 'G/L', 150, 400),
      ],
      channel: 'hl7v2',
      receivedAt: new Date(),
    })
  await page.getByRole('link', { name: 'Lettre d’hospitalisation' }).first().click()
  await page.getByRole('link', { name: 'Comparer', exact: true }).click()
  const right = side(page, 'À droite')
  const choice = page.getByLabel('Élément à droite')
  const latest = choice.locator('option', { hasText: 'Numération formule sanguine' }).first()
  await choice.selectOption({ label: (await latest.textContent())! })
  const row = right.getByRole('row', { name: /Hémoglobine/ })
  await expect(row).toContainText('10,5')
  await expect(row).toContainText('10,9') // the one before
  await expect(row.locator('svg').last()).toBeVisible()
  await expect(side(page, 'À gauche').locator('iframe')).toBeVisible()
  await seesNoFault(page, 'compare-result')

  await row.getByRole('link', { name: /Hémoglobine/ }).click()
  await expect(page.getByRole('img', { name: /Courbe : Hémoglobine, 6 valeurs/ })).toBeVisible()
  await page.goBack()
  await expect(row).toContainText('10,5')
})

const aCount = (code: string, label: string, number: number, unit: string, low: number, high: number) => ({
  code,
  codeSystem: 'loinc' as const,
  label,
  section: 'Hématologie',
  valueNumber: Number(number.toFixed(1)),
  valueText: number.toFixed(1),
  unit,
  rangeLow: low,
  rangeHigh: high,
})
