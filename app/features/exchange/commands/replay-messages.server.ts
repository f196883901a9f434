import { and, asc, between, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { parseTimestamp } from '#app/kernel/zoned-time.ts'
import { connections, inboundMessages } from '#db/schema/exchange.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { MessageReceived, StreamsWaiting } from '../contract.ts'
import { canResolveMessage } from '../policy.ts'

/** More at once would hold up today's messages of the same patients. */
export const REPLAYED_AT_MOST = 10_000
const STREAMS_AT_ONCE = 500

/** Filed again from the raw message: what is in the record already is known again, nothing is there twice. */
export async function replayMessage(
  ctx: Ctx,
  { connectionId, messageId }: { connectionId: string; messageId: string },
): Promise<{ replayed: number }> {
  return replay(ctx, connectionId, () => eq(inboundMessages.id, messageId), `inbound_message/${messageId}`)
}

/** The same for all that came between two moments, by the establishment's clocks. */
export async function replayMessages(
  ctx: Ctx,
  { connectionId, from, until }: { connectionId: string; from: string; until: string },
): Promise<{ replayed: number }> {
  return replay(
    ctx,
    connectionId,
    (zone) => {
      const at = (text: string) => parseTimestamp(text.replace(/[-:T]/g, ''), zone)?.at
      const [begin, end] = [at(from), at(until)]
      if (!begin || !end || end < begin) throw new DomainError('invalid', 'exchange.rangeUpsideDown')
      return between(inboundMessages.receivedAt, begin, end)
    },
    `connection/${connectionId}`,
  )
}

async function replay(ctx: Ctx, connectionId: string, which: (zone: string) => SQL, subject: string) {
  if (!canResolveMessage(ctx.actor)) throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
  return ctx.write(async ({ tx, emit, audit }) => {
    const zone = await zoneOf(tx, connectionId)
    // What was refused never was the sender's to forget; what was left out may be taken back in.
    const canGoAgain = or(
      inArray(inboundMessages.state, ['filed', 'blocked']),
      and(eq(inboundMessages.state, 'ignored'), eq(inboundMessages.reason, 'skipped')),
    )
    const chosen = await tx
      .select({ id: inboundMessages.id })
      .from(inboundMessages)
      .where(
        and(
          eq(inboundMessages.connectionId, connectionId),
          isNull(inboundMessages.rawDeletedAt),
          canGoAgain,
          which(zone),
        ),
      )
      .orderBy(asc(inboundMessages.seq))
      .limit(REPLAYED_AT_MOST + 1)
    if (chosen.length === 0) throw new DomainError('not_found', 'exchange.nothingToReplay')
    if (chosen.length > REPLAYED_AT_MOST) throw new DomainError('invalid', 'exchange.tooManyToReplay')
    const ids = chosen.map(({ id }) => id)
    for (let at = 0; at < ids.length; at += 1000)
      await tx
        .update(inboundMessages)
        .set({ state: 'waiting', reason: null })
        .where(inArray(inboundMessages.id, ids.slice(at, at + 1000)))
    await audit('exchange.messages.replay', subject, { detail: { messages: ids.length } })
    await emit(StreamsWaiting, { connectionId })
    return { replayed: ids.length }
  })
}

async function zoneOf(tx: Tx, connectionId: string): Promise<string> {
  const [row] = await tx
    .select({ zone: sql<string>`coalesce(${establishments.timeZone}, ${regions.timeZone})` })
    .from(connections)
    .innerJoin(establishments, eq(establishments.id, connections.establishmentId))
    .innerJoin(regions, eq(regions.id, connections.regionId))
    .where(eq(connections.id, connectionId))
  if (!row) throw new DomainError('not_found', 'exchange.connectionNotFound')
  return row.zone
}

/** Announces the streams of a connection in which something waits, one page of them, then the next page. */
export async function wakeStreams(
  ctx: Ctx,
  { connectionId, after = '' }: { connectionId: string; after?: string },
): Promise<{ woken: number }> {
  return ctx.write(async ({ tx, emit }) => {
    const streams = await tx
      .selectDistinctOn([inboundMessages.stream], { stream: inboundMessages.stream, id: inboundMessages.id })
      .from(inboundMessages)
      .where(
        and(
          eq(inboundMessages.connectionId, connectionId),
          inArray(inboundMessages.state, ['waiting', 'blocked']),
          eq(inboundMessages.state, 'waiting'),
          gt(inboundMessages.stream, after),
        ),
      )
      .orderBy(inboundMessages.stream, inboundMessages.seq)
      .limit(STREAMS_AT_ONCE)
    for (const { stream, id } of streams) await emit(MessageReceived, { connectionId, messageId: id, stream })
    if (streams.length === STREAMS_AT_ONCE)
      await emit(StreamsWaiting, { connectionId, after: streams.at(-1)!.stream })
    return { woken: streams.length }
  })
}
