import { desc, eq, sql } from 'drizzle-orm'
import { supportAccesses } from '#db/schema/support.ts'
import type { SupportView } from '../contract-support.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

const MOST_SHOWN = 20

const nameOf = (column: 'person_id' | 'supporter_id') =>
  sql<string | null>`(select concat_ws(' ', q.title, q.given_name, q.family_name)
    from people q where q.id = ${sql.raw(`support_accesses.${column}`)})`

/** The helps that one asked for: by whom, why, from when to when. */
export const listHelpReceived = (ctx: SignInCtx, who: OpenSignIn) => list(ctx, who, 'received')

/** Those that one gave, for whoever supports. */
export const listHelpGiven = (ctx: SignInCtx, who: OpenSignIn) => list(ctx, who, 'given')

async function list(ctx: SignInCtx, who: OpenSignIn, which: 'received' | 'given'): Promise<SupportView[]> {
  const a = supportAccesses
  const isReceived = which === 'received'
  const rows = await ctx.read((db) =>
    db
      .select({
        id: a.id,
        name: nameOf(isReceived ? 'supporter_id' : 'person_id'),
        reason: a.reason,
        askedAt: a.createdAt,
        beganAt: a.beganAt,
        expiresAt: a.expiresAt,
        endedAt: a.endedAt,
      })
      .from(a)
      .where(eq(isReceived ? a.personId : a.supporterId, who.personId))
      .orderBy(desc(a.createdAt), a.id)
      .limit(MOST_SHOWN),
  )
  return rows.map(({ askedAt, beganAt, expiresAt, endedAt, ...row }) => ({
    ...row,
    askedAt: askedAt.toISOString(),
    beganAt: beganAt?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    isOpen: endedAt === null && expiresAt > ctx.now(),
  }))
}
