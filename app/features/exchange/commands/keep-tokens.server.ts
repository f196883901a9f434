import { and, eq, isNull } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
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
  return ctx.write(async (unit) => {
    const [connection] = await unit.tx
      .select({ establishmentId: connections.establishmentId })
      .from(connections)
      .where(eq(connections.id, connectionId))
    if (!connection) throw new DomainError('not_found', 'exchange.connectionNotFound')
    return { token: await issueToken(unit, ctx, { connectionId, label, ...connection }) }
  })
}

/** In the transaction of whoever may. */
export async function issueToken(
  { tx, audit }: Unit,
  ctx: Ctx,
  of: { connectionId: string; establishmentId: string; label: string },
): Promise<string> {
  const token = aToken()
  const [row] = await tx
    .insert(connectionTokens)
    .values({ ...of, tokenHash: hashOfToken(token), hint: hintOfToken(token), createdBy: ctx.actor.id! })
    .returning({ id: connectionTokens.id })
  await audit('exchange.token.create', `connection_token/${row!.id}`, {
    detail: { connectionId: of.connectionId },
  })
  return token
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
