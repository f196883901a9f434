import { BlockList, isIP, isIPv6 } from 'node:net'
import { HOUR, MINUTE, SECOND } from '#app/kernel/durations.ts'

/** Soon at first, then at leisure, and on until somebody answers: what was brought is never given up silently. */
const PAUSES_MS = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]

/** How long after a failed attempt the next one comes; attempts count from 1. */
export const pauseAfter = (attempts: number): number =>
  PAUSES_MS[Math.min(Math.max(attempts, 1), PAUSES_MS.length) - 1]!

/** MSH-10 has 20 characters: the same for every attempt, so that the receiver knows the message again. */
export const controlIdOf = (messageId: string): string => `CD${messageId.replaceAll('-', '').slice(0, 18)}`

export type Answer =
  | { kind: 'taken' }
  | { kind: 'refused'; reason: string }
  | { kind: 'unclear'; reason: string }

/** What an acknowledgment means for the message it answers. A code of its own (ERR-3) says why; never its text. */
export function answerOf(
  said: { code: string; inReplyTo: string; errorCode: string },
  controlId: string,
): Answer {
  if (said.inReplyTo !== controlId) return { kind: 'unclear', reason: 'otherMessage' }
  if (said.code === 'AA' || said.code === 'CA') return { kind: 'taken' }
  if (!['AE', 'AR', 'CE', 'CR'].includes(said.code)) return { kind: 'unclear', reason: 'badAck' }
  const error = /^\d{3}$/.test(said.errorCode) ? ` ${said.errorCode}` : ''
  return { kind: 'refused', reason: `${said.code}${error}` }
}

/** A list reads an address however it is written, an IPv4 one within IPv6 included. */
function listOf(...subnets: [net: string, prefix: number][]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIPv6(net) ? 'ipv6' : 'ipv4')
  return list
}
// `::/96` holds `::`, `::1` and the IPv4 addresses that old systems wrote so.
const OWN = listOf(['127.0.0.0', 8], ['0.0.0.0', 8], ['169.254.0.0', 16], ['::', 96], ['fe80::', 10])
const PRIVATE = listOf(['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['fc00::', 7])

function isIn(list: BlockList, address: string): boolean | null {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(bare)
  return family === 0 ? null : list.check(bare, family === 6 ? 'ipv6' : 'ipv4')
}

/** Own machine and link-local addresses: only a region where tests are made reaches them. What is no address too. */
export const isOwnMachine = (address: string): boolean => isIn(OWN, address) ?? true

/** Of a network that no stranger listens on. Anywhere else a message goes under TLS or not at all. */
export const isPrivateNetwork = (address: string): boolean => isIn(PRIVATE, address) ?? false
