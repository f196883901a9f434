import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { clamScanner } from './scan.server.ts'

// A daemon that speaks INSTREAM over a real socket: it reads lengths and pieces and answers when all is there.
const folder = mkdtempSync(join(tmpdir(), 'cordee-scan-'))
const path = join(folder, 'file')
let server: Server | undefined
afterEach(() => server?.close())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const aDaemon = (answer: (content: Buffer) => string | null) =>
  new Promise<number>((resolve) => {
    server = createServer((socket) => {
      let held = Buffer.alloc(0)
      let content = Buffer.alloc(0)
      let isOpen = false
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        held = Buffer.concat([held, bytes])
        if (!isOpen) {
          if (held.length < 10) return
          expect(held.subarray(0, 10).toString()).toBe('zINSTREAM\0')
          held = held.subarray(10)
          isOpen = true
        }
        while (held.length >= 4) {
          const length = held.readUInt32BE()
          if (length === 0) {
            const said = answer(content)
            return said === null ? socket.destroy() : socket.end(`${said}\0`)
          }
          if (held.length < 4 + length) return
          content = Buffer.concat([content, held.subarray(4, 4 + length)])
          held = held.subarray(4 + length)
        }
      })
    }).listen(0, '127.0.0.1', () => resolve((server!.address() as AddressInfo).port))
  })
const scan = (port: number, bytes: Uint8Array, timeoutMs = 5_000) => {
  writeFileSync(path, bytes)
  return clamScanner({ host: '127.0.0.1', port, timeoutMs })(path)
}

test('a file goes over in pieces, whole, and is clean', async () => {
  let received = 0
  const port = await aDaemon((content) => {
    received = content.length
    return 'stream: OK'
  })
  expect(await scan(port, Buffer.alloc(3_000_000, 7))).toEqual({ isClean: true })
  expect(received).toBe(3_000_000)
})

test('what is found is named', async () => {
  const port = await aDaemon((content) =>
    content.includes('EICAR') ? 'stream: Win.Test.EICAR_HDB-1 FOUND' : 'stream: OK',
  )
  expect(await scan(port, Buffer.from('x EICAR x'))).toEqual({
    isClean: false,
    finding: 'Win.Test.EICAR_HDB-1',
  })
})

test.each([
  ['complains', () => 'INSTREAM size limit exceeded. ERROR'],
  ['hangs up', () => null],
  ['says nonsense', () => 'hello'],
])('a daemon that %s lets nothing pass', async (_, answer) => {
  const port = await aDaemon(answer)
  await expect(scan(port, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable' })
})

test('nor does one that is not there, or that never answers', async () => {
  await expect(scan(9, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable' })
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  server = silent
  await new Promise((resolve) => silent.once('listening', resolve))
  const { port } = silent.address() as AddressInfo
  await expect(scan(port, Buffer.from('x'), 200)).rejects.toMatchObject({ code: 'unavailable' })
})
