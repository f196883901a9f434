import { and, eq, isNull } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { connections } from '#db/schema/exchange.ts'
import { connectionTokens } from '#db/schema/feeds.ts'
import { type DeclareConnection, InboxMoved } from '../contract.ts'
import { canDeclareConnection } from '../policy.ts'
import { issueToken } from './keep-tokens.server.ts'

/** `token` opens the HTTPS intake; this answer is the only time it can be read. Null: it has none, or it is in use. */
export type DeclaredConnection = { connectionId: string; token: string | null }

/**
 * A feed of the own establishment. Sent twice it is one; the token nobody has used yet is then replaced, so that
 * the answer that is read last holds one that works.
 */
export function declareConnection(ctx: Ctx, said: DeclareConnection): Promise<DeclaredConnection> {
  const { establishmentId } = ctx.actor
  if (!canDeclareConnection(ctx.actor) || !establishmentId)
    return Promise.reject(new DomainError('forbidden', 'exchange.declareNotAllowed'))
  const { connectionId, protocol, port, ...rest } = said
  const isMllp = protocol === 'mllp'
  return ctx.write(async (unit) => {
    const inserted = await unit.tx
      .insert(connections)
      .values({ id: connectionId, establishmentId, protocol, port: isMllp ? port : null, ...rest })
      .onConflictDoNothing()
      .returning({ id: connections.id })
    if (inserted.length > 0) {
      await unit.audit('exchange.connection.declare', `connection/${connectionId}`, { detail: { protocol } })
      await unit.emit(InboxMoved, { connectionId })
    } else {
      const [known] = await unit.tx
        .select({ id: connections.id })
        .from(connections)
        .where(eq(connections.id, connectionId))
      // Ports are the machine's: whose it is, is nobody's business here.
      if (!known) throw new DomainError('conflict', 'exchange.portTaken')
    }
    const token = isMllp
      ? null
      : await freshToken(unit, ctx, { connectionId, establishmentId, label: said.name })
    return { connectionId, token }
  })
}

async function freshToken(
  unit: Unit,
  ctx: Ctx,
  of: { connectionId: string; establishmentId: string; label: string },
): Promise<string | null> {
  const live = await unit.tx
    .select({ id: connectionTokens.id, lastUsedAt: connectionTokens.lastUsedAt })
    .from(connectionTokens)
    .where(and(eq(connectionTokens.connectionId, of.connectionId), isNull(connectionTokens.revokedAt)))
    .for('update')
  if (live.some((token) => token.lastUsedAt)) return null
  for (const { id } of live) {
    await unit.tx.update(connectionTokens).set({ revokedAt: ctx.now() }).where(eq(connectionTokens.id, id))
    await unit.audit('exchange.token.revoke', `connection_token/${id}`)
  }
  return issueToken(unit, ctx, of)
}
