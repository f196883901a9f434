import { connect, type Socket } from 'node:net'
import { afterEach, expect } from 'vitest'
import { createMllpDecoder, frame } from '#app/features/exchange/formats/hl7v2/mllp.ts'
import { createMllpListener, type MllpListener, type MllpListenerOptions, type Remote } from './mllp.ts'

// Both sides of a connection over real sockets, for the tests beside this file.

export const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Setup = Partial<MllpListenerOptions>

export async function aListener(setup: Setup = {}) {
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
export async function aSender(port: number, open: () => Socket = () => connect(port, '127.0.0.1')) {
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
export function aGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
export const framed = (text: string) => frame(Buffer.from(text))
