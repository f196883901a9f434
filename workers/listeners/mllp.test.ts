import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { buildAck } from '#app/features/exchange/formats/hl7v2/acknowledge.ts'
import { anAdt, anMdm } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { parseMessage } from '#app/features/exchange/formats/hl7v2/message.ts'
import { frame } from '#app/features/exchange/formats/hl7v2/mllp.ts'
import { aGate, aListener, aSender, framed } from './mllp-peers.ts'

// API-04: the way in, over real sockets

describe('messages on one connection', () => {
  test('a message in fragments, and several in one piece, each answered in order', async () => {
    const { port, received } = await aListener()
    const sender = await aSender(port)
    const bytes = Buffer.concat([framed('one'), framed('two'), framed('three')])
    for (const byte of bytes.subarray(0, 4)) {
      sender.send(Uint8Array.of(byte))
      await sleep(2)
    }
    sender.send(bytes.subarray(4))
    await sender.answered(3)
    expect(received).toEqual(['one', 'two', 'three'])
    expect(sender.answers).toEqual(['ack 1', 'ack 2', 'ack 3'])
  })

  test('one at a time: the second is not begun until the first is answered', async () => {
    const gate = aGate()
    const { port, received } = await aListener({
      onMessage: async () => {
        await gate.opened
        return Buffer.from('ok')
      },
    })
    const sender = await aSender(port)
    sender.send(framed('first'))
    await expect.poll(() => received, { timeout: 5000 }).toEqual(['first'])
    // By now in pieces of their own: only the pause keeps them from being taken.
    sender.send(framed('second'))
    await sleep(100)
    sender.send(framed('third'))
    await sleep(100)
    expect(received).toEqual(['first'])
    gate.open()
    await sender.answered(3)
    expect(received).toEqual(['first', 'second', 'third'])
  })

  test('while a message is processed the socket is not read, so the sender feels it', async () => {
    const gate = aGate()
    const { port, received } = await aListener({
      onMessage: async () => {
        await gate.opened
        return Buffer.from('ok')
      },
    })
    const sender = await aSender(port)
    sender.send(framed('first'))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)
    let taken = 0
    const sending = (async () => {
      for (; taken < 40; taken++) {
        await new Promise((resolve) => sender.socket.write(framed('x'.repeat(1_000_000)), resolve))
      }
    })()
    let before = -1
    while (before !== taken) {
      before = taken
      await sleep(500)
    }
    // Nothing moves any more: the buffers between the two are full, the rest is still with the sender.
    expect(taken).toBeLessThan(20)
    gate.open()
    await sending
    await sender.answered(41)
  })

  test('1 MB of document arrives whole', async () => {
    const { port, received } = await aListener()
    const sender = await aSender(port)
    const message = anMdm({ content: Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(1_000_000, 7)]) })
    sender.send(frame(message))
    await sender.answered(1)
    expect(received[0] === Buffer.from(message).toString('utf8')).toBe(true)
  })

  test('another parser on the other side: simple-hl7 as the sender', async () => {
    type Client = {
      send: (message: unknown, done: (error: unknown, ack: { log: () => string }) => void) => void
    }
    type Peer = {
      Parser: new () => { parse: (text: string) => unknown }
      Server: { createTcpClient: (host: string, port: number) => Client }
    }
    const peer = createRequire(import.meta.url)('simple-hl7') as Peer
    const { port } = await aListener({
      onMessage: async (bytes) => {
        const parsed = parseMessage(bytes)
        if (!parsed.ok) throw new Error(parsed.reason)
        const { envelope } = parsed.message
        return buildAck({ inReplyTo: envelope, code: 'AA', controlId: 'A1', at: new Date() })
      },
    })
    const message = new peer.Parser().parse(Buffer.from(anAdt({ controlId: 'FROM-PEER' })).toString('utf8'))
    const client = peer.Server.createTcpClient('127.0.0.1', port)
    const ack = await new Promise<string>((resolve, reject) => {
      client.send(message, (error, answer) => (error ? reject(error) : resolve(answer.log())))
    })
    expect(ack).toContain('MSA|AA|FROM-PEER')
  })
})

describe('many connections', () => {
  test('go their own ways: one that waits does not hold the others', async () => {
    const gate = aGate()
    const { port, received, remotes } = await aListener({
      onMessage: async (bytes) => {
        if (Buffer.from(bytes).toString() === 'slow') await gate.opened
        return Buffer.from('ok')
      },
    })
    const slow = await aSender(port)
    slow.send(framed('slow'))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)
    const others = await Promise.all(Array.from({ length: 20 }, () => aSender(port)))
    for (const [i, sender] of others.entries()) sender.send(framed(`fast ${i}`))
    await Promise.all(others.map((sender) => sender.answered(1)))
    expect(slow.answers).toEqual([])
    gate.open()
    await slow.answered(1)
    expect(new Set(remotes.map((remote) => remote.port)).size).toBe(21)
  })

  test('beyond the limit are refused', async () => {
    const { port, logged } = await aListener({ maxConnections: 1 })
    const first = await aSender(port)
    const second = await aSender(port)
    await second.closed()
    expect(logged).toContain('hl7 connection refused: too many')
    first.send(framed('still'))
    await first.answered(1)
  })
})
