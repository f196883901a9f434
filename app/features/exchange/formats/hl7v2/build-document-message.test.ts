import { describe, expect, test } from 'vitest'
import { buildDocumentMessage, type OutgoingDocument } from './build-document-message.ts'
import { aPdf } from './factories.ts'
import { parseMessage } from './message.ts'
import { readDocuments } from './read-documents.ts'

const said: OutgoingDocument = {
  controlId: 'CD11f0aa0c9f0b4c558a',
  at: new Date('2026-03-02T09:00:00Z'),
  isTest: true,
  charset: 'UNICODE UTF-8',
  receivingApplication: 'DPI',
  receivingFacility: 'CHU',
  sendingFacility: 'CORDEE',
  patient: {
    localId: 'IPP000771',
    authority: '1.2.250.1.999.1',
    ins: { matricule: '284053155512379', oid: '1.2.250.1.213.1.4.10' },
    birthName: 'ÉXEMPLE & FILS',
    firstGivenName: 'CLAIRE',
    birthGivenNames: 'CLAIRE MARIE',
    usedName: 'TEST',
    birthDate: '1984-05-12',
    sex: 'female',
    identityStatus: 'QUAL',
  },
  author: { rpps: '10099900028', familyName: 'TRAITANT', givenName: 'Anne', title: 'DR' },
  document: {
    uniqueId: '7a1f0e3c-1111-4222-8333-444455556666',
    typeCode: '11490-0',
    title: 'Lettre – œdème',
    occurredAt: new Date('2026-03-01T08:00:00Z'),
    recordedAt: new Date('2026-03-02T08:59:00Z'),
    content: { mediaType: 'application/pdf', bytes: aPdf() },
  },
}
function parse(message: OutgoingDocument) {
  const parsed = parseMessage(buildDocumentMessage(message))
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.message
}

// EXT-03: what goes to a hospital's software is what its own interfaces read.
describe('a document on its way to a hospital', () => {
  test('is read back as it was: patient, author with RPPS, title, type, bytes', () => {
    const message = parse(said)
    const reading = readDocuments(message, { zone: 'Europe/Paris' })
    if (!reading.ok) throw new Error(reading.reason)
    const { intent } = reading
    expect(message.envelope).toMatchObject({
      controlId: said.controlId,
      processingId: 'T',
      encoding: 'utf-8',
    })
    expect(intent.identity).toMatchObject({
      localIds: [{ value: 'IPP000771', oid: '1.2.250.1.999.1' }],
      ins: { matricule: '284053155512379' },
    })
    const [document] = intent.documents
    expect(document).toMatchObject({
      uniqueId: said.document.uniqueId,
      typeCode: '11490-0',
      author: { rpps: '10099900028', familyName: 'TRAITANT', givenName: 'Anne' },
    })
    expect(message.first('OBX')!.field(5, 5)).toBe(Buffer.from(aPdf()).toString('base64'))
    expect(message.first('PID')!.field(5)).toBe('ÉXEMPLE & FILS')
  })

  test.each([
    ['UNICODE UTF-8', 'utf8'],
    ['8859/1', 'latin1'],
  ] as const)('declares %s and is written in it, a note included', (charset, node) => {
    const text = 'Fièvre à 38,4. Traitée.'
    const message = parse({
      ...said,
      charset,
      document: { ...said.document, title: 'Fièvre', content: { text } },
    })
    expect(message.first('MSH')!.field(18)).toBe(charset)
    expect(message.first('OBX')!.field(3, 2)).toBe('Fièvre')
    expect(Buffer.from(message.first('OBX')!.field(5, 5), 'base64').toString(node)).toBe(text)
  })

  test('names no INS that is not proven, and no author number that is not known', () => {
    const message = parse({
      ...said,
      patient: { ...said.patient, ins: null },
      author: { ...said.author, rpps: null },
    })
    expect(message.first('PID')!.repetitions(3)).toHaveLength(1)
    expect(message.first('TXA')!.field(9)).toBe('')
    expect(message.first('TXA')!.field(9, 2)).toBe('TRAITANT')
  })
})
