import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket, type TlsOptions, Server as TlsServer } from 'node:tls'
import { MINUTE, SECOND } from '#app/kernel/durations.ts'
import { type Connection, serveConnection } from './mllp-connection.ts'

/** Who sent it. The certificate is there when TLS asked for one and its authority is ours. */
export type Remote = {
  address: string
  port: number
  certificate: { commonName: string | null; fingerprint256: string } | null
}

export type ListenerLog = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>

export type MllpListenerOptions = {
  host: string
  /** 0 takes any free port; `start` tells which. */
  port: number
  tls?: TlsOptions
  /** For a network that is private by other means (VPN): without it, only loopback is served without TLS. */
  allowPlainText?: boolean
  /** What to answer. The message must be kept safely when this resolves. A failure closes without an answer. */
  onMessage: (bytes: Uint8Array, remote: Remote) => Promise<Uint8Array>
  /** What to answer to a message over `maxBytes`, from its first bytes. Without it the connection is closed. */
  onTooLarge?: (head: Uint8Array, remote: Remote) => Promise<Uint8Array>
  maxBytes: number
  /** Between two messages. Senders keep connections open for long, and open a new one when they must. */
  idleMs?: number
  /** Within a message, or while an answer is not taken. */
  stallMs?: number
  maxConnections?: number
  log: ListenerLog
}

export type MllpListener = {
  start: () => Promise<AddressInfo>
  /** No new connection; messages in progress get their answer, up to `graceMs`; then all is closed. */
  stop: (graceMs?: number) => Promise<void>
  connections: () => number
  /** Another certificate for connections from now on; those that are open go on. */
  renew: (tls: TlsOptions) => void
}

/** Listens for HL7 v2 over MLLP. Knows nothing of messages, nor of where they are kept. */
export function createMllpListener(options: MllpListenerOptions): MllpListener {
  const { host, port, tls, log, maxConnections = 200 } = options
  if (!isLoopback(host) && !tls && !options.allowPlainText) {
    throw new Error(
      `HL7 listener on ${host} refused: patient data needs TLS, or allowPlainText on a private network`,
    )
  }
  const open = new Set<Connection>()
  let isStopping = false

  const accept = (socket: Socket) => {
    if (isStopping) return socket.destroy()
    const connection = serveConnection(socket, remoteOf(socket), {
      ...options,
      idleMs: options.idleMs ?? 10 * MINUTE,
      stallMs: options.stallMs ?? MINUTE,
    })
    open.add(connection)
    void connection.closed.then(() => open.delete(connection))
  }
  const server: Server = tls
    ? createTlsServer({ minVersion: 'TLSv1.2', handshakeTimeout: 20 * SECOND, ...tls }, accept)
    : createTcpServer(accept)
  server.maxConnections = maxConnections
  server.on('drop', () => log.warn({ maxConnections }, 'hl7 connection refused: too many'))
  server.on('tlsClientError', (error: NodeJS.ErrnoException) =>
    log.warn({ code: error.code }, 'hl7 connection refused: TLS'),
  )

  const start = () =>
    new Promise<AddressInfo>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, () => {
        server.off('error', reject)
        server.on('error', (error: NodeJS.ErrnoException) =>
          log.error({ code: error.code }, 'hl7 listener failed'),
        )
        const address = server.address() as AddressInfo
        log.info({ host: address.address, port: address.port, tls: Boolean(tls) }, 'hl7 listener started')
        resolve(address)
      })
    })

  const stop = async (graceMs = 30 * SECOND) => {
    isStopping = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const connection of open) connection.finish()
    const force = setTimeout(() => {
      for (const connection of open) connection.destroy()
    }, graceMs)
    await Promise.all([...open].map((connection) => connection.closed))
    clearTimeout(force)
    await closed
    log.info({}, 'hl7 listener stopped')
  }
  const renew = (renewed: TlsOptions) => {
    if (server instanceof TlsServer) server.setSecureContext(renewed)
  }
  return { start, stop, connections: () => open.size, renew }
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

function remoteOf(socket: Socket): Remote {
  const certificate = socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate() : null
  return {
    address: socket.remoteAddress ?? '',
    port: socket.remotePort ?? 0,
    certificate: certificate?.fingerprint256
      ? {
          commonName: certificate.subject?.CN ?? null,
          fingerprint256: certificate.fingerprint256,
        }
      : null,
  }
}
