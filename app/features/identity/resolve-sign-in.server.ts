import type { Locale } from '#app/kernel/actor.ts'
import { asSeenBySupport, personActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import type { SignInSession } from '#app/kernel/load-context.ts'
import type { Db } from '#db/client.ts'
import { canSupport } from './policy.ts'
import { createSessions, type OpenSignIn } from './sessions.server.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'
import { findActing } from './support-accesses.server.ts'

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
    const found = token ? await sessions.resolve(token) : null
    const open = found?.actingId ? { ...found, acting: await actingOf(ctx, found, found.actingId) } : found
    return open && request.isAct ? { ...open, idleEndsAt: await sessions.extend(open) } : open
  })
}

/** As whom the support sees: only while it works as the support, in the region of who is helped. */
function actingOf(ctx: SignInCtx, { workplace }: OpenSignIn, accessId: string) {
  if (!workplace || !canSupport({ kind: 'person', role: workplace.role })) return null
  return findActing(ctx, { accessId, regionIds: [workplace.regionId] })
}

/** The context of a signed-in person's request. */
export function signedInAs(who: OpenSignIn, about: { db: Db; locale: Locale; requestId: string }): SignedIn {
  const seen = who.acting ?? who
  const { workplace, displayName } = seen
  const workplaces = who.acting ? [who.acting.workplace] : who.workplaces
  return {
    signInId: who.signInId,
    locale: about.locale,
    session: {
      id: who.signInId,
      displayName,
      membershipId: workplace?.membershipId ?? null,
      workContexts: workplaces.map(
        ({ regionId: _, timeZone: __, isAdministrator: ___, deputyOf: ____, charterId: _____, ...context }) =>
          context,
      ),
      timeZone: workplace?.timeZone ?? 'Europe/Paris',
      mustAcceptCharter: workplace?.charterId != null,
      acting: who.acting ? { name: who.acting.displayName, expiresAt: who.acting.expiresAt } : null,
      helper: who.helper && { name: who.helper.name, expiresAt: who.helper.expiresAt },
    },
    // Nothing of the region opens before its charter is accepted: pages, uploads and sockets alike.
    ctx:
      workplace && workplace.charterId === null
        ? createCtx({
            ...about,
            regionId: workplace.regionId,
            actor: actorOf(who, {
              personId: seen.personId,
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

function actorOf(who: OpenSignIn, seen: Parameters<typeof personActor>[0]) {
  const actor = personActor(seen)
  return who.acting ? asSeenBySupport(actor, { id: who.personId, name: who.displayName }) : actor
}
