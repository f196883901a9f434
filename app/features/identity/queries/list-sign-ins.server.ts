import { and, desc, eq, gt } from 'drizzle-orm'
import { signInSessions } from '#db/schema/identity.ts'
import type { OpenSignInView } from '../contract.ts'
import { describeDevice } from '../rules.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

const MOST_SHOWN = 50

/** Where one is signed in now, this browser first, then the latest used. */
export async function listSignIns(
  ctx: SignInCtx,
  who: Pick<OpenSignIn, 'personId' | 'signInId'>,
): Promise<OpenSignInView[]> {
  const s = signInSessions
  const rows = await ctx.read((db) =>
    db
      .select({
        id: s.id,
        ip: s.ip,
        userAgent: s.userAgent,
        method: s.method,
        createdAt: s.createdAt,
        lastSeenAt: s.lastSeenAt,
      })
      .from(s)
      .where(and(eq(s.personId, who.personId), gt(s.expiresAt, ctx.now()), gt(s.endsAt, ctx.now())))
      .orderBy(desc(s.lastSeenAt))
      .limit(MOST_SHOWN),
  )
  return rows
    .map(({ userAgent, createdAt, lastSeenAt, ...row }) => ({
      ...row,
      ...describeDevice(userAgent),
      isCurrent: row.id === who.signInId,
      since: createdAt.toISOString(),
      lastSeen: lastSeenAt.toISOString(),
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
}
