import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aCda, aFileBody } from '#app/kernel/cda/factories.ts'
import { readCda } from '#app/kernel/cda/read-cda.ts'
import { anIns } from '#db/test/factories.ts'
import { aPaper } from '../fixtures/a-paper.ts'
import { aStory, opens } from '../fixtures/hospital-story.ts'
import { expect, test } from '../fixtures/index.ts'

// UXS-02, API-03: a CDA is read as its author wrote it, whatever its level, and never does anything.

/** As the factory of CDA names its patient. */
const CLAIRE = { birthName: 'EXEMPLE', ipp: 'IPP000771' }
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC'

const STRUCTURED = `<structuredBody>
  <component><section><title>Analyse de la pièce</title><text>
    <paragraph>Tumeur de <content styleCode="Bold">22 mm</content>, marges saines.
      <content revised="delete">Marges envahies.</content></paragraph>
    <list listType="ordered"><item>Exérèse large</item><item>Ganglion sentinelle</item></list>
    <table><caption>Récepteurs</caption>
      <thead><tr><th>Marqueur</th><th>Résultat</th><th>Commentaire</th></tr></thead>
      <tbody>
        <tr><td rowspan="2">Hormones</td><td>RE 90 %</td><td>positif</td></tr>
        <tr><td>RP 40 %</td><td>positif</td></tr>
        <tr><td>Leucocytes</td><td colspan="2">4,2 × 10<sup>9</sup>/L</td></tr>
      </tbody></table>
    <renderMultiMedia referencedObject="IMG1"/>
    <paragraph><linkHtml href="https://example.test/tnm">Classification</linkHtml>
      <linkHtml href="javascript:alert(1)">Ne rien faire</linkHtml></paragraph>
    <script>document.title = 'ran'</script>
  </text>
  <entry><observationMedia classCode="OBS" moodCode="EVN" ID="IMG1">
    <value mediaType="image/png" representation="B64">${PNG}</value></observationMedia></entry>
  </section></component></structuredBody>`

test('a CDA with a text of its own is read in full, with its tables, pictures and powers', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  const story = aStory(world, await feed(), { person: CLAIRE })
  const content = aCda({ root: story.id('1'), title: 'Compte rendu d’anatomopathologie', body: STRUCTURED })
  await story.takes(
    story.admission,
    story.document('1', { title: 'Anapath', content, contentType: ['TEXT', 'XML'], documentId: null }),
  )
  await signIn(world.gp)
  await opens(page, story.name)
  await page.getByRole('link', { name: 'Compte rendu d’anatomopathologie' }).first().click()
  const text = page.getByRole('article')
  await expect(text.getByRole('heading', { name: 'Analyse de la pièce' })).toBeVisible()
  await expect(text.getByText('22 mm', { exact: true })).toHaveCSS('font-weight', '700')
  await expect(text).not.toContainText('Marges envahies')
  await expect(text.getByRole('listitem')).toHaveText(['Exérèse large', 'Ganglion sentinelle'])
  const table = text.getByRole('table', { name: 'Récepteurs' })
  await expect(table.getByRole('columnheader')).toHaveText(['Marqueur', 'Résultat', 'Commentaire'])
  await expect(table.getByRole('cell', { name: 'Hormones' })).toHaveAttribute('rowspan', '2')
  await expect(table.locator('sup')).toHaveText('9')
  const picture = text.getByRole('img', { name: 'Image jointe au document' })
  await picture.scrollIntoViewIfNeeded() // it is asked for when it comes into sight
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(10)
  // Where a link leads is said; what is no address of the web is words.
  await expect(text.getByRole('link')).toHaveText(['Classification (example.test) '])
  await expect(text).toContainText('Ne rien faire')
  await expect(page).not.toHaveTitle(/ran/)
  await seesNoFault(page, 'cda-level-3')

  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Enregistrer le CDA' }).click()
  expect(readFileSync(await (await saved).path()).equals(content)).toBe(true)
})

test('a CDA around a PDF is shown as that PDF, and either is saved', async ({
  page,
  world,
  signIn,
  feed,
  seesNoFault,
}) => {
  const story = aStory(world, await feed(), { person: CLAIRE })
  const pdf = await aPaper('Compte rendu de sortie', ['Suites simples.', 'Reprise de l’hormonothérapie.'])
  const content = aCda({
    root: story.id('1'),
    title: 'Compte rendu de sortie',
    body: aFileBody('application/pdf', pdf),
  })
  await story.takes(
    story.admission,
    story.document('1', { title: 'Sortie', content, contentType: ['TEXT', 'XML'], documentId: null }),
  )
  await signIn(world.gp)
  await opens(page, story.name)
  const shown = page.waitForResponse(/\/content$/)
  await page.getByRole('link', { name: 'Compte rendu de sortie' }).first().click()
  await expect(page.getByTitle('Contenu du document')).toBeVisible()
  expect((await shown).headers()).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': 'inline; filename="document.pdf"',
  })
  await seesNoFault(page, 'cda-level-1')
  for (const [name, bytes] of [
    ['Enregistrer le PDF', pdf],
    ['Enregistrer le CDA', content],
  ] as const) {
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name }).click()
    expect(readFileSync(await (await saved).path()).equals(bytes)).toBe(true)
  }
})

const SAMPLES = process.env.CORDEE_SAMPLES
for (const [place, file] of (SAMPLES ? readdirSync(join(SAMPLES, 'cda')).sort() : ['']).entries())
  test(`an official example of CDA is read on screen: ${file || 'none'}`, async ({
    page,
    world,
    signIn,
    feed,
    seesNoFault,
  }) => {
    test.skip(!SAMPLES, 'needs the example documents')
    const content = readFileSync(join(SAMPLES!, 'cda', file))
    const read = readCda(content, { zone: 'Europe/Paris' })
    if (!read.ok) throw new Error(read.reason)
    const { header, body } = read.document
    const ins = header.patient.ids.find(({ root }) => root.startsWith('1.2.250.1.213.1.4.'))
    const story = aStory(world, await feed(), {
      person: {
        ipp: `EX${place}`,
        birthName: header.patient.birthName!,
        givenNames: header.patient.birthGivenNames ?? header.patient.firstGivenName!,
        birthDate: header.patient.birthDate!.replaceAll('-', ''),
        sex: header.patient.sex === 'female' ? 'F' : 'M',
        ins: ins?.extension ?? anIns().insMatricule,
        insOid: ins?.root ?? anIns().insOid,
      },
    })
    const title = header.title!
    await story.takes(
      story.admission,
      story.document('1', { title, content, contentType: ['TEXT', 'XML'], documentId: null }),
    )
    await signIn(world.gp)
    await opens(page, story.name)
    await page.getByRole('link', { name: title }).first().click()
    await expect(page).toHaveURL(/entries/)
    if (body.kind === 'file') await expect(page.getByTitle('Contenu du document')).toBeVisible()
    else {
      const said = page.getByRole('article')
      await expect(said).toBeVisible()
      // Nothing of its markup, nothing left out: as many tables and headings as were written.
      const of = (kind: string) =>
        (body.kind === 'sections' ? body.blocks : []).filter((b) => b.kind === kind)
      await expect(said.locator('> h3, > h4, > h5')).toHaveCount(of('heading').length)
      await expect(said.locator('> section > table')).toHaveCount(of('table').length)
    }
    await seesNoFault(page, `cda-sample-${place}`)
    if (process.env.CORDEE_SHOTS)
      for (const width of [1366, 390]) {
        await page.setViewportSize({ width, height: 800 })
        await page.screenshot({
          path: `${process.env.CORDEE_SHOTS}/cda-sample-${place}-whole-${width}.png`,
          fullPage: true,
        })
      }
  })
