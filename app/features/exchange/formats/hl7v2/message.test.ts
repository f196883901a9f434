import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { parseMessage } from './message.ts'

// API-04

const HEADER =
  'MSH|^~\\&|GAM^1.2.3^ISO|CLCC-TEST|PLATEFORME|ONCO|20250610083000||ADT^A01^ADT_A01|M0001|T|2.5^FRA^2.11|||||FRA'

function parsed(text: string, charset = 'UNICODE UTF-8') {
  const encoding = { '8859/1': 'iso-8859-1', '8859/15': 'iso-8859-15' }[charset] ?? 'utf-8'
  const result = parseMessage(iconv.encode(text, encoding))
  if (!result.ok) throw new Error(result.reason)
  return result.message
}

describe('the envelope', () => {
  test('is read from MSH, counting its separator as the first field', () => {
    const { envelope } = parsed(`${HEADER}|UNICODE UTF-8|FR||2.11^IHE_FRANCE-2.11-PAM~2.1^CISIS_CDA_HL7_V2\r`)
    expect(envelope).toMatchObject({
      sendingApplication: 'GAM',
      sendingFacility: 'CLCC-TEST',
      receivingApplication: 'PLATEFORME',
      receivingFacility: 'ONCO',
      sentAt: '20250610083000',
      messageCode: 'ADT',
      trigger: 'A01',
      structure: 'ADT_A01',
      controlId: 'M0001',
      processingId: 'T',
      version: '2.5',
      profiles: ['IHE_FRANCE-2.11-PAM', 'CISIS_CDA_HL7_V2'],
      encoding: 'utf-8',
    })
  })

  test('other delimiters than the usual ones', () => {
    const message = parsed('MSH#*!@%#GAM#F###20250101##ADT*A01#7#P#2.5\rPID#1##A%B*x!C*y')
    expect(message.envelope).toMatchObject({ messageCode: 'ADT', trigger: 'A01', controlId: '7' })
    const pid = message.first('PID')!
    expect(pid.field(3, 1, 2)).toBe('B')
    expect(pid.repetitions(3)[1]!.text(2)).toBe('y')
  })
})

describe('segments', () => {
  test.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('end with %s', (_, end) => {
    const message = parsed([HEADER, 'EVN||20250610', 'PID|1||A', ''].join(end))
    expect(message.segments.map(({ name }) => name)).toEqual(['MSH', 'EVN', 'PID'])
    expect(message.first('PID')!.field(3)).toBe('A')
  })

  test('blank lines, a byte order mark, a stray frame mark and trailing control characters are passed over', () => {
    const message = parsed(`\uFEFF${HEADER}\r\r\nPID|1\r  \r\x1c\r\0\0`)
    expect(message.segments).toHaveLength(2)
    expect(parsed(`\x0b\r\n${HEADER}\r`).segments).toHaveLength(1)
  })

  test('repetitions, components and subcomponents; what is absent is empty', () => {
    const pid = parsed(`${HEADER}\rPID|1||A^^^H&1.2&ISO^PI~B^^^^INS`).first('PID')!
    expect(pid.repetitions(3).map((id) => [id.text(), id.text(4, 2), id.text(5)])).toEqual([
      ['A', '1.2', 'PI'],
      ['B', '', 'INS'],
    ])
    expect(pid.field(40)).toBe('')
    expect(pid.repetitions(40)).toEqual([])
    expect(pid.field(3, 9, 9)).toBe('')
  })

  test('empty says nothing, two quotes ask to delete', () => {
    const pid = parsed(`${HEADER}\rPID|1||||""||""^^x`).first('PID')!
    expect([pid.isDeleted(4), pid.isDeleted(5), pid.isDeleted(7)]).toEqual([false, true, false])
    expect(pid.field(5)).toBe('')
    expect(pid.field(7)).toBe('')
  })
})

describe('escapes', () => {
  const text = (raw: string, charset?: string) =>
    parsed(`${HEADER}|${charset ?? ''}\rNTE|1||${raw}`, charset)
      .first('NTE')!
      .field(3)

  test.each([
    ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
    ['one\\.br\\two\\.sp2\\three', 'one\ntwo\n\nthree'],
    ['\\H\\bold\\N\\ plain', 'bold plain'],
    ['\\X41\\\\X4243\\', 'ABC'],
    ['\\XC3A9\\t\\XC3\\\\XA9\\', 'été'],
    ['C:\\temp\\readme', 'C:\\temp\\readme'],
    ['a\\', 'a\\'],
    ['a\\\\F\\', 'a\\|'],
    ['\\Z1\\ \\X4\\ \\XZZ\\', '\\Z1\\ \\X4\\ \\XZZ\\'],
  ])('%s', (raw, expected) => expect(text(raw)).toBe(expected))

  test('hexadecimal bytes are read in the character set of the message', () => {
    expect(text('\\XE9\\', '8859/1')).toBe('é')
    expect(text('\\XA4\\', '8859/15')).toBe('€')
  })
})

describe('character sets', () => {
  test.each(['UNICODE UTF-8', '8859/1', '8859/15'])('%s', (charset) => {
    const message = parsed(`${HEADER}|${charset}\rPID|1||||Noël^Anaïs Zoé`, charset)
    expect(message.first('PID')!.field(5)).toBe('Noël')
    expect(message.first('PID')!.field(5, 2)).toBe('Anaïs Zoé')
  })

  test('the euro of 8859/15 is not the currency sign of 8859/1', () => {
    const bytes = (charset: string) => iconv.encode(`${HEADER}|${charset}\rNTE|1||¤`, 'iso-8859-1')
    const read = (charset: string) => {
      const result = parseMessage(bytes(charset))
      return result.ok && result.message.first('NTE')!.field(3)
    }
    expect(read('8859/1')).toBe('¤')
    expect(read('8859/15')).toBe('€')
  })

  test('an empty MSH-18 takes the default of the connection', () => {
    const bytes = iconv.encode(`${HEADER}\rPID|1||||Noël`, 'iso-8859-1')
    const result = parseMessage(bytes, '8859/1')
    expect(result.ok && result.message.first('PID')!.field(5)).toBe('Noël')
    expect(parseMessage(bytes)).toMatchObject({ ok: false, reason: 'malformedCharacters' })
  })

  test('Latin letters under a declared UTF-8 are refused, never garbled', () => {
    const bytes = iconv.encode(`${HEADER}|UNICODE UTF-8\rPID|1||||Noël`, 'iso-8859-1')
    expect(parseMessage(bytes)).toMatchObject({
      ok: false,
      reason: 'malformedCharacters',
      envelope: { controlId: 'M0001' },
    })
  })
})

describe('what is not a message', () => {
  const refusal = (text: string) => parseMessage(Buffer.from(text, 'utf8'))
  const tooShort = 'MSH|^~'

  test.each([
    ['', 'noMsh'],
    ['GET / HTTP/1.1\r\n', 'noMsh'],
    [tooShort, 'noMsh'],
    ['FHS|^~\\&|A|B\r', 'noMsh'],
    ['MSH||~\\&|GAM|||', 'badDelimiters'],
    ['MSH|^^\\&|GAM|||', 'badDelimiters'],
    ['MSHABCDEFGHIJ', 'badDelimiters'],
    [`${HEADER}|EBCDIC\r`, 'unsupportedCharset'],
    [`${HEADER}\rPID|1\rwrapped text\rPV1|1`, 'badSegment'],
    [`${HEADER}\rpid|1`, 'badSegment'],
    ['MSH|^~\\&|A|B|||2025|||1|P|2.5\r', 'noMessageType'],
    ['MSH|^~\\&|A|B|||2025||ADT^A01||P|2.5\r', 'noControlId'],
  ])('%j: %s', (text, reason) => expect(refusal(text)).toMatchObject({ ok: false, reason }))

  test('says on which line, and keeps the envelope for the answer', () => {
    expect(refusal(`${HEADER}\rPID|1\rwrapped`)).toMatchObject({ line: 3, envelope: { controlId: 'M0001' } })
  })
})

test('a document of 10 MB is read in a time that grows with its size only', () => {
  const ofSize = (megabytes: number) => {
    const bytes = Buffer.from(
      `${HEADER}\rOBX|1|ED|X||^TEXT^PDF^Base64^${'QUJD'.repeat(megabytes * 262_144)}||||||F\r`,
    )
    const start = performance.now()
    const result = parseMessage(bytes)
    const content = result.ok ? result.message.first('OBX')!.field(5, 5) : ''
    expect(content).toHaveLength(megabytes * 1_048_576)
    return performance.now() - start
  }
  ofSize(1)
  expect(ofSize(10)).toBeLessThan(5000)
})
