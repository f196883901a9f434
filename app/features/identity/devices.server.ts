import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { knownDevices } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'
import { keyedHash, newToken } from './tokens.server.ts'

/** One browser may be known for several people (a shared computer): a row for each, no way from one to another. */
const deviceId = (ctx: SignInCtx, personId: string, token: string) =>
  keyedHash(ctx.settings.keys.device, personId, token)

/**
 * The device from which this person signed in before, if this is one. For an address that nobody has, the
 * same question is asked about nobody, so that the answer takes as long.
 */
export async function knownDevice(ctx: SignInCtx, personId: string | null): Promise<string | null> {
  if (!ctx.deviceToken) return null
  const id = deviceId(ctx, personId ?? randomUUID(), ctx.deviceToken)
  const [row] = await ctx.read((db) =>
    db.select({ id: knownDevices.id }).from(knownDevices).where(eq(knownDevices.id, id)),
  )
  return row?.id ?? null
}

/** Remembers this browser for this person; says whether it is a new one beside others. */
export async function rememberDevice(
  tx: Tx,
  ctx: SignInCtx,
  personId: string,
): Promise<{ token: string; isNewBesideOthers: boolean }> {
  const token = ctx.deviceToken ?? newToken()
  const now = ctx.now()
  const [row] = await tx
    .insert(knownDevices)
    .values({
      id: deviceId(ctx, personId, token),
      personId,
      createdAt: now,
      lastSeenAt: now,
      userAgent: ctx.userAgent?.slice(0, 300),
    })
    .onConflictDoUpdate({ target: knownDevices.id, set: { lastSeenAt: now } })
    .returning({ isNew: sql<boolean>`xmax = 0` })
  if (!row?.isNew) return { token, isNewBesideOthers: false }
  const known = await tx
    .select({ id: knownDevices.id })
    .from(knownDevices)
    .where(eq(knownDevices.personId, personId))
    .limit(2)
  return { token, isNewBesideOthers: known.length > 1 }
}
