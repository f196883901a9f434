const CR = 13
const LF = 10
const START = 0x0b
const MSH = Buffer.from('MSH')

/** A single message larger than this is not read whole: it goes on as it is and is refused by name. */
const MAX_HELD_BYTES = 80 * 1024 * 1024

/**
 * The messages of a file that holds one or many, one behind the other: bare, framed as over MLLP, or as a
 * batch (FHS, BHS). A message begins with MSH at the beginning of a line. Holds one message at a time.
 */
export async function* splitBatch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0)
  let begun = false
  let searched = 0
  for await (const chunk of chunks) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk])
    for (;;) {
      const at = nextHeader(held, begun ? Math.max(searched, 3) : searched)
      if (at < 0) break
      if (begun) yield trimmed(held.subarray(0, at))
      held = held.subarray(at)
      begun = true
      searched = 3
    }
    // What may be the beginning of a header at the edge of the chunk is looked at again.
    searched = Math.max(0, held.length - 4)
    if (!begun) {
      held = held.subarray(searched)
      searched = 0
    } else if (held.length > MAX_HELD_BYTES) {
      yield held
      held = Buffer.alloc(0)
      begun = false
      searched = 0
    }
  }
  if (begun) yield trimmed(held)
}

/** Where MSH stands at the beginning of a line, of the file, or behind a frame's mark. */
function nextHeader(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(MSH, from)
  while (at >= 0) {
    const before = at === 0 ? LF : bytes[at - 1]!
    const isBom = at === 3 && bytes[0] === 0xef
    if ([CR, LF, START].includes(before) || isBom) return at
    at = bytes.indexOf(MSH, at + 3)
  }
  return -1
}

/** Without the marks of frames and the trailers of a batch. */
function trimmed(message: Buffer): Buffer {
  let end = message.length
  while (end > 0 && [CR, LF, START, 0x1c, 0x20].includes(message[end - 1]!)) end--
  const text = message.subarray(0, end)
  const lastLine = Math.max(text.lastIndexOf(CR), text.lastIndexOf(LF))
  const name = text.subarray(lastLine + 1, lastLine + 4).toString('latin1')
  return ['BTS', 'FTS', 'FHS', 'BHS'].includes(name) ? trimmed(text.subarray(0, lastLine)) : text
}
