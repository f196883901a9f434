import { and, eq, isNull } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { connections } from '#db/schema/exchange.ts'
import { connectionTokens } from '#db/schema/feeds.ts'
import { canResolveMessage } from '../policy.ts'
import { aToken, hashOfToken, hintOfToken } from '../tokens.server.ts'

/** A token for the HTTPS intake of one connection. The answer is the only time it can be read. */
export async function createToken(
  ctx: Ctx,
  { connectionId, label }: { connectionId: string; label: string },
): Promise<{ token: string }> {
  if (!canResolveMessage(ctx.actor) || !ctx.actor.id)
    throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
  const token = aToken()
  const { id: createdBy } = ctx.actor
  await ctx.write(async ({ tx, audit }) => {
    const [connection] = await tx
      .select({ establishmentId: connections.establishmentId })
      .from(connections)
      .where(eq(connections.id, connectionId))
    if (!connection) throw new DomainError('not_found', 'exchange.connectionNotFound')
    const [row] = await tx
      .insert(connectionTokens)
      .values({
        connectionId,
        establishmentId: connection.establishmentId,
        label,
        tokenHash: hashOfToken(token),
        hint: hintOfToken(token),
        createdBy,
      })
      .returning({ id: connectionTokens.id })
    await audit('exchange.token.create', `connection_token/${row!.id}`, { detail: { connectionId } })
  })
  return { token }
}

/** From this moment on nobody comes in with it. */
export async function revokeToken(
  ctx: Ctx,
  { connectionId, tokenId }: { connectionId: string; tokenId: string },
): Promise<void> {
  if (!canResolveMessage(ctx.actor)) throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
  await ctx.write(async ({ tx, audit }) => {
    const revoked = await tx
      .update(connectionTokens)
      .set({ revokedAt: ctx.now() })
      .where(
        and(
          eq(connectionTokens.id, tokenId),
          eq(connectionTokens.connectionId, connectionId),
          isNull(connectionTokens.revokedAt),
        ),
      )
      .returning({ id: connectionTokens.id })
    if (revoked.length === 0) throw new DomainError('not_found', 'exchange.tokenNotFound')
    await audit('exchange.token.revoke', `connection_token/${tokenId}`)
  })
}
