import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { buildAck } from '#app/features/exchange/formats/hl7v2/acknowledge.ts'
import { anAdt, anMdm } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { parseMessage } from '#app/features/exchange/formats/hl7v2/message.ts'
import { createMllpDecoder, frame } from '#app/features/exchange/formats/hl7v2/mllp.ts'
import { createMllpListener, type MllpListener, type MllpListenerOptions, type Remote } from './mllp.ts'

// API-04: the way in, over real sockets

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Setup = Partial<MllpListenerOptions>

async function aListener(setup: Setup = {}) {
  const received: string[] = []
  const remotes: Remote[] = []
  const logged: string[] = []
  const note = (fields: object, message: string) => {
    const { reason } = fields as { reason?: string }
    logged.push(reason ? `${message}: ${reason}` : message)
  }
  const listener: MllpListener = createMllpListener({
    host: '127.0.0.1',
    port: 0,
    maxBytes: 4_000_000,
    log: { info: () => {}, warn: note, error: note },
    ...setup,
    onMessage: async (bytes, remote) => {
      received.push(Buffer.from(bytes).toString('utf8'))
      remotes.push(remote)
      return setup.onMessage ? setup.onMessage(bytes, remote) : Buffer.from(`ack ${received.length}`)
    },
  })
  const { port } = await listener.start()
  closing.push(() => listener.stop(0))
  return { listener, port, received, remotes, logged }
}

/** A sender that collects the answers it gets. */
async function aSender(port: number, open: () => Socket = () => connect(port, '127.0.0.1')) {
  const socket = open()
  const decoder = createMllpDecoder({ maxBytes: 1_000_000 })
  const answers: string[] = []
  let isClosed = false
  socket.on('data', (chunk) => {
    for (const event of decoder.push(chunk)) {
      if (event.kind === 'frame') answers.push(Buffer.from(event.bytes).toString('utf8'))
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
  })
  closing.push(() => void socket.destroy())
  await new Promise((resolve) => socket.once(open.name === 'openTls' ? 'secureConnect' : 'connect', resolve))
  return {
    socket,
    answers,
    isClosed: () => isClosed,
    send: (bytes: Uint8Array | string) => socket.write(bytes),
    answered: (count: number) => expect.poll(() => answers.length, { timeout: 5000 }).toBe(count),
    closed: () => expect.poll(() => isClosed, { timeout: 5000 }).toBe(true),
  }
}
/** Work that ends when the test says so, not by a clock. */
function aGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
const framed = (text: string) => frame(Buffer.from(text))

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

describe('what goes wrong', () => {
  test('a sender that dies in the middle of a message leaves nothing of it', async () => {
    const { listener, port, received, logged } = await aListener()
    const sender = await aSender(port)
    sender.send(Buffer.concat([framed('whole'), framed('half').subarray(0, -2)]))
    await sender.answered(1)
    sender.socket.resetAndDestroy()
    await expect.poll(() => listener.connections(), { timeout: 5000 }).toBe(0)
    expect(received).toEqual(['whole'])
    expect(logged).toContain('hl7 message cut off')
  })

  test('a message that could not be kept gets no answer: the connection closes, the sender repeats', async () => {
    let failures = 1
    const { port, received, logged } = await aListener({
      onMessage: async () => {
        if (failures-- > 0) throw new Error('database away')
        return Buffer.from('ok')
      },
    })
    const sender = await aSender(port)
    sender.send(Buffer.concat([framed('one'), framed('two')]))
    await sender.closed()
    expect(sender.answers).toEqual([])
    expect(received).toEqual(['one'])
    expect(logged).toContain('hl7 message not kept')

    const again = await aSender(port)
    again.send(framed('one'))
    await again.answered(1)
  })

  test('a sender that leaves before its answer: kept all the same, and told apart', async () => {
    const gate = aGate()
    const { listener, port, received, logged } = await aListener({
      onMessage: async () => {
        await gate.opened
        return Buffer.from('ok')
      },
    })
    const sender = await aSender(port)
    sender.send(framed('one'))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)
    sender.socket.resetAndDestroy()
    await sender.closed()
    gate.open()
    await expect.poll(() => listener.connections(), { timeout: 5000 }).toBe(0)
    await expect.poll(() => logged.join(), { timeout: 5000 }).toMatch(/sender is gone|connection failed/)
  })

  test('a message that is too large is refused by name and the connection goes on', async () => {
    const { port, received } = await aListener({
      maxBytes: 1000,
      onTooLarge: async (head) => Buffer.from(`too large: ${Buffer.from(head).toString().slice(0, 3)}`),
    })
    const sender = await aSender(port)
    sender.send(framed('y'.repeat(100_000)))
    sender.send(framed('small'))
    await sender.answered(2)
    expect(sender.answers[0]).toBe('too large: yyy')
    expect(received).toEqual(['small'])
  })

  test('without an answer for it, a message that is too large closes', async () => {
    const { port, logged } = await aListener({ maxBytes: 1000 })
    const sender = await aSender(port)
    sender.send(framed('y'.repeat(2000)))
    await sender.closed()
    expect(logged).toContain('hl7 connection closed: tooLarge')
  })

  test('noise before a frame is passed over, much of it closes', async () => {
    const { port, received, logged } = await aListener()
    const sender = await aSender(port)
    sender.send('GET / HTTP/1.1\r\n\r\n')
    sender.send(framed('one'))
    await sender.answered(1)
    expect(received).toEqual(['one'])
    sender.send('z'.repeat(70_000))
    await sender.closed()
    expect(logged).toContain('hl7 connection closed: garbage')
  })

  test('an idle connection closes', async () => {
    const { port, logged } = await aListener({ idleMs: 100 })
    await (await aSender(port)).closed()
    expect(logged).toContain('hl7 connection closed: idle')
  })

  test('a message that stands still closes; one that takes us long does not', async () => {
    const { port, logged } = await aListener({
      stallMs: 100,
      onMessage: async () => {
        await sleep(400)
        return Buffer.from('ok')
      },
    })
    const slow = await aSender(port)
    slow.send(framed('takes longer than the limit'))
    const stalled = await aSender(port)
    stalled.send('\x0bhalf')
    await stalled.closed()
    expect(logged).toContain('hl7 connection closed: stalled')
    await slow.answered(1)
    expect(slow.isClosed()).toBe(false)
  })
})

describe('stopping', () => {
  test('the message in progress gets its answer, what waits behind it does not, nobody new comes in', async () => {
    const gate = aGate()
    const { listener, port, received } = await aListener({
      onMessage: async () => {
        await gate.opened
        return Buffer.from('ok')
      },
    })
    const busy = await aSender(port)
    const idle = await aSender(port)
    busy.send(Buffer.concat([framed('one'), framed('two')]))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)

    const stopped = listener.stop()
    await idle.closed()
    expect(busy.answers).toEqual([])
    const late = connect(port, '127.0.0.1')
    await expect(new Promise((_, reject) => late.once('error', reject))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
    gate.open()
    await stopped
    await busy.closed()
    expect(busy.answers).toEqual(['ok'])
    expect(received).toEqual(['one'])
  })

  test('does not wait longer than it is given', async () => {
    const { listener, port, received } = await aListener({
      onMessage: () => new Promise<Uint8Array>(() => {}),
    })
    const sender = await aSender(port)
    sender.send(framed('one'))
    await expect.poll(() => received.length, { timeout: 5000 }).toBe(1)
    const start = performance.now()
    await listener.stop(100)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(sender.answers).toEqual([])
  })
})

describe('plain text stays on the machine', () => {
  const settings = {
    port: 0,
    maxBytes: 1,
    log: { info() {}, warn() {}, error() {} },
    onMessage: async (b: Uint8Array) => b,
  }

  test.each(['0.0.0.0', '::', '192.0.2.1', 'hl7.example.test', '127.evil.test'])('%s is refused', (host) => {
    expect(() => createMllpListener({ ...settings, host })).toThrow(/TLS/)
    expect(() => createMllpListener({ ...settings, host, allowPlainText: true })).not.toThrow()
    expect(() => createMllpListener({ ...settings, host, tls: {} })).not.toThrow()
  })

  test.each(['127.0.0.1', '127.0.1.1', '::1', 'localhost'])('%s is served', (host) => {
    expect(() => createMllpListener({ ...settings, host })).not.toThrow()
  })

  test('a taken port is told', async () => {
    const { port } = await aListener()
    await expect(createMllpListener({ ...settings, host: '127.0.0.1', port }).start()).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})

const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { stdio: 'pipe' }).length > 0
  } catch {
    return false
  }
})()

describe.skipIf(!hasOpenssl)('TLS on both sides', () => {
  /** Two certificates that sign themselves, made for this run. */
  function certificates() {
    const folder = mkdtempSync(join(tmpdir(), 'cordee-mllp-'))
    const make = (name: string) => {
      const at = (suffix: string) => join(folder, `${name}.${suffix}`)
      const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
      const files = ['-keyout', at('key'), '-out', at('crt')]
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
      execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '2', ...curve, ...subject, ...files], {
        stdio: 'pipe',
      })
      return { key: readFileSync(at('key')), cert: readFileSync(at('crt')) }
    }
    closing.push(() => rmSync(folder, { recursive: true }))
    return { server: make('listener'), client: make('gam-clcc'), stranger: make('stranger') }
  }

  test('a sender is known by its certificate; one without ours is refused', async () => {
    const { server, client, stranger } = certificates()
    const { port, remotes, logged } = await aListener({
      tls: { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true },
    })
    const openTls = () => connectTls({ port, host: '127.0.0.1', ca: server.cert, ...client })
    const sender = await aSender(port, openTls)
    sender.send(framed('one'))
    await sender.answered(1)
    expect(remotes[0]?.certificate).toEqual({
      commonName: 'gam-clcc',
      fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    })

    const refused = connectTls({ port, host: '127.0.0.1', ca: server.cert, ...stranger })
    const ended = new Promise((resolve) => refused.once('close', resolve))
    refused.on('error', () => {})
    refused.write(framed('two'))
    await ended
    expect(remotes).toHaveLength(1)
    expect(logged).toContain('hl7 connection refused: TLS')
  })
})
