import { and, eq, ne } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { signInSessions } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'
import { canEndSignIn } from '../policy.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'

type Who = Pick<OpenSignIn, 'personId' | 'signInId'>

/** Signs out here. */
export async function signOut(ctx: SignInCtx, who: Who): Promise<void> {
  await ctx.write(async (tx) => {
    await tx.delete(signInSessions).where(eq(signInSessions.id, who.signInId))
    await noteEvent(tx, ctx, 'identity.session.end', { personId: who.personId })
  })
  ctx.endSockets([who.signInId])
}

/** Ends one of one's own sign-ins, on another device or here. */
export async function revokeSignIn(ctx: SignInCtx, who: Who, input: { signInId: string }): Promise<void> {
  await ctx.write(async (tx) => {
    const [found] = await tx
      .select({ personId: signInSessions.personId })
      .from(signInSessions)
      .where(eq(signInSessions.id, input.signInId))
      .for('update')
    if (!found || !canEndSignIn(who, found)) throw new DomainError('not_found', 'identity.signInNotFound')
    await tx.delete(signInSessions).where(eq(signInSessions.id, input.signInId))
    await noteEvent(tx, ctx, 'identity.session.revoke', { personId: who.personId, detail: { count: 1 } })
  })
  ctx.endSockets([input.signInId])
}

/** Ends all of one's own sign-ins but this one. */
export async function revokeOtherSignIns(ctx: SignInCtx, who: Who): Promise<{ count: number }> {
  const ended = await ctx.write(async (tx) => {
    const ids = await deleteSignIns(tx, who.personId, who.signInId)
    await noteEvent(tx, ctx, 'identity.session.revoke', {
      personId: who.personId,
      detail: { count: ids.length },
    })
    return ids
  })
  ctx.endSockets(ended)
  return { count: ended.length }
}

/** For commands after which no other sign-in may go on; the caller cuts their sockets after the commit. */
export async function deleteSignIns(tx: Tx, personId: string, except: string | null): Promise<string[]> {
  const isTheirs = eq(signInSessions.personId, personId)
  const rows = await tx
    .delete(signInSessions)
    .where(except ? and(isTheirs, ne(signInSessions.id, except)) : isTheirs)
    .returning({ id: signInSessions.id })
  return rows.map((row) => row.id)
}
