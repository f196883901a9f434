import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DAY } from '#app/kernel/durations.ts'
import { engine } from '#app/kernel/engine.server.ts'

export type ListenerCertificate = {
  /** Off: plain text, on loopback or by the explicit setting. */
  state: 'off' | 'unreadable' | 'valid' | 'expiring' | 'expired'
  validUntil: string | null
}

/** Time enough to have another one issued. */
const EARLY_MS = 30 * DAY

/** Until when the listeners' certificate is good. */
export async function listenerCertificate(now: Date): Promise<ListenerCertificate> {
  const file = engine().env.MLLP_TLS_CERT
  if (!file) return { state: 'off', validUntil: null }
  try {
    return certificateState(new X509Certificate(await readFile(file)), now)
  } catch {
    return { state: 'unreadable', validUntil: null }
  }
}

export function certificateState(
  certificate: Pick<X509Certificate, 'validTo'>,
  now: Date,
): ListenerCertificate {
  const until = new Date(certificate.validTo)
  const left = until.getTime() - now.getTime()
  if (Number.isNaN(left)) return { state: 'unreadable', validUntil: null }
  return {
    state: left <= 0 ? 'expired' : left < EARLY_MS ? 'expiring' : 'valid',
    validUntil: until.toISOString(),
  }
}
