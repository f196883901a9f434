import { connect } from 'node:net'
import { eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { connections } from '#db/schema/exchange.ts'
import { regions } from '#db/schema/regions.ts'
import { listenerCertificate } from '../certificate.server.ts'
import { type MessageStore, messageStore } from '../inbox.server.ts'
import { canResolveMessage } from '../policy.ts'
import { testAdmission } from '../test-admission.ts'
import { receiveMessage } from './receive-message.server.ts'

export type ConnectionTest = {
  /** Something listens on its port, seen from this process; null: it has none. */
  isListening: boolean | null
  certificate: 'off' | 'unreadable' | 'valid' | 'expiring' | 'expired'
  isPaused: boolean
  /** In a test region: what the intake answered to an admission of a person who does not exist. */
  ack: 'AA' | 'AE' | 'AR' | null
}

/**
 * Tries a connection. In a test region an invented admission goes the whole way, by the same intake; where care
 * is given nothing invented may enter a record, and it is only looked at.
 */
export async function testConnection(
  ctx: Ctx,
  { connectionId }: { connectionId: string },
  store: MessageStore = messageStore(),
): Promise<ConnectionTest> {
  if (!canResolveMessage(ctx.actor)) throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
  const [found] = await ctx.read((tx) =>
    tx
      .select({
        port: connections.port,
        pausedAt: connections.pausedAt,
        isTest: regions.isTest,
        authority: connections.patientAuthority,
      })
      .from(connections)
      .innerJoin(regions, eq(regions.id, connections.regionId))
      .where(eq(connections.id, connectionId)),
  )
  if (!found) throw new DomainError('not_found', 'exchange.connectionNotFound')
  const [isListening, { state: certificate }] = await Promise.all([
    found.port === null ? null : answers(found.port),
    listenerCertificate(ctx.now()),
  ])
  let ack: ConnectionTest['ack'] = null
  if (found.isTest) {
    const bytes = testAdmission({ connectionId, authority: found.authority, at: ctx.now() })
    const answer = Buffer.from(await receiveMessage(ctx, { connectionId, bytes }, store)).toString('utf8')
    ack = (['AA', 'AE', 'AR'] as const).find((code) => answer.includes(`MSA|${code}`)) ?? null
  }
  await ctx.write(({ audit }) => audit('exchange.connection.test', `connection/${connectionId}`))
  return { isListening, certificate, isPaused: found.pausedAt !== null, ack }
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const host = engine().env.MLLP_HOST
    const socket = connect({ port, host: host === '0.0.0.0' ? '127.0.0.1' : host, timeout: 2 * SECOND })
    const end = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
