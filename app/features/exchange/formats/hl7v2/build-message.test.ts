import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { buildAck, refuseTooLarge } from './acknowledge.ts'
import { buildMessage, DELETED, raw, repeated, type SegmentValue } from './build-message.ts'
import { type Message, parseMessage } from './message.ts'

const HEADER: SegmentValue = [
  'MSH',
  'GAM',
  'CLCC-TEST',
  'PLATEFORME',
  'ONCO',
  '20250610083000',
  null,
  ['ADT', 'A01', 'ADT_A01'],
  'M0001',
  'T',
  ['2.5', 'FRA', '2.11'],
]

function parse(bytes: Uint8Array): Message {
  const result = parseMessage(bytes)
  if (!result.ok) throw new Error(result.reason)
  return result.message
}

describe('a message we write', () => {
  test('reads back as it was meant, whatever its texts contain', () => {
    const awkward = ['a|b^c~d&e\\f', 'one\ntwo', 'tab\there', '\\F\\', '', 'é€œ', '\x0b\x1c']
    const message = parse(
      buildMessage([
        HEADER,
        ['PID', '1', null, repeated(['A', '', '', ['H', '1.2', 'ISO'], 'PI'], ['B']), null, awkward],
        ...awkward.map((text): SegmentValue => ['NTE', '1', null, text]),
      ]),
    )
    const pid = message.first('PID')!
    expect(awkward.map((_, i) => pid.field(5, i + 1))).toEqual(awkward)
    expect(message.all('NTE').map((nte) => nte.field(3))).toEqual(awkward)
    expect(pid.repetitions(3).map((id) => [id.text(), id.text(4, 2)])).toEqual([
      ['A', '1.2'],
      ['B', ''],
    ])
  })

  test('line ends of every kind become one line break, so that no text can begin a segment', () => {
    const message = parse(buildMessage([HEADER, ['NTE', '1', null, 'a\r\nPID|2\rb\nc']]))
    expect(message.segments).toHaveLength(2)
    expect(message.first('NTE')!.field(3)).toBe('a\nPID|2\nb\nc')
  })

  test('leaves out empty ends and marks deletions', () => {
    const bytes = buildMessage([HEADER, ['PID', '1', DELETED, null, ['A', '', ''], null, raw('x^y')]])
    expect(Buffer.from(bytes).toString().split('\r')[1]).toBe('PID|1|""||A||x^y')
  })
})

describe('an acknowledgment', () => {
  const at = new Date('2025-06-10T06:30:00Z')
  const received = (charset: string) =>
    parse(
      Buffer.from(
        `MSH|^~\\&|GAM^1.2^ISO|CLCC|PLAT|ONCO|2025||ADT^A01^ADT_A01|M\\T\\1|T|2.5^FRA^2.11|||||FRA|${charset}\r`,
      ),
    ).envelope

  test('mirrors the header and echoes version, country and character set', () => {
    const bytes = buildAck({ inReplyTo: received('8859/1'), code: 'AA', controlId: 'ACK-7', at })
    expect(Buffer.from(bytes).toString('latin1')).toBe(
      'MSH|^~\\&|PLAT|ONCO|GAM^1.2^ISO|CLCC|20250610063000+0000||ACK^A01^ACK|ACK-7|T|2.5^FRA^2.11|||||FRA|8859/1\r' +
        'MSA|AA|M\\T\\1\r',
    )
  })

  test('says why in ERR, in the character set of the message', () => {
    const bytes = buildAck({
      inReplyTo: received('8859/15'),
      code: 'AE',
      controlId: '8',
      at,
      error: { reason: 'badBase64', segment: 'OBX', field: 5, userMessage: 'Pièce illisible' },
    })
    const answer = parse(bytes)
    expect(Buffer.from(bytes).includes(0xe8)).toBe(true)
    expect(answer.first('MSA')!.field(1)).toBe('AE')
    const err = answer.first('ERR')!
    expect([err.rawField(2), err.rawField(3), err.field(4), err.field(5), err.field(8)]).toEqual([
      'OBX^1^5',
      '102^Data type error^HL70357',
      'E',
      'badBase64',
      'Pièce illisible',
    ])
  })

  test('to something without a header still is a message', () => {
    const refusal = parseMessage(Buffer.from('hello'))
    expect(refusal.ok).toBe(false)
    const answer = parse(
      buildAck({ inReplyTo: null, code: 'AR', controlId: '9', at, error: { reason: 'noMsh' } }),
    )
    expect(answer.envelope).toMatchObject({ messageCode: 'ACK', version: '2.5', processingId: 'P' })
    expect(answer.first('MSA')!.field(1)).toBe('AR')
    expect(answer.first('ERR')!.field(3)).toBe('100')
  })

  test('keeps the delimiters of the sender', () => {
    const { envelope } = parse(Buffer.from('MSH#*!@%#GAM#F###20250101##ADT*A01#7#P#2.5\r'))
    const answer = Buffer.from(buildAck({ inReplyTo: envelope, code: 'AA', controlId: '1', at })).toString()
    expect(answer).toMatch(/^MSH#\*!@%###GAM#F#/)
    expect(answer).toContain('\rMSA#AA#7\r')
  })

  test('to a message that is too large names it from its head alone', () => {
    const message = buildMessage([HEADER, ['NTE', '1', null, 'é'.repeat(10_000)]])
    // Cut in the middle of a letter of two bytes, as the frame's limit may.
    const answer = parse(refuseTooLarge(message.subarray(0, 301), { controlId: '1', at }))
    expect(answer.first('MSA')!.field(2)).toBe('M0001')
    expect(answer.first('MSA')!.field(1)).toBe('AR')
    expect(answer.first('ERR')!.field(5)).toBe('tooLarge')
  })

  test('an unknown reason is our own failure', () => {
    const bytes = buildAck({ inReplyTo: null, code: 'AE', controlId: '1', at, error: { reason: 'whatever' } })
    expect(parse(bytes).first('ERR')!.field(3)).toBe('207')
  })
})

// A second opinion: an independent parser must see the same segments and values.
test('simple-hl7 reads our messages as we do', () => {
  type PeerComponent = { value: (string | string[])[] }
  // A field that repeats nests one field for each repetition.
  type PeerField = { value: (PeerComponent[] | PeerField)[] }
  type PeerMessage = { segments: { name: string; fields: PeerField[] }[] }
  type Peer = { Parser: new () => { parse: (text: string) => PeerMessage } }
  const peer = createRequire(import.meta.url)('simple-hl7') as Peer
  const repetitionsOf = (field: PeerField): string[][][] =>
    field.value.flatMap((value) =>
      Array.isArray(value) ? [value.map((component) => component.value.flat())] : repetitionsOf(value),
    )

  const bytes = buildMessage([
    HEADER,
    ['EVN', null, '20250610083000'],
    ['PID', '1', null, repeated(['IPP1', '', '', ['CLCC', '1.2', 'ISO'], 'PI'], ['284']), null, ['A', 'B']],
    ['ZBE', ['MVT1', 'CLCC'], '20250610'],
  ])
  const ours = parse(bytes)
  const theirs = new peer.Parser().parse(Buffer.from(bytes).toString('utf8'))

  expect(theirs.segments.map(({ name }) => name)).toEqual(['EVN', 'PID', 'ZBE'])
  for (const { name, fields } of theirs.segments) {
    for (const [f, field] of fields.entries()) {
      const values = repetitionsOf(field)
      const read = ours.first(name)!.repetitions(f + 1)
      const mine = values.map((components, r) =>
        components.map((parts, c) => parts.map((_, s) => read[r]?.text(c + 1, s + 1) ?? '')),
      )
      expect(mine, `${name}-${f + 1}`).toEqual(values)
    }
  }
})
