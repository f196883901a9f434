import { createHash, randomBytes } from 'node:crypto'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { connectionTokens } from '#db/schema/feeds.ts'

/** Tells what it is when it turns up where it should not. */
const PREFIX = 'cordee_hl7_'

export const aToken = () => PREFIX + randomBytes(32).toString('base64url')
/** 256 random bits need no slow hash. */
export const hashOfToken = (token: string) => createHash('sha256').update(token).digest('hex')
export const hintOfToken = (token: string) => token.slice(-4)

export type TokenHolder = { tokenId: string; regionId: string; establishmentId: string; connectionId: string }

/** Whose token it is: found before any region is known, by the role that opens doors. */
export async function findTokenHolder(identityDb: Db, token: string, now: Date): Promise<TokenHolder | null> {
  if (!token.startsWith(PREFIX) || token.length > 200) return null
  const [holder] = await identityDb
    .select({
      tokenId: connectionTokens.id,
      regionId: connectionTokens.regionId,
      establishmentId: connectionTokens.establishmentId,
      connectionId: connectionTokens.connectionId,
      lastUsedAt: connectionTokens.lastUsedAt,
    })
    .from(connectionTokens)
    .where(and(eq(connectionTokens.tokenHash, hashOfToken(token)), isNull(connectionTokens.revokedAt)))
  if (!holder) return null
  const { lastUsedAt, ...whose } = holder
  // To the minute: a write for each message would cost more than taking it.
  if (!lastUsedAt || now.getTime() - lastUsedAt.getTime() > 60_000)
    await identityDb
      .update(connectionTokens)
      .set({ lastUsedAt: sql`${now.toISOString()}::timestamptz` })
      .where(eq(connectionTokens.id, whose.tokenId))
  return whose
}
