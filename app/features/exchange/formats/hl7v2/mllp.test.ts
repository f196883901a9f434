import { describe, expect, test } from 'vitest'
import { createMllpDecoder, frame, type MllpEvent } from './mllp.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const shown = (events: MllpEvent[]) =>
  events.map((event) => {
    if (event.kind === 'frame') return Buffer.from(event.bytes).toString('latin1')
    return event.kind === 'garbage' ? `garbage ${event.size}` : `tooLarge ${event.size}`
  })

function decodeInPieces(stream: Buffer, pieceSize: number, maxBytes = 1000) {
  const decoder = createMllpDecoder({ maxBytes })
  const events: MllpEvent[] = []
  for (let at = 0; at < stream.length; at += pieceSize) {
    events.push(...decoder.push(stream.subarray(at, at + pieceSize)))
  }
  return { events: shown(events), pending: decoder.pending() }
}

describe('frames out of a stream', () => {
  const stream = bytes('\x0bfirst\x1c\r\r\n\x0bsecond\x1cx\x1c\r\x0b\x1c\r')

  test.each([1, 2, 3, 5, 100])('cut every %i bytes', (size) => {
    expect(decodeInPieces(stream, size)).toEqual({ events: ['first', 'second\x1cx', ''], pending: 0 })
  })

  test('several in one chunk, and the beginning of the next', () => {
    const decoder = createMllpDecoder({ maxBytes: 100 })
    expect(shown(decoder.push(bytes('\x0ba\x1c\r\x0bb\x1c\r\x0bcd')))).toEqual(['a', 'b'])
    expect(decoder.pending()).toBeGreaterThan(0)
    expect(shown(decoder.push(bytes('e\x1c')))).toEqual([])
    expect(shown(decoder.push(bytes('\r')))).toEqual(['cde'])
    expect(decoder.pending()).toBe(0)
  })

  test('what stands outside a frame is garbage', () => {
    expect(decodeInPieces(bytes('GET /\r\n\x0ba\x1c\rzz\x0bb\x1c\r'), 100).events).toEqual([
      'garbage 5',
      'a',
      'garbage 2',
      'b',
    ])
  })

  test('a frame begun again drops its first beginning', () => {
    expect(decodeInPieces(bytes('\x0bhalf\x0bwhole\x1c\r'), 100).events).toEqual(['garbage 4', 'whole'])
    expect(decodeInPieces(bytes('\x0bhalf\x1c\x0bwhole\x1c\r'), 1).events.at(-1)).toBe('whole')
  })

  test('a frame of exactly the limit passes, one byte more does not, and the next is read again', () => {
    expect(decodeInPieces(frame(bytes('x'.repeat(50))) as Buffer, 7, 50).events).toEqual(['x'.repeat(50)])
    const stream = Buffer.concat([frame(bytes('y'.repeat(51))), frame(bytes('z'))])
    expect(decodeInPieces(stream, 7, 50).events).toEqual(['tooLarge 51', 'z'])
    expect(decodeInPieces(stream, 1000, 50).events).toEqual(['tooLarge 51', 'z'])
  })

  test('of a frame that is too large only the head is kept', () => {
    const decoder = createMllpDecoder({ maxBytes: 10_000 })
    decoder.push(bytes('\x0bMSH|'))
    for (let i = 0; i < 100; i++) decoder.push(Buffer.alloc(1000, 65))
    const [event] = decoder.push(bytes('\x1c\r'))
    expect(event).toMatchObject({ kind: 'tooLarge', size: 100_004 })
    expect(event?.kind === 'tooLarge' && Buffer.from(event.head).toString()).toMatch(/^MSH\|A{4092}$/)
  })

  test('a frame does not share memory with the chunk it came in', () => {
    const chunk = Buffer.concat([frame(bytes('abc'))])
    const [event] = createMllpDecoder({ maxBytes: 10 }).push(chunk)
    chunk.fill(0)
    expect(shown([event!])).toEqual(['abc'])
  })

  test('frames of any bytes but the two marks come back as they were', () => {
    const content = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 256)).filter(
      (byte) => byte !== 0x0b && byte !== 0x1c,
    )
    const decoder = createMllpDecoder({ maxBytes: 10_000 })
    const [event] = decoder.push(frame(content))
    expect(event?.kind === 'frame' && Buffer.compare(event.bytes, content)).toBe(0)
  })
})
