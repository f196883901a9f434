import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aCda, aFileBody } from '#app/kernel/cda/factories.ts'
import { anAdt, anMdm, anOru, aPdf } from './factories.ts'
import { IncomingDocuments } from './intents.ts'
import { parseMessage } from './message.ts'
import { readDocuments } from './read-documents.ts'
import { readIntent } from './read-intent.ts'

// API-04

const zone = 'Europe/Paris'

function reading(bytes: Uint8Array) {
  const parsed = parseMessage(bytes)
  if (!parsed.ok) throw new Error(parsed.reason)
  return readDocuments(parsed.message, { zone })
}
function read(bytes: Uint8Array): IncomingDocuments {
  const result = reading(bytes)
  if (!result.ok) throw new Error(`${result.reason} ${result.segment}-${result.field}`)
  // Only whether: comparing large bytes one by one takes minutes.
  expect(() => IncomingDocuments.parse(result.intent)).not.toThrow()
  return result.intent
}
const first = (bytes: Uint8Array) => read(bytes).documents[0]!
const reason = (bytes: Uint8Array) => {
  const result = reading(bytes)
  return result.ok ? 'ok' : result.reason
}

/** A message changed by hand, for what no sender of ours would write. */
const changed = (bytes: Uint8Array, from: string | RegExp, to: string | (() => string)) => {
  const text = Buffer.from(bytes).toString('utf8')
  const after = text.replace(from, to as string)
  if (after === text) throw new Error(`nothing to change for ${from}`)
  return Buffer.from(after)
}

test('a PDF by MDM, in full', () => {
  const pdf = aPdf()
  expect(read(anMdm({ content: pdf, visibility: { MASQUE_PS: 'N', INVISIBLE_PATIENT: 'Y' } }))).toEqual({
    kind: 'documents',
    event: 'T02',
    identity: expect.objectContaining({ birthName: 'EXEMPLE', trust: 'QUAL' }),
    visit: null,
    documents: [
      {
        action: 'add',
        uniqueId: '1.2.250.1.999.7.1001',
        replacesId: null,
        setId: null,
        typeCode: '11488-4',
        title: 'CR de consultation',
        date: expect.objectContaining({ at: new Date('2025-06-12T16:00:00Z'), precision: 'minute' }),
        author: { rpps: '10099900010', otherId: null, familyName: null, givenName: null },
        recipients: [],
        mime: 'application/pdf',
        bytes: pdf,
        visibility: {
          isMaskedFromProfessionals: false,
          isHiddenFromPatient: true,
          isHiddenFromLegalRepresentatives: false,
        },
      },
    ],
    warnings: [],
  })
})

// EXT-01: whom a letter is addressed to is read wherever it is said; what is no RPPS names nobody.
test('the recipients of a letter: in the CDA, in the list of copies, among the participations', () => {
  const receiver = ['810099900028', 'TRAITANT', 'Anne', '', '', '', '', '', ['', '1.2.250.1.71.4.2.1', 'ISO']]
  const cda = aCda({ recipients: ['810099900036', '3750712184/12'] })
  const sent = anMdm({
    content: cda,
    contentType: ['TEXT', 'XML'],
    extra: [
      ['PRT', null, 'UC', null, ['RCT', '', 'participation'], receiver],
      ['PRT', null, 'UC', null, ['SB', '', 'participation'], ['810099900010', 'MODELE', 'Paul']],
    ],
  })
  expect(first(sent).recipients).toEqual(['10099900028', '10099900036'])
})

test('a CDA says more of itself than the message around it', () => {
  const cda = aCda({ root: '1.2.250.1.999.7.1001', setId: '1.2.250.1.999.7.1000' })
  const document = first(anMdm({ content: cda, contentType: ['TEXT', 'XML'], typeCode: '34794-8' }))
  expect(document).toMatchObject({
    mime: 'text/xml',
    uniqueId: '1.2.250.1.999.7.1001',
    setId: '1.2.250.1.999.7.1000',
    title: 'RCP sénologie & gynécologie',
    author: { rpps: '10099900010', familyName: 'MODELE', givenName: 'Paul' },
  })
  expect(Buffer.compare(document.bytes!, cda)).toBe(0)
})

describe('what becomes of a document', () => {
  test('T10 replaces what TXA-13 names', () => {
    expect(first(anMdm({ event: 'T10', documentId: ['1.2.3.2'], parentId: ['1.2.3.1'] }))).toMatchObject({
      action: 'replace',
      uniqueId: '1.2.3.2',
      replacesId: '1.2.3.1',
    })
  })

  test('T10 without a parent takes it from the CDA, else is refused', () => {
    const cda = aCda({ root: '1.2.3.2', replaces: '1.2.3.1' })
    expect(first(anMdm({ event: 'T10', documentId: ['1.2.3.2'], content: cda })).replacesId).toBe('1.2.3.1')
    expect(reason(anMdm({ event: 'T10' }))).toBe('noReplacedId')
  })

  test('a CDA that replaces does so by whatever event it came', () => {
    const cda = aCda({ root: '1.2.3.2', replaces: '1.2.3.1' })
    expect(first(anMdm({ documentId: ['1.2.3.2'], content: cda }))).toMatchObject({
      action: 'replace',
      replacesId: '1.2.3.1',
    })
    expect(first(anOru({ content: cda }))).toMatchObject({ action: 'replace', replacesId: '1.2.3.1' })
  })

  test('T04 withdraws, with or without content, readable or not', () => {
    const withdrawal = { action: 'withdraw', uniqueId: '1.2.250.1.999.7.1001', replacesId: null }
    expect(first(anMdm({ event: 'T04' }))).toMatchObject({ ...withdrawal, mime: 'application/pdf' })
    expect(first(anMdm({ event: 'T04', content: null }))).toMatchObject({
      ...withdrawal,
      bytes: null,
      mime: null,
    })
    expect(first(anMdm({ event: 'T04', base64: '###' }))).toMatchObject({ ...withdrawal, bytes: null })
  })

  test('T04 of a sender outside the national profile must say that it deletes', () => {
    const foreign = (bytes: Uint8Array) => changed(bytes, '2.1^CISIS_CDA_HL7_V2', '')
    expect(reason(foreign(anMdm({ event: 'T04', order: 'SC' })))).toBe('statusChangeUnsupported')
    expect(first(foreign(anMdm({ event: 'T04', order: 'CA' }))).action).toBe('withdraw')
  })

  test.each([
    ['F', 'add', null],
    ['C', 'replace', 'LABO^1001-E1'],
    ['D', 'withdraw', null],
  ] as const)('ORU with status %s: %s', (status, action, replacesId) => {
    expect(first(anOru({ status }))).toMatchObject({ action, uniqueId: 'LABO^1001-E1', replacesId })
  })

  test('a result posted as wrong is withdrawn, not shown', () => {
    expect(first(changed(anOru(), /\|F\r/, '|W\r')).action).toBe('withdraw')
  })
})

describe('the id of a document', () => {
  const idOf = (documentId: string[]) => first(anMdm({ documentId })).uniqueId

  test.each([
    [['1.2.250.1.71.7.1', 'Organisation-Y'], '1.2.250.1.71.7.1'],
    [['CR-77', '', '1.2.250.1.71.7', 'ISO'], '1.2.250.1.71.7^CR-77'],
    [['1.2.250.1.71.7^CR-77'], '1.2.250.1.71.7^CR-77'],
    [['CR-77', 'DPI'], 'DPI^CR-77'],
    [['CR-77'], 'CLCC-TEST^CR-77'],
    [['90E1C8EC-F951-4B26-A305-A34848818DD6'], '90e1c8ec-f951-4b26-a305-a34848818dd6'],
  ])('%j is %s', (documentId, id) => expect(idOf(documentId)).toBe(id))

  test('is the same by both channels', () => {
    const cda = aCda({ root: '1.2.250.1.71.7', extension: 'CR-77' })
    const byMdm = first(anMdm({ documentId: ['CR-77', '', '1.2.250.1.71.7', 'ISO'], content: cda }))
    expect(first(anOru({ content: cda })).uniqueId).toBe(byMdm.uniqueId)
  })

  test('that differs from the one inside is noted', () => {
    const intent = read(anMdm({ documentId: ['1.2.3.9'], content: aCda() }))
    expect(intent.documents[0]!.uniqueId).toBe('1.2.3.9')
    expect(intent.warnings).toEqual(['documentIdDiffersFromCda'])
  })

  test('must exist', () => {
    expect(reason(anMdm({ documentId: null }))).toBe('noDocumentId')
    const ordered = changed(anMdm({ documentId: null }), 'OBR|1|||', 'OBR|1||CR-77^RIS|')
    expect(first(ordered).uniqueId).toBe('RIS^CR-77')
    expect(reason(anOru({ fillerOrder: [] }))).toBe('noDocumentId')
  })

  test('several contents of one message are several documents', () => {
    const pdf = Buffer.from(aPdf('second')).toString('base64')
    const second = `OBX|7|ED|11502-2^CR^LN||^AP^PDF^Base64^${pdf}||||||F\r`
    const intent = read(Buffer.concat([anMdm(), Buffer.from(second)]))
    expect(intent.documents.map(({ uniqueId }) => uniqueId)).toEqual([
      '1.2.250.1.999.7.1001',
      '1.2.250.1.999.7.1001#7',
    ])
  })
})

describe('what it is', () => {
  test.each([
    [['AP', 'PDF'], 'application/pdf'],
    [['text', 'XML'], 'application/pdf'],
    [['', ''], 'application/pdf'],
  ] as [[string, string], string][])('declared as %j, seen as %s', (contentType, mime) => {
    expect(first(anMdm({ contentType })).mime).toBe(mime)
  })

  test.each([
    ['11488-4', '11488-4'],
    ['CRH', 'CRH'],
  ])('typed %s', (typeCode, read) => expect(first(anMdm({ typeCode })).typeCode).toBe(read))

  test('a LOINC wherever it is given comes before a code of the sender', () => {
    const own = changed(anMdm(), /TXA\|1\|11488-4/, 'TXA|1|CRH')
    expect(first(own).typeCode).toBe('11488-4')
  })

  test('a PDF cut short is taken with a warning', () => {
    const cut = Buffer.from('%PDF-1.7 and nothing')
    expect(read(anMdm({ content: cut })).warnings).toEqual(['pdfWithoutEnd'])
  })

  test.each([
    ['a page of the web', Buffer.from('<html/>')],
    ['some other XML', Buffer.from('<?xml version="1.0"?><list/>')],
    ['an archive', Buffer.from('PK\u0003\u0004 and so on')],
    ['a picture of another kind', Buffer.from('GIF89a\u0001\u0000')],
  ])('%s is refused', (_, content) => expect(reason(anMdm({ content }))).toBe('unsupportedContent'))

  test.each([
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]), ['IMAGE', 'JPEG']],
    ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 9]), ['APPLICATION', 'PDF']],
    ['text/plain', Buffer.from('Œdème, fièvre à 38,4.\n'), ['TEXT', 'PLAIN']],
  ] as const)('%s is what its bytes are, whatever it is called', (mime, content, [type, subtype]) => {
    const document = first(anMdm({ content, contentType: [type, subtype] }))
    expect(document.mime).toBe(mime)
    expect(Buffer.from(document.bytes!)).toEqual(content)
  })

  test('a text in the character set of its message is kept in UTF-8', () => {
    const content = Buffer.from('Fi\u00e8vre', 'latin1')
    const sent = { content, contentType: ['TEXT', 'PLAIN'] as [string, string] }
    const { mime, bytes } = first(anMdm({ ...sent, encoding: 'windows-1252' }))
    expect([mime, Buffer.from(bytes!).toString()]).toEqual(['text/plain', 'Fièvre'])
    expect(reason(anMdm(sent))).toBe('unsupportedContent')
  })

  test('lines of text are one document, with their blanks and what was escaped', () => {
    const lines = [
      'OBX|1|TX|11488-4^CR de consultation^LN||Motif \\T\\ contexte : R&D^suite||||||F',
      'OBX|2|TX|11488-4^CR de consultation^LN||||||||F',
      'OBX|3|FT|11488-4^CR de consultation^LN||1re\\.br\\2e \\H\\forte\\N\\~3e||||||F',
    ].join('\r')
    const sent = changed(anMdm({ content: null }), /$/, () => `${lines}\r`)
    const intent = read(sent)
    expect(intent.warnings).toEqual([])
    const [document, ...others] = intent.documents
    expect(others).toEqual([])
    expect(document).toMatchObject({
      action: 'add',
      uniqueId: '1.2.250.1.999.7.1001',
      title: 'CR de consultation',
      mime: 'text/plain',
    })
    expect(Buffer.from(document!.bytes!).toString()).toBe('Motif & contexte : R&D^suite\n\n1re\n2e forte\n3e')
  })

  test.each([
    ['that begin like a page', '<5 ng/ml||||||F', 'ok'],
    ['that say nothing', ' ||||||F', 'noDocument'],
    ['with what no keyboard types', 'a\\X01\\b||||||F', 'unsupportedContent'],
    ['taken back', 'x||||||D', 'ok'],
  ])('lines %s', (_, rest, expected) => {
    const line = `OBX|1|TX|11488-4^CR^LN||${rest}\r`
    expect(reason(changed(anMdm({ content: null }), /$/, () => line))).toBe(expected)
  })

  test('lines beside a file are not a document of their own', () => {
    const line = 'OBX|9|TX|11488-4^CR^LN||Voir le fichier joint||||||F\r'
    expect(read(changed(anMdm(), /$/, () => line)).documents.map(({ mime }) => mime)).toEqual([
      'application/pdf',
    ])
  })

  test.each([
    ['an unreadable CDA', Buffer.from('<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3"/>')],
    ['a CDA with a DOCTYPE', Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><ClinicalDocument/>')],
    ['a CDA whose file is damaged', aCda({ body: aFileBody('application/pdf', 'JVB') })],
  ])('%s is refused', (_, content) => expect(reason(anMdm({ content }))).toBe('badXml'))
})

describe('base64 is taken strictly', () => {
  const good = Buffer.from(aPdf('éé')).toString('base64')

  test('but for the line breaks of encoders that wrap', () => {
    for (const lineBreak of ['\\.br\\', '\\X0D0A\\', '\\X0D\\\\X0A\\']) {
      const wrapped = good.replace(/.{12}/g, (line) => line + lineBreak)
      expect(Buffer.from(first(anMdm({ base64: wrapped })).bytes!).toString('base64')).toBe(good)
    }
  })

  test.each([
    ['padding left out', `${good.slice(0, 20)}QQ`],
    ['padding in the middle', `QQ==${good}`],
    ['stray bits', `${good}QR==`],
    ['a blank', `${good.slice(0, 8)} ${good.slice(8)}`],
    ['another alphabet', good.replace(/^..../, 'A-_A')],
    ['nothing', ''],
    ['cut', good.slice(0, -1)],
  ])('%s is refused', (_, base64) => expect(reason(anMdm({ base64 }))).toBe('badBase64'))

  test('the refusal says where', () => {
    expect(reading(anMdm({ base64: '#' }))).toEqual({
      ok: false,
      reason: 'badBase64',
      segment: 'OBX',
      field: 5,
    })
  })
})

describe('visibility', () => {
  const flags = (visibility: Record<string, string>) => read(anMdm({ visibility }))

  test('each flag by its name', () => {
    const { visibility } = flags({ MASQUE_PS: 'Y', INVISIBLE_PATIENT: 'N', INVISIBLE_REP_LEGAUX: 'Y' })
      .documents[0]!
    expect(visibility).toEqual({
      isMaskedFromProfessionals: true,
      isHiddenFromPatient: false,
      isHiddenFromLegalRepresentatives: true,
    })
  })

  test('what we do not understand hides, and is noted', () => {
    const intent = flags({ INVISIBLE_PATIENT: 'PEUT-ETRE' })
    expect(intent.documents[0]!.visibility.isHiddenFromPatient).toBe(true)
    expect(intent.warnings).toEqual(['visibilityValueUnknown'])
  })
})

describe('whose it is', () => {
  test('a CDA of another person is refused, by INS and by local id', () => {
    expect(reason(anMdm({ content: aCda({ ins: '155129934100757' }) }))).toBe('patientMismatch')
    expect(reason(anMdm({ content: aCda(), person: { ipp: 'IPP000999' } }))).toBe('patientMismatch')
  })

  test('authorities that only one of the two knows say nothing', () => {
    expect(reason(anMdm({ content: aCda({ insOid: '1.2.250.1.213.1.4.8' }) }))).toBe('ok')
    expect(reason(anMdm({ content: aCda(), person: { ins: '' } }))).toBe('ok')
  })

  test('without a person it is refused', () => {
    expect(reason(changed(anMdm(), /PID\|[^\r]*\r/, ''))).toBe('noPatient')
    expect(reason(anMdm({ person: { ins: '', ipp: '' } }))).toBe('noPatient')
  })
})

test.each([
  ['another event', changed(anMdm(), /MDM\^T02/, 'MDM^T01'), 'unsupportedEvent'],
  ['another message', changed(anMdm(), /MDM\^T02/, 'DFT^P03'), 'unsupportedMessage'],
  ['no document', anMdm({ content: null }), 'noDocument'],
  ['no document in an ORU', anOru({ content: null }), 'noDocument'],
])('%s is refused', (_, bytes, expected) => expect(reason(bytes)).toBe(expected))

test('any message becomes its intent', () => {
  const kindOf = (bytes: Uint8Array) => {
    const parsed = parseMessage(bytes)
    if (!parsed.ok) return parsed.reason
    const result = readIntent(parsed.message, { zone })
    return result.ok ? result.intent.kind : result.reason
  }
  expect(kindOf(anAdt())).toBe('admission')
  expect(kindOf(anMdm())).toBe('documents')
  expect(kindOf(anOru())).toBe('documents')
  expect(kindOf(changed(anMdm(), /MDM\^T02/, 'DFT^P03'))).toBe('unsupportedMessage')
})

test('a number declared an RPPS is taken with a wrong key, and its sender told', () => {
  const warningsOf = (bytes: Uint8Array) => {
    const parsed = parseMessage(bytes)
    const result = parsed.ok ? readIntent(parsed.message, { zone }) : null
    return result?.ok ? result.intent.warnings : null
  }
  expect(warningsOf(anAdt())).not.toContain('rppsKeyWrong')
  expect(warningsOf(anAdt({ gpRpps: '10099900029' }))).toContain('rppsKeyWrong')
  const author = ['810099900029', 'MODELE', 'Paul', '', '', '', '', '', '&1.2.250.1.71.4.2.1&ISO'].join('^')
  const sent = changed(anMdm(), /(TXA\|1\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|)/, `$1${author}`)
  expect(first(sent).author).toMatchObject({ rpps: '10099900029' })
  expect(warningsOf(sent)).toEqual(['rppsKeyWrong'])
})

test('a document of 10 MB is read in seconds, not minutes', () => {
  const content = Buffer.concat([
    Buffer.from('%PDF-1.4\n'),
    Buffer.alloc(10_000_000, 65),
    Buffer.from('%%EOF'),
  ])
  const bytes = anMdm({ content })
  const start = performance.now()
  expect(first(bytes).bytes).toHaveLength(content.length)
  expect(performance.now() - start).toBeLessThan(5000)
})

const samples = process.env.CORDEE_SAMPLES
describe.skipIf(!samples)('national examples', () => {
  const sample = (file: string) => read(readFileSync(join(samples!, 'hl7v2', file)))
  const root = '1.2.250.1.71.4.2.2.120456789'

  test.each([
    ['message_MDM_CR_Radio_INIT_N1_Base64.er7', 'add', `${root}.71024000081`, null],
    ['message_MDM_CR_Radio_RPLC_N1.er7', 'replace', `${root}.71024000082`, `${root}.71024000081`],
    ['message_MDM_CR_Radio_DEL_N1.er7', 'withdraw', `${root}.71024000082`, null],
  ])('%s', (file, action, uniqueId, replacesId) => {
    const intent = sample(file)
    expect(intent).toMatchObject({
      identity: { ins: { matricule: '279035121518989', keyIsValid: true }, trust: 'QUAL' },
      visit: { visitNumber: { value: '000897406' } },
      documents: [{ action, uniqueId, replacesId, typeCode: '18748-4' }],
    })
    const [document] = intent.documents
    if (action !== 'withdraw') expect(document).toMatchObject({ mime: 'text/xml', title: 'Radio de hanche' })
    expect(document!.visibility.isHiddenFromPatient).toBe(file.includes('INIT'))
  })

  test('a laboratory report by ORU', () => {
    expect(sample('message_ORU_CR_Bio_INIT_N3_SEGUR.hl7')).toMatchObject({
      event: 'R01',
      documents: [
        {
          action: 'add',
          uniqueId: '1.2.250.1.213.1.1.9',
          typeCode: '11502-2',
          author: { familyName: 'CAMPARINI' },
          visibility: { isMaskedFromProfessionals: false, isHiddenFromPatient: false },
        },
      ],
    })
  })
})
