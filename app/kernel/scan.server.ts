import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { SECOND } from './durations.ts'
import { DomainError } from './errors.ts'

/** What a scanner says of a file: nothing found, or the name of what was. */
export type Verdict = { isClean: true } | { isClean: false; finding: string }
export type Scanner = (path: string) => Promise<Verdict>

export const noScanner: Scanner = async () => ({ isClean: true })

type ClamOptions = { host: string; port: number; timeoutMs?: number }

/**
 * ClamAV's daemon over TCP (INSTREAM): each piece after its length, a length of zero at the end, one line as
 * answer. Whatever is no clear answer refuses the file: it may come again when the scanner is back.
 */
export function clamScanner({ host, port, timeoutMs = 60 * SECOND }: ClamOptions): Scanner {
  return async (path) => {
    const socket = connect({ host, port })
    // Settles at once when the daemon hangs up, in the middle of a file too.
    const answered = answerOf(socket, timeoutMs)
    answered.catch(() => {})
    try {
      const sent = send(socket, path)
      sent.catch(() => {})
      return verdictOf(await answered)
    } catch (error) {
      if (error instanceof DomainError) throw error
      throw Object.assign(new DomainError('unavailable', 'kernel.scanUnavailable'), { cause: error })
    } finally {
      socket.destroy()
    }
  }
}

async function send(socket: Socket, path: string) {
  socket.write('zINSTREAM\0')
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.byteLength)
    socket.write(length)
    if (!socket.write(bytes)) await once(socket, 'drain')
  }
  socket.write(Buffer.alloc(4))
}

function answerOf(socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('the scanner does not answer')))
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1')
      if (said.includes('\0') || said.length > 4096) resolve(said)
    })
    socket.on('end', () => resolve(said))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the scanner hung up')))
  })
}

/** `stream: OK`, `stream: Win.Test.EICAR_HDB-1 FOUND`, or a complaint that ends in ERROR. */
function verdictOf(answer: string): Verdict {
  const said = answer.replaceAll('\0', '').trim()
  if (/^stream: OK$/.test(said)) return { isClean: true }
  const finding = /^stream: (.+) FOUND$/.exec(said)?.[1]
  if (finding) return { isClean: false, finding }
  throw new Error(`the scanner gave no verdict: ${said.slice(0, 80)}`)
}
