import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { buildAck } from '#app/features/exchange/formats/hl7v2/acknowledge.ts'
import { type Message, parseMessage } from '#app/features/exchange/formats/hl7v2/message.ts'
import { createMllpDecoder, frame } from '#app/features/exchange/formats/hl7v2/mllp.ts'

/** What the receiver does with the next message: takes it, refuses it, or breaks off without a word. */
export type Manner = 'AA' | 'AE' | 'AR' | 'hangUp' | 'silent'
export type Receiver = { port: number; received: Message[]; close: () => Promise<void> }

/** A hospital's software on a real port, in TLS with a certificate: answers in the manners given in turn, then AA. */
export async function anMllpReceiver(
  manners: Manner[] = [],
  port = 0,
  tls?: { key: Buffer; cert: Buffer },
): Promise<Receiver> {
  const received: Message[] = []
  const open = new Set<Socket>()
  const serve = (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    const decoder = createMllpDecoder({ maxBytes: 50_000_000 })
    socket.on('data', (chunk) => {
      for (const event of decoder.push(chunk)) {
        if (event.kind !== 'frame') continue
        const parsed = parseMessage(event.bytes)
        if (!parsed.ok) throw new Error(parsed.reason)
        received.push(parsed.message)
        const manner = manners.shift() ?? 'AA'
        if (manner === 'hangUp') socket.destroy()
        else if (manner !== 'silent')
          socket.write(
            frame(
              buildAck({
                inReplyTo: parsed.message.envelope,
                code: manner,
                controlId: `R${received.length}`,
                at: new Date(),
                ...(manner !== 'AA' && { error: { reason: 'patientMismatch' } }),
              }),
            ),
          )
      }
    })
  }
  const server = tls ? createTlsServer(tls, serve) : createServer(serve)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    received,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
