import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { inboundMessages } from '#db/schema/exchange.ts'
import type { MessageState } from '../contract.ts'
import { canWatchExchange } from '../policy.ts'

const PAGE_SIZE = 50

export type MessageEnvelope = {
  id: string
  seq: number
  receivedAt: string
  controlId: string
  messageType: string
  byteLength: number
  ackCode: string
  state: MessageState
  reason: string | null
  /** It can be filed again: it was, or was left out, and its raw message is still kept. */
  mayReplay: boolean
  /** Messages of the same stream that wait for this one. */
  behind: number
}

/** Envelopes of one connection, newest first, fifty at a time; with `onlyBlocked` those a person must resolve. */
export async function listMessages(
  ctx: Ctx,
  { connectionId, before, onlyBlocked }: { connectionId: string; before?: number; onlyBlocked?: boolean },
): Promise<{ messages: MessageEnvelope[]; next: number | null }> {
  if (!canWatchExchange(ctx.actor)) throw new DomainError('forbidden', 'exchange.watchNotAllowed')
  const rows = await ctx.read((tx) =>
    tx
      .select({
        id: inboundMessages.id,
        seq: inboundMessages.seq,
        receivedAt: inboundMessages.receivedAt,
        controlId: inboundMessages.controlId,
        messageType: inboundMessages.messageType,
        byteLength: inboundMessages.byteLength,
        ackCode: inboundMessages.ackCode,
        state: inboundMessages.state,
        reason: inboundMessages.reason,
        mayReplay: sql<boolean>`${inboundMessages.rawDeletedAt} is null and (${inboundMessages.state} = 'filed'
          or (${inboundMessages.state} = 'ignored' and ${inboundMessages.reason} = 'skipped'))`,
        behind: sql<number>`case when inbound_messages.state = 'blocked' then (
          select count(*)::int from (
            select 1 from inbound_messages b
            where b.region_id = inbound_messages.region_id and b.connection_id = inbound_messages.connection_id
              and b.stream = inbound_messages.stream and b.state = 'waiting' limit 1001) waiting) else 0 end`,
      })
      .from(inboundMessages)
      .where(
        and(
          eq(inboundMessages.connectionId, connectionId),
          before ? lt(inboundMessages.seq, before) : undefined,
          onlyBlocked ? eq(inboundMessages.state, 'blocked') : undefined,
        ),
      )
      .orderBy(desc(inboundMessages.seq))
      .limit(PAGE_SIZE + 1),
  )
  const page = rows.slice(0, PAGE_SIZE)
  return {
    messages: page.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() })),
    next: rows.length > PAGE_SIZE ? page.at(-1)!.seq : null,
  }
}
