// Minimal lower layer protocol: 0x0B, the message, 0x1C 0x0D.
const START = 0x0b
const END = 0x1c
const CR = 0x0d
/** Of a message that is too large: enough to read its header and refuse it by name. */
const HEAD_BYTES = 4096

export type MllpEvent =
  | { kind: 'frame'; bytes: Uint8Array }
  /** Told when such a frame ends; its bytes were dropped on the way. */
  | { kind: 'tooLarge'; head: Uint8Array; size: number }
  /** Bytes outside any frame, or a frame begun again before its end. */
  | { kind: 'garbage'; size: number }

export type MllpDecoder = {
  push: (chunk: Uint8Array) => MllpEvent[]
  /** Bytes of the frame that is still open, 0 between frames. */
  pending: () => number
}

/** Frames out of a stream, however it was cut. Holds the open frame only, at most `maxBytes` of it. */
export function createMllpDecoder({ maxBytes }: { maxBytes: number }): MllpDecoder {
  let isOpen = false
  let pieces: Uint8Array[] = []
  let size = 0
  let kept = 0
  let endSeen = false

  const keep = (piece: Uint8Array) => {
    size += piece.length
    const room = size > maxBytes ? HEAD_BYTES - kept : piece.length
    if (room <= 0) return
    // A copy: the socket's buffer may be larger than this piece, and is used again.
    const copy = Uint8Array.prototype.slice.call(piece, 0, room)
    pieces.push(copy)
    kept += copy.length
  }
  const close = (): Uint8Array => {
    const bytes = Buffer.concat(pieces)
    isOpen = false
    endSeen = false
    pieces = []
    size = 0
    kept = 0
    return bytes
  }
  const trim = () => {
    if (size <= maxBytes || kept <= HEAD_BYTES) return
    const head = Buffer.concat(pieces).subarray(0, HEAD_BYTES)
    pieces = [Buffer.from(head)]
    kept = head.length
  }

  const push = (chunk: Uint8Array): MllpEvent[] => {
    const events: MllpEvent[] = []
    let at = 0
    while (at < chunk.length) {
      if (!isOpen) {
        const start = chunk.indexOf(START, at)
        const outside = chunk.subarray(at, start < 0 ? chunk.length : start)
        // Line ends between frames are a habit of some senders, not worth a word.
        const garbage = outside.filter((byte) => byte !== CR && byte !== 0x0a).length
        if (garbage > 0) events.push({ kind: 'garbage', size: garbage })
        if (start < 0) break
        isOpen = true
        at = start + 1
        continue
      }
      if (endSeen) {
        endSeen = false
        if (chunk[at] === CR) {
          const total = size
          const bytes = close()
          if (total > maxBytes)
            events.push({ kind: 'tooLarge', head: bytes.subarray(0, HEAD_BYTES), size: total })
          else events.push({ kind: 'frame', bytes })
          at++
          continue
        }
        keep(Uint8Array.of(END))
      }
      const end = nextMark(chunk, at)
      keep(chunk.subarray(at, end))
      trim()
      if (end === chunk.length) break
      if (chunk[end] === START) {
        // The sender began again without finishing: what came before is nobody's message.
        events.push({ kind: 'garbage', size })
        close()
        isOpen = true
      } else endSeen = true
      at = end + 1
    }
    return events
  }
  return { push, pending: () => (isOpen ? size + 1 : 0) }
}

function nextMark(chunk: Uint8Array, from: number): number {
  let at = from
  while (at < chunk.length && chunk[at] !== START && chunk[at] !== END) at++
  return at
}

/** A message as it goes on the wire. */
export function frame(message: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(START), message, Uint8Array.of(END, CR)])
}
