import { expect, test } from 'vitest'
import { frame } from './mllp.ts'
import { splitBatch } from './split-batch.ts'

// API-04
const message = (n: number) => `MSH|^~\\&|A|B|C|D|2025||ADT^A01|${n}|P|2.5\rPID|1||MSH ${n}\rPV1|1|I`

async function split(bytes: Uint8Array, size: number): Promise<string[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const found: string[] = []
  for await (const it of splitBatch(chunks())) found.push(it.toString('utf8'))
  return found
}
const all = [message(1), message(2), message(3)]

test.each([
  ['one behind the other', Buffer.from(all.join('\r'))],
  ['on lines of their own', Buffer.from(all.join('\n\n'))],
  ['framed', Buffer.concat(all.map((m) => frame(Buffer.from(m))))],
  ['as a batch', Buffer.from(`FHS|^~\\&\rBHS|^~\\&\r${all.join('\r')}\rBTS|3\rFTS|1\r`)],
])('%s, however the file is cut', async (_, bytes) => {
  for (const size of [1, 2, 3, 7, 64, 10_000]) expect(await split(bytes, size)).toEqual(all)
})

test('what is no message yields none', async () => {
  expect(await split(Buffer.from('hello MSH world'), 4)).toEqual([])
  expect(await split(Buffer.alloc(0), 4)).toEqual([])
})
