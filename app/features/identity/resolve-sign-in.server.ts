import type { Locale } from '#app/kernel/actor.ts'
import { personActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import type { SignInSession } from '#app/kernel/load-context.ts'
import type { Db } from '#db/client.ts'
import { createSessions, type OpenSignIn } from './sessions.server.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'

export type SignedIn = {
  /** Null until one has chosen where to work. */
  ctx: Ctx | null
  session: SignInSession
  signInId: string
  locale: Locale
}

/** Who sends this cookie: one query. Extended only when the request is an act of the person. */
export function findSignIn(
  ctx: SignInCtx,
  cookieHeader: string | null | undefined,
  request: { isAct: boolean },
): Promise<OpenSignIn | null> {
  return ctx.read(async (db) => {
    const sessions = createSessions(db, ctx)
    const token = sessions.tokenIn(cookieHeader)
    const open = token ? await sessions.resolve(token) : null
    return open && request.isAct ? { ...open, idleEndsAt: await sessions.extend(open) } : open
  })
}

/** The context of a signed-in person's request. */
export function signedInAs(who: OpenSignIn, about: { db: Db; locale: Locale; requestId: string }): SignedIn {
  const { workplace, personId, displayName } = who
  return {
    signInId: who.signInId,
    locale: about.locale,
    session: {
      id: who.signInId,
      displayName,
      membershipId: workplace?.membershipId ?? null,
      workContexts: who.workplaces.map(
        ({ regionId: _, timeZone: __, isAdministrator: ___, deputyOf: ____, charterId: _____, ...context }) =>
          context,
      ),
      timeZone: workplace?.timeZone ?? 'Europe/Paris',
      mustAcceptCharter: workplace?.charterId != null,
    },
    // Nothing of the region opens before its charter is accepted: pages, uploads and sockets alike.
    ctx:
      workplace && workplace.charterId === null
        ? createCtx({
            ...about,
            regionId: workplace.regionId,
            actor: personActor({
              personId,
              displayName,
              role: workplace.role,
              isAdministrator: workplace.isAdministrator,
              deputyOf: workplace.deputyOf,
              establishmentId: workplace.establishmentId,
            }),
          })
        : null,
  }
}
