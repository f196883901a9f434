import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { connections } from '#db/schema/exchange.ts'
import { connectionFlags, exchangeSettings } from '#db/schema/feeds.ts'
import {
  type DescribeConnection,
  InboxMoved,
  type SaveConnection,
  type SaveExchangeSettings,
  StreamsWaiting,
} from '../contract.ts'
import { canDeclareConnection, canResolveMessage } from '../policy.ts'

const mustResolve = (ctx: Ctx) => {
  if (!canResolveMessage(ctx.actor)) throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
}
const notFound = () => new DomainError('not_found', 'exchange.connectionNotFound')

/** Messages are taken and answered as before; none is filed until it goes on. */
export async function pauseConnection(ctx: Ctx, { connectionId }: { connectionId: string }): Promise<void> {
  mustResolve(ctx)
  await ctx.write(async ({ tx, emit, audit }) => {
    const paused = await tx
      .update(connections)
      .set({ pausedAt: sql`coalesce(${connections.pausedAt}, ${ctx.now().toISOString()}::timestamptz)` })
      .where(eq(connections.id, connectionId))
      .returning({ id: connections.id })
    if (paused.length === 0) throw notFound()
    await audit('exchange.connection.pause', `connection/${connectionId}`)
    await emit(InboxMoved, { connectionId })
  })
}

/** What waited meanwhile is filed, in order. */
export async function resumeConnection(ctx: Ctx, { connectionId }: { connectionId: string }): Promise<void> {
  mustResolve(ctx)
  await ctx.write(async ({ tx, emit, audit }) => {
    const resumed = await tx
      .update(connections)
      .set({ pausedAt: null })
      .where(eq(connections.id, connectionId))
      .returning({ id: connections.id })
    if (resumed.length === 0) throw notFound()
    await audit('exchange.connection.resume', `connection/${connectionId}`)
    await emit(StreamsWaiting, { connectionId })
  })
}

/** Who sends by it and how: for messages from now on. */
export async function describeConnection(
  ctx: Ctx,
  { connectionId, ...said }: DescribeConnection,
): Promise<void> {
  if (!canDeclareConnection(ctx.actor)) throw new DomainError('forbidden', 'exchange.declareNotAllowed')
  await ctx.write(async ({ tx, emit, audit }) => {
    const described = await tx
      .update(connections)
      .set(said)
      .where(eq(connections.id, connectionId))
      .returning({ id: connections.id })
    if (described.length === 0) throw notFound()
    await audit('exchange.connection.describe', `connection/${connectionId}`)
    await emit(InboxMoved, { connectionId })
  })
}

/** Silence alarm and initial load of one connection. */
export async function saveConnection(ctx: Ctx, { connectionId, ...said }: SaveConnection): Promise<void> {
  mustResolve(ctx)
  await ctx.write(async ({ tx, emit, audit }) => {
    const saved = await tx
      .update(connections)
      .set(said)
      .where(eq(connections.id, connectionId))
      .returning({ id: connections.id })
    if (saved.length === 0) throw notFound()
    const { silenceMinutes, mode, loadRate } = said
    await audit('exchange.connection.change', `connection/${connectionId}`, {
      detail: { silenceMinutes: silenceMinutes ?? 0, mode, loadRate },
    })
    await emit(InboxMoved, { connectionId })
  })
}

/** Hours and retention of the establishment, for all its connections. */
export async function saveExchangeSettings(ctx: Ctx, said: SaveExchangeSettings): Promise<void> {
  mustResolve(ctx)
  if (said.workingFrom >= said.workingUntil) throw new DomainError('invalid', 'exchange.rangeUpsideDown')
  const establishmentId = ctx.actor.establishmentId!
  await ctx.write(async ({ tx, audit }) => {
    await tx
      .insert(exchangeSettings)
      .values({ establishmentId, ...said })
      .onConflictDoUpdate({
        target: [exchangeSettings.regionId, exchangeSettings.establishmentId],
        set: { ...said, updatedAt: ctx.now() },
      })
    await audit('exchange.settings.change', `establishment/${establishmentId}`, { detail: { ...said } })
  })
}

/** A technician has seen to it; it comes back when it happens again. */
export async function clearFlag(
  ctx: Ctx,
  { connectionId, code }: { connectionId: string; code: string },
): Promise<void> {
  mustResolve(ctx)
  await ctx.write(async ({ tx, audit }) => {
    const cleared = await tx
      .update(connectionFlags)
      .set({ clearedAt: ctx.now() })
      .where(
        and(
          eq(connectionFlags.connectionId, connectionId),
          eq(connectionFlags.code, code),
          isNull(connectionFlags.clearedAt),
        ),
      )
      .returning({ code: connectionFlags.code })
    if (cleared.length > 0)
      await audit('exchange.flag.clear', `connection/${connectionId}`, { detail: { code } })
  })
}
