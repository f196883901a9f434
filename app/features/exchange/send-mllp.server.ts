import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { SECOND } from '#app/kernel/durations.ts'
import { parseMessage } from './formats/hl7v2/message.ts'
import { createMllpDecoder, frame } from './formats/hl7v2/mllp.ts'
import { isOwnMachine, isPrivateNetwork } from './outbound-rules.ts'

export type Destination = {
  host: string
  port: number
  usesTls: boolean
  /** A region of tests reaches its own machine, and others in plain text. */
  isTest: boolean
}
export type ReadAck = { code: string; inReplyTo: string; errorCode: string }
/** Short codes of why nothing was answered. */
export type SendFailure =
  | 'unreachable'
  | 'notAllowed'
  | 'plainText'
  | 'tls'
  | 'certificateUnknown'
  | 'certificateExpired'
  | 'certificateName'
  | 'timeout'
  | 'closed'
  | 'badAck'
export type Sent = { ok: true; ack: ReadAck } | { ok: false; reason: SendFailure }

const TIMEOUT_MS = 30 * SECOND
const MAX_ACK_BYTES = 1_000_000

/** One message out, one acknowledgment back, then the line is closed. Never throws: what went wrong is a code. */
export async function sendMllp(to: Destination, message: Uint8Array, timeoutMs = TIMEOUT_MS): Promise<Sent> {
  const line = await open(to, timeoutMs)
  if (typeof line === 'string') return { ok: false, reason: line }
  try {
    return await exchange(line, message, timeoutMs)
  } finally {
    line.destroy()
  }
}

/** Whether somebody answers there, without a message. */
export async function tryMllp(to: Destination, timeoutMs = 10 * SECOND): Promise<SendFailure | null> {
  const line = await open(to, timeoutMs)
  if (typeof line === 'string') return line
  line.destroy()
  return null
}

/** Why nothing may be sent there, as far as its name is known by now. */
export async function forbiddenBy(to: Destination): Promise<'notAllowed' | 'plainText' | null> {
  const found = await look(to)
  return found === 'notAllowed' || found === 'plainText' ? found : null
}

async function look({ host, usesTls, isTest }: Destination) {
  const found = await lookup(host).catch(() => null)
  if (!found) return 'unreachable'
  if (isTest) return found
  if (isOwnMachine(found.address)) return 'notAllowed'
  return usesTls || isPrivateNetwork(found.address) ? found : 'plainText'
}

async function open(to: Destination, timeoutMs: number): Promise<Socket | SendFailure> {
  const found = await look(to)
  if (typeof found === 'string') return found
  return new Promise((resolve) => {
    // To the address that was looked at, not to what the name means a moment later.
    const where = { host: found.address, port: to.port }
    // SNI is for names; an address is looked for in the certificate all the same.
    const named = isIP(to.host) ? {} : { servername: to.host }
    const socket = to.usesTls ? connectTls({ ...where, ...named }) : connect(where)
    const end = (outcome: Socket | SendFailure) => {
      clearTimeout(timer)
      if (outcome !== socket) socket.destroy()
      resolve(outcome)
    }
    const timer = setTimeout(() => end('timeout'), timeoutMs)
    socket.once(to.usesTls ? 'secureConnect' : 'connect', () => end(socket))
    socket.once('error', (error: NodeJS.ErrnoException) => end(failureOf(error)))
  })
}

/** What Node and OpenSSL say of a line that failed, as what a technician can do something about. */
const FAILURES: [RegExp, SendFailure][] = [
  [/^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)$/, 'unreachable'],
  [/^(ECONNRESET|EPIPE)$/, 'closed'],
  [/^ETIMEDOUT$/, 'timeout'],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, 'certificateExpired'],
  [/^ERR_TLS_CERT_ALTNAME/, 'certificateName'],
  [/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|^CERT_UNTRUSTED$/, 'certificateUnknown'],
]
const failureOf = ({ code = '' }: NodeJS.ErrnoException): SendFailure =>
  FAILURES.find(([pattern]) => pattern.test(code))?.[1] ?? 'tls'

function exchange(line: Socket, message: Uint8Array, timeoutMs: number): Promise<Sent> {
  return new Promise((resolve) => {
    const decoder = createMllpDecoder({ maxBytes: MAX_ACK_BYTES })
    const end = (sent: Sent) => {
      clearTimeout(timer)
      resolve(sent)
    }
    const timer = setTimeout(() => end({ ok: false, reason: 'timeout' }), timeoutMs)
    line.on('data', (chunk) => {
      for (const event of decoder.push(chunk)) if (event.kind === 'frame') end(readAck(event.bytes))
    })
    line.on('error', (error) => end({ ok: false, reason: failureOf(error) }))
    line.on('close', () => end({ ok: false, reason: 'closed' }))
    line.write(frame(message))
  })
}

function readAck(bytes: Uint8Array): Sent {
  const parsed = parseMessage(bytes)
  const msa = parsed.ok ? parsed.message.first('MSA') : undefined
  if (!parsed.ok || !msa) return { ok: false, reason: 'badAck' }
  const errorCode = parsed.message.first('ERR')?.field(3) ?? ''
  return { ok: true, ack: { code: msa.field(1), inReplyTo: msa.field(2), errorCode } }
}
