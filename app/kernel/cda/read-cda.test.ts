import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { type CdaBlock, CdaHeader, formatCdaId } from './document.ts'
import { aCda, aCdaText, aFileBody, aSection, type SampleCda } from './factories.ts'
import { cdaText, readCda, readCdaMedia } from './read-cda.ts'

// API-03 (the reading half)

const zone = 'Europe/Paris'

function read(bytes: Uint8Array) {
  const result = readCda(bytes, { zone })
  if (!result.ok) throw new Error(result.reason)
  expect(CdaHeader.parse(result.document.header)).toEqual(result.document.header)
  return result.document
}
const header = (sample: SampleCda = {}) => read(aCda(sample)).header
const blocks = (text: string, title = 'Titre'): CdaBlock[] => {
  const { body } = read(aCda({ body: aSection(title, text) }))
  if (body.kind !== 'sections') throw new Error(body.kind)
  return body.blocks.slice(1)
}
const refusal = (text: string | Uint8Array, maxBytes?: number) =>
  readCda(typeof text === 'string' ? Buffer.from(text) : text, { zone, maxBytes })
const paragraph = (text: string): CdaBlock => ({ kind: 'paragraph', inlines: [{ kind: 'text', text }] })

describe('the header', () => {
  test('in full', () => {
    expect(
      header({ extension: '7', setId: '1.2.250.1.999.7.2000', replaces: '1.2.250.1.999.7.1999' }),
    ).toEqual({
      id: { root: '1.2.250.1.999.7.2001', extension: '7' },
      setId: { root: '1.2.250.1.999.7.2000', extension: null },
      versionNumber: 2,
      code: { code: '34794-8', codeSystem: '2.16.840.1.113883.6.1', displayName: 'CR de RCP' },
      title: 'RCP sénologie & gynécologie',
      effectiveTime: expect.objectContaining({ at: new Date('2025-06-12T16:00:00Z'), hasOffset: true }),
      confidentiality: 'N',
      patient: {
        ids: [
          { root: '1.2.250.1.213.1.4.10', extension: '284053155512379' },
          { root: '1.2.250.1.999.1', extension: 'IPP000771' },
        ],
        birthName: 'EXEMPLE',
        usedName: 'EXEMPLE-TEST',
        birthGivenNames: 'CLAIRE MARIE',
        firstGivenName: 'CLAIRE',
        usedGivenName: 'CLAIRE',
        birthDate: '1984-05-12',
        sex: 'female',
        birthPlaceCog: '31555',
      },
      authors: [
        {
          ids: [{ root: '1.2.250.1.71.4.2.1', extension: '810099900010' }],
          familyName: 'MODELE',
          givenName: 'Paul',
          specialty: {
            code: 'G15_10/SM36',
            codeSystem: '1.2.250.1.213.1.1.4.5',
            displayName: 'Oncologie',
          },
          organization: 'CLCC TEST',
          organizationId: { root: '1.2.250.1.71.4.2.2', extension: '1310999008' },
          time: expect.objectContaining({ date: '2025-06-12' }),
        },
      ],
      recipientIds: [],
      custodian: 'CLCC TEST',
      replaces: { root: '1.2.250.1.999.7.1999', extension: null },
    })
  })

  test('an id is compared as root^extension, or root alone', () => {
    expect(formatCdaId(header({ extension: '7' }).id)).toBe('1.2.250.1.999.7.2001^7')
    expect(formatCdaId(header().id)).toBe('1.2.250.1.999.7.2001')
  })

  test('a time without offset is one of the establishment', () => {
    expect(header({ effectiveTime: '20250112080000' }).effectiveTime?.at).toEqual(
      new Date('2025-01-12T07:00:00Z'),
    )
  })
})

describe('the narrative becomes a tree of our own', () => {
  test('headings, paragraphs, lists, tables, line breaks', () => {
    const text = `Avant <content ID="a" styleCode="Bold">gras</content>
        suite<br/>ligne deux
      <paragraph>Un   paragraphe</paragraph>
      <list listType="ordered"><caption>Liste</caption><item>un</item><item><paragraph>deux</paragraph></item></list>
      <table border="1"><caption>Table</caption>
        <tfoot><tr><td>pied</td></tr></tfoot>
        <thead><tr><th colspan="2">T</th></tr></thead>
        <tbody><tr><td rowspan="2">a</td><td>b<br/>c</td></tr><tr><td><list><item>x</item></list></td></tr></tbody>
      </table>`
    const cell = (blocks: CdaBlock[], more = {}) => ({
      isHeader: false,
      columnSpan: 1,
      rowSpan: 1,
      blocks,
      ...more,
    })
    expect(blocks(text)).toEqual([
      {
        kind: 'paragraph',
        inlines: [
          { kind: 'text', text: 'Avant ' },
          { kind: 'text', text: 'gras', look: 'bold' },
          { kind: 'text', text: ' suite' },
          { kind: 'lineBreak' },
          { kind: 'text', text: 'ligne deux' },
        ],
      },
      paragraph('Un paragraphe'),
      paragraph('Liste'),
      { kind: 'list', isOrdered: true, items: [[paragraph('un')], [paragraph('deux')]] },
      {
        kind: 'table',
        caption: 'Table',
        rows: [
          [cell([paragraph('T')], { isHeader: true, columnSpan: 2 })],
          [
            cell([paragraph('a')], { rowSpan: 2 }),
            cell([
              {
                kind: 'paragraph',
                inlines: [{ kind: 'text', text: 'b' }, { kind: 'lineBreak' }, { kind: 'text', text: 'c' }],
              },
            ]),
          ],
          [cell([{ kind: 'list', isOrdered: false, items: [[paragraph('x')]] }])],
          [cell([paragraph('pied')])],
        ],
      },
    ])
  })

  test('nested sections are headings a level deeper', () => {
    const body = `<structuredBody><component><section><title>A</title><text>un</text>
      <component><section><title>B</title><text>deux</text></section></component></section></component></structuredBody>`
    const document = read(aCda({ body }))
    expect(document.body).toEqual({
      kind: 'sections',
      blocks: [
        { kind: 'heading', level: 2, text: 'A' },
        paragraph('un'),
        { kind: 'heading', level: 3, text: 'B' },
        paragraph('deux'),
      ],
    })
  })

  test('nothing of foreign markup or attributes comes through', () => {
    const text = `<paragraph onclick="alert(1)" styleCode="x">a</paragraph>
      <script xmlns="http://www.w3.org/1999/xhtml">alert(2)</script>
      <linkHtml href="javascript:alert(3)">lien</linkHtml> &lt;img src=x onerror=alert(4)&gt;
      <renderMultiMedia referencedObject="MM1"/><![CDATA[<b>c</b>]]>
      <table><tr><td colspan="9999999" style="x">d</td></tr></table>`
    const shown = blocks(text)
    expect(shown).toEqual([
      paragraph('a'),
      paragraph('lien <img src=x onerror=alert(4)> <b>c</b>'),
      {
        kind: 'table',
        caption: null,
        rows: [[{ isHeader: false, columnSpan: 1, rowSpan: 1, blocks: [paragraph('d')] }]],
      },
    ])
    const keys = new Set(JSON.stringify(shown).match(/"\w+":/g))
    expect([...keys].sort().join(' ')).toBe(
      '"blocks": "caption": "columnSpan": "inlines": "isHeader": "kind": "rowSpan": "rows": "text":',
    )
  })

  test('a power stays a power, emphasis stays, and a link says where it leads', () => {
    const text = `<paragraph>12 x 10<sup>9</sup>/L, CO<sub>2</sub> <content styleCode="Bold">haut <content styleCode="Italics">et</content></content>
      <linkHtml href="https://images.example/x?a=1 &amp;b=2">images</linkHtml> <linkHtml href="#ref">voir</linkHtml></paragraph>`
    expect(blocks(text)).toEqual([
      {
        kind: 'paragraph',
        inlines: [
          { kind: 'text', text: '12 x 10' },
          { kind: 'text', text: '9', look: 'super' },
          { kind: 'text', text: '/L, CO' },
          { kind: 'text', text: '2', look: 'sub' },
          { kind: 'text', text: ' ' },
          { kind: 'text', text: 'haut ', look: 'bold' },
          { kind: 'text', text: 'et', look: 'boldItalic' },
          { kind: 'text', text: ' ' },
          { kind: 'link', text: 'images', href: 'https://images.example/x?a=1&b=2' },
          { kind: 'text', text: ' voir' },
        ],
      },
    ])
    expect(cdaText(read(aCda({ body: aSection('T', text) })))).toContain('12 x 10^9/L, CO2')
  })

  test('a picture within is named by its id and given out as what its bytes are', () => {
    const png = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1')
    const media = (id: string, mediaType: string, bytes: Buffer) =>
      `<entry><observationMedia classCode="OBS" moodCode="EVN" ID="${id}"><value mediaType="${mediaType}"
        representation="B64">${bytes.toString('base64')}</value></observationMedia></entry>`
    const body = `<structuredBody><component><section><title>I</title>
      <text><renderMultiMedia referencedObject="A"/><renderMultiMedia referencedObject="B"/><renderMultiMedia referencedObject="Z"/></text>
      ${media('A', 'image/png', png)}${media('B', 'image/svg+xml', Buffer.from('<svg/>'))}
      ${media('C', 'image/png', Buffer.from('<svg/>'))}</section></component></structuredBody>`
    const bytes = aCda({ body })
    expect(read(bytes).body).toEqual({
      kind: 'sections',
      blocks: [
        { kind: 'heading', level: 2, text: 'I' },
        { kind: 'media', id: 'A', mediaType: 'image/png' },
      ],
    })
    expect(readCdaMedia(bytes, 'A')).toEqual({ mediaType: 'image/png', bytes: png })
    for (const id of ['B', 'C', 'Z', '']) expect(readCdaMedia(bytes, id)).toBeNull()
  })

  test('text that a later version struck out is not shown as if it held', () => {
    const text =
      'Allergie : <content revised="delete">aucune</content><content revised="insert">pénicilline</content>'
    expect(blocks(text)).toEqual([paragraph('Allergie : pénicilline')])
  })

  test('a no-break space is kept, other blanks are one', () => {
    expect(blocks('5\u00a0mg \n\t x')).toEqual([paragraph('5\u00a0mg x')])
  })

  test('its words, for search', () => {
    const table = '<table><tr><td>T</td><td>1b</td></tr><tr><td>N</td><td>0</td></tr></table>'
    const document = read(aCda({ body: aSection('Stade', `avant${table}<list><item>un</item></list>`) }))
    expect(cdaText(document)).toBe('RCP sénologie & gynécologie\nStade\navant\nT\t1b\nN\t0\n- un')
  })
})

describe('a file within', () => {
  test('is given as its bytes, blanks in its base64 ignored', () => {
    const base64 = Buffer.from('%PDF-1.4 été').toString('base64')
    const body = aFileBody('application/pdf', `\n ${base64.slice(0, 5)}\r\n${base64.slice(5)} `)
    const document = read(aCda({ body }))
    expect(document.body).toMatchObject({ kind: 'file', mediaType: 'application/pdf' })
    expect(document.body.kind === 'file' && Buffer.from(document.body.bytes).toString()).toBe('%PDF-1.4 été')
  })

  test('damaged is refused', () => {
    expect(refusal(aCda({ body: aFileBody('application/pdf', 'JVBERi0xLj') }))).toMatchObject({
      reason: 'badContent',
    })
  })

  test('of plain text has words', () => {
    const body = '<nonXMLBody><text mediaType="text/plain">Bonjour</text></nonXMLBody>'
    expect(cdaText(read(aCda({ body, title: 'T' })))).toBe('T\nBonjour')
  })
})

describe('what is refused', () => {
  const entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
  const withProlog = (prolog: string) => aCdaText().replace('?>', `?>${prolog}`)

  test.each([
    ['an external entity', withProlog(entity), 'doctype'],
    ['a doctype behind a comment', withProlog(`<!-- x --><?a b?>${entity}`), 'doctype'],
    ['a doctype in lower case', withProlog('<!doctype x>'), 'doctype'],
    ['an unknown entity', aCdaText({ title: '&nbsp;' }), 'malformed'],
    ['no end', aCdaText().slice(0, -20), 'malformed'],
    ['text after the end', `${aCdaText()}x`, 'malformed'],
    ['an attribute twice', aCdaText().replace('<realmCode code', '<realmCode code="x" code'), 'malformed'],
    ['nothing', '', 'malformed'],
    ['a PDF', '%PDF-1.4', 'malformed'],
    ['another root', '<ClinicalDocument><id root="1.2.3"/></ClinicalDocument>', 'notCda'],
    ['no id', aCdaText().replace(/<id root="1.2.250.1.999.7.2001"\/>/, ''), 'noId'],
    ['an encoding we do not read', aCdaText({ encoding: 'EBCDIC' }), 'unknownEncoding'],
    ['a tree too deep', `<a>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</a>`, 'tooDeep'],
  ])('%s', (_, text, reason) => expect(refusal(text)).toEqual({ ok: false, reason }))

  test('more bytes than allowed', () => {
    expect(refusal(aCda(), 100)).toEqual({ ok: false, reason: 'tooLarge' })
  })

  test('Latin letters under UTF-8', () => {
    expect(refusal(iconv.encode(aCdaText(), 'iso-8859-1'))).toMatchObject({ reason: 'unknownEncoding' })
  })
})

test.each(['iso-8859-1', 'iso-8859-15', 'windows-1252'])('a document in %s', (encoding) => {
  const document = read(iconv.encode(aCdaText({ encoding: encoding.toUpperCase() }), encoding))
  expect(document.header.title).toBe('RCP sénologie & gynécologie')
})

test('a document in UTF-16, and one with a byte order mark', () => {
  const utf16 = iconv.encode(aCdaText({ encoding: 'UTF-16' }), 'utf-16le', { addBOM: true })
  expect(read(utf16).header.title).toBe('RCP sénologie & gynécologie')
  expect(read(Buffer.from(`\uFEFF${aCdaText()}`)).header.title).toBe('RCP sénologie & gynécologie')
})

const samples = process.env.CORDEE_SAMPLES
describe.skipIf(!samples)('national examples', () => {
  const sample = (file: string) => read(readFileSync(join(samples!, 'cda', file)))

  test.each([
    ['CANCER-FRCP_2022.01_Appareil.xml', '34794-8', 'Statut du cas présenté\tCas enregistré'],
    ['CANCER-PPS_2022.01_feuille-de-style-externe.xml', '18776-5', 'COMMENTAIRE SUR LE PATIENT'],
    ['IMG_CR_IMG_2024.01.xml', '18748-4', 'Addendum'],
    ['LDL-SES_2022.01.xml', '11490-0', 'Statut du document\tEn cours'],
  ])('%s', (file, code, words) => {
    const document = sample(file)
    expect(document.header).toMatchObject({
      code: { code },
      patient: { birthName: 'PAT-TROIS', birthGivenNames: 'DOMINIQUE MARIE-LOUISE', birthDate: '1979-03-28' },
    })
    const text = cdaText(document)
    expect(text).toContain(words)
    expect(text).not.toMatch(/[<>]\/?(content|td|br|paragraph)\b/)
  })

  test('a PDF within', () => {
    const { body } = sample('DOC_NON_STRUCTURE_CDA-R2-N1.xml')
    expect(body).toMatchObject({ kind: 'file', mediaType: 'application/pdf' })
    expect(body.kind === 'file' && Buffer.from(body.bytes.subarray(0, 5)).toString()).toBe('%PDF-')
  })

  test('the board sheet keeps its tables', () => {
    const { body } = sample('CANCER-FRCP_2022.01_Appareil.xml')
    if (body.kind !== 'sections') throw new Error(body.kind)
    expect(body.blocks.filter(({ kind }) => kind === 'table').length).toBeGreaterThan(20)
    expect(body.blocks[0]).toEqual({ kind: 'heading', level: 2, text: 'TYPE DE RCP / MOTIF DE LA RCP' })
  })
})
