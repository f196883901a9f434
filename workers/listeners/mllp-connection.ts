import type { Socket } from 'node:net'
import { createMllpDecoder, frame, type MllpEvent } from '#app/features/exchange/formats/hl7v2/mllp.ts'
import { MINUTE, SECOND } from '#app/kernel/durations.ts'
import type { MllpListenerOptions, Remote } from './mllp.ts'

export type Connection = {
  /** Answers the message in progress, then closes. */
  finish: () => void
  destroy: () => void
  closed: Promise<void>
}

type ConnectionOptions = MllpListenerOptions & { idleMs: number; stallMs: number }
type Phase = 'receiving' | 'processing' | 'answering' | 'finishing'

/** More than this outside any frame is no HL7 sender. */
const MAX_GARBAGE_BYTES = 65_536
/** How long the other side may take to notice that we are done. */
const LINGER_MS = 2 * SECOND

/** One sender: its messages one at a time, in their order, each answered before the next is read. */
export function serveConnection(socket: Socket, remote: Remote, options: ConnectionOptions): Connection {
  const { log, maxBytes } = options
  const from = { address: remote.address, port: remote.port }
  const decoder = createMllpDecoder({ maxBytes })
  let phase: Phase = 'receiving'
  let mustFinish = false
  let garbage = 0

  const enter = (next: Phase) => {
    phase = next
    // While a message is processed the sender waits for us: its silence is no fault.
    if (next === 'processing') socket.setTimeout(0)
    else socket.setTimeout(next === 'receiving' && decoder.pending() === 0 ? options.idleMs : options.stallMs)
  }
  const close = (reason: string) => {
    log.warn({ ...from, reason }, 'hl7 connection closed')
    socket.destroy()
  }
  const finishNow = () => {
    if (phase === 'finishing') return
    enter('finishing')
    socket.end()
    // Bytes left unread would make the system reset the connection, and the last answer could be lost.
    socket.resume()
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }
  const answer = async (ask: () => Promise<Uint8Array>): Promise<boolean> => {
    enter('processing')
    let bytes: Uint8Array
    try {
      bytes = await ask()
    } catch (error) {
      // No answer: the sender keeps the message and sends it again.
      log.error({ ...from, err: error }, 'hl7 message not kept')
      socket.destroy()
      return false
    }
    if (socket.destroyed) {
      log.warn(from, 'hl7 answer not delivered: the sender is gone and will send again')
      return false
    }
    enter('answering')
    return new Promise((resolve) => socket.write(frame(bytes), (error) => resolve(!error)))
  }
  const handle = async (event: MllpEvent): Promise<boolean> => {
    if (event.kind === 'frame') return answer(() => options.onMessage(event.bytes, remote))
    if (event.kind === 'tooLarge') {
      log.warn({ ...from, size: event.size, maxBytes }, 'hl7 message too large')
      const { onTooLarge } = options
      if (onTooLarge) return answer(() => onTooLarge(event.head, remote))
      close('tooLarge')
      return false
    }
    if (garbage === 0) log.warn({ ...from, size: event.size }, 'bytes outside any hl7 frame')
    garbage += event.size
    if (garbage > MAX_GARBAGE_BYTES) close('garbage')
    return garbage <= MAX_GARBAGE_BYTES
  }
  const receive = async (chunk: Uint8Array) => {
    if (phase === 'finishing') return
    // Nothing more is read until this is answered: the sender feels it and waits.
    socket.pause()
    for (const event of decoder.push(chunk)) {
      if (mustFinish) break
      if (!(await handle(event))) return
    }
    if (mustFinish) return finishNow()
    enter('receiving')
    socket.resume()
  }

  socket.setNoDelay(true)
  socket.setKeepAlive(true, MINUTE)
  socket.on('data', (chunk: Uint8Array) => void receive(chunk))
  socket.on('timeout', () => close(decoder.pending() > 0 || phase !== 'receiving' ? 'stalled' : 'idle'))
  socket.on('error', (error: NodeJS.ErrnoException) =>
    log.warn({ ...from, code: error.code }, 'hl7 connection failed'),
  )
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      if (decoder.pending() > 0) log.warn({ ...from, pending: decoder.pending() }, 'hl7 message cut off')
      resolve()
    })
  })
  enter('receiving')
  return {
    finish: () => {
      mustFinish = true
      if (phase === 'receiving') finishNow()
    },
    destroy: () => socket.destroy(),
    closed,
  }
}
