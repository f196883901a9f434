import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { connections } from '#db/schema/exchange.ts'
import { canWatchExchange } from '../policy.ts'

export type ConnectionState = {
  id: string
  name: string
  /** Null: by HTTPS alone. */
  port: number | null
  isPaused: boolean
  lastReceivedAt: string | null
  waiting: number
  blocked: number
  filedToday: number
  refusedToday: number
}

/** Counts stop here: a screen says "more than 1,000", the database need not know how many more. */
export const COUNT_LIMIT = 1000

/** The interfaces of the own establishment, with what waits and what happened in 24 hours. */
export async function listConnections(ctx: Ctx): Promise<ConnectionState[]> {
  if (!canWatchExchange(ctx.actor)) throw new DomainError('forbidden', 'exchange.watchNotAllowed')
  // Columns by their full names: alone in a query, Drizzle writes them short, and here they would be the message's.
  const counted = (condition: ReturnType<typeof sql>) => sql<number>`(
    select count(*)::int from (
      select 1 from inbound_messages m
      where m.region_id = connections.region_id and m.connection_id = connections.id and ${condition}
      limit ${COUNT_LIMIT + 1}) counted)`
  const today = sql`m.received_at > ${ctx.now().toISOString()}::timestamptz - interval '24 hours'`
  const rows = await ctx.read((tx) =>
    tx
      .select({
        id: connections.id,
        name: connections.name,
        port: connections.port,
        pausedAt: connections.pausedAt,
        lastReceivedAt: connections.lastReceivedAt,
        waiting: counted(sql`m.state = 'waiting'`),
        blocked: counted(sql`m.state = 'blocked'`),
        filedToday: counted(sql`m.state = 'filed' and ${today}`),
        refusedToday: counted(sql`m.state = 'refused' and ${today}`),
      })
      .from(connections)
      .orderBy(connections.name)
      .limit(200),
  )
  return rows.map(({ pausedAt, lastReceivedAt, ...row }) => ({
    ...row,
    isPaused: pausedAt !== null,
    lastReceivedAt: lastReceivedAt?.toISOString() ?? null,
  }))
}
