import { desc } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { outboundConnections, outboundMessages } from '#db/schema/outbound.ts'
import type { OUTBOUND_CHARSETS, OutboundState } from '../contract-outbound.ts'
import { canWatchExchange } from '../policy.ts'

export type OutboundPage = {
  connection: {
    host: string
    port: number
    usesTls: boolean
    isEnabled: boolean
    charset: (typeof OUTBOUND_CHARSETS)[number]
    receivingApplication: string
    receivingFacility: string
    testedAt: string | null
    testOutcome: string | null
  } | null
  /** Envelopes, the newest first. */
  messages: {
    id: string
    controlId: string
    state: OutboundState
    reason: string | null
    attempts: number
    createdAt: string
    nextAttemptAt: string
    acknowledgedAt: string | null
  }[]
}

const SHOWN = 100

/** Where what is brought for this establishment goes, and how far it is. */
export async function getOutbound(ctx: Ctx): Promise<OutboundPage> {
  if (!canWatchExchange(ctx.actor)) throw new DomainError('forbidden', 'exchange.watchNotAllowed')
  const [[connection], messages] = await ctx.read((tx) =>
    Promise.all([
      tx.select().from(outboundConnections).limit(1),
      tx.select().from(outboundMessages).orderBy(desc(outboundMessages.createdAt)).limit(SHOWN),
    ]),
  )
  return {
    connection: connection
      ? {
          host: connection.host,
          port: connection.port,
          usesTls: connection.usesTls,
          isEnabled: connection.isEnabled,
          charset: connection.charset,
          receivingApplication: connection.receivingApplication,
          receivingFacility: connection.receivingFacility,
          testedAt: connection.testedAt?.toISOString() ?? null,
          testOutcome: connection.testOutcome,
        }
      : null,
    messages: messages.map((m) => ({
      id: m.id,
      controlId: m.controlId,
      state: m.state,
      reason: m.reason,
      attempts: m.attempts,
      createdAt: m.createdAt.toISOString(),
      nextAttemptAt: m.nextAttemptAt.toISOString(),
      acknowledgedAt: m.acknowledgedAt?.toISOString() ?? null,
    })),
  }
}
