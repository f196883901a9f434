import { and, eq, gt } from 'drizzle-orm'
import { type Adapter, Lucia, TimeSpan } from 'lucia'
import type { Locale } from '#app/kernel/actor.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import type { Db } from '#db/client.ts'
import { signInAccounts, signInSessions } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import type { Tx } from '#db/scope.ts'
import { cookieName } from './cookies.server.ts'
import { EXTENDED_EVERY, IDLE_LIFE, idleEnd, sessionEnds } from './rules.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'
import { type ActingAs, actingIdOfSession, type Helper, helperOfPerson } from './support-accesses.server.ts'
import { hashToken } from './tokens.server.ts'
import { displayNameOfPerson, type Workplace, workplacesOfPerson } from './workplaces.server.ts'

// The port behind which Lucia stands: it makes tokens, checks expiry and reads the cookie. Its author has
// ended it; replacing it touches this file only. It would keep the raw token as the key and extend a session
// at half its life for any request, so the adapter stores SHA-256 and `extend` decides by acts of the person.

export type SignInMethod = 'password' | 'demonstration' | 'pro_sante_connect' | 'passkey'

type SessionColumns = {
  /** The row's key, SHA-256 of the token: pages and rooms may know it. */
  signInId: string
  /** When it ends without a further act. Lucia's own `expiresAt` is what it would have extended it to. */
  idleEndsAt: Date
  membershipId: string | null
  createdAt: Date
  lastSeenAt: Date
  endsAt: Date
  confirmedAt: Date
  ip: string | null
  userAgent: string | null
  method: string
}
type AccountColumns = {
  email: string
  locale: Locale
  displayName: string
  workplaces: Workplace[]
  actingId: string | null
  helper: Helper | null
}

declare module 'lucia' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be merged into Lucia's own
  interface Register {
    Lucia: Lucia<SessionColumns, AccountColumns>
    DatabaseSessionAttributes: SessionColumns
    DatabaseUserAttributes: AccountColumns
  }
}

/** Who is signed in, and where they may work and do. */
export type OpenSignIn = SessionColumns &
  AccountColumns & { personId: string; workplace: Workplace | null; acting?: ActingAs | null }

type OpenSession = { personId: string; method: SignInMethod; membership: Workplace | null }

export function createSessions(db: Db | Tx, ctx: Pick<SignInCtx, 'settings' | 'now' | 'ip' | 'userAgent'>) {
  const lucia = new Lucia<SessionColumns, AccountColumns>(adapterOver(db), {
    sessionExpiresIn: new TimeSpan(IDLE_LIFE / MINUTE, 'm'),
    sessionCookie: { name: cookieName('session', ctx.settings) },
    getSessionAttributes: (columns) => columns,
    getUserAttributes: (columns) => columns,
  })

  return {
    tokenIn: (cookieHeader: string | null | undefined) => lucia.readSessionCookie(cookieHeader ?? '') || null,

    async open({ personId, method, membership }: OpenSession): Promise<{ token: string; signInId: string }> {
      const now = ctx.now()
      const { id: token } = await lucia.createSession(personId, {
        signInId: '',
        idleEndsAt: now,
        membershipId: membership?.membershipId ?? null,
        createdAt: now,
        lastSeenAt: now,
        confirmedAt: now,
        endsAt: sessionEnds(now),
        ip: ctx.ip,
        userAgent: ctx.userAgent?.slice(0, 300) ?? null,
        method,
      })
      const signInId = hashToken(token)
      if (membership) await setMembership(db, signInId, membership)
      return { token, signInId }
    },

    /** One query; a session that has run out, or whose account is disabled, is deleted on the way. */
    async resolve(token: string): Promise<OpenSignIn | null> {
      const { session, user } = await lucia.validateSession(token)
      if (!session) return null
      const { id: personId, ...account } = user
      const workplace = user.workplaces.find((w) => w.membershipId === session.membershipId) ?? null
      const { id: _token, userId: _userId, fresh: _fresh, expiresAt: _expiresAt, ...columns } = session
      return { ...columns, ...account, personId, workplace }
    },

    /** After an act of the person; at most one write a minute. Answers when the session now ends. */
    async extend(open: OpenSignIn): Promise<Date> {
      const now = ctx.now()
      if (now.getTime() - open.lastSeenAt.getTime() < EXTENDED_EVERY) return open.idleEndsAt
      const expiresAt = idleEnd(now, open.endsAt)
      await db
        .update(signInSessions)
        .set({ lastSeenAt: now, expiresAt })
        .where(and(eq(signInSessions.id, open.signInId), gt(signInSessions.expiresAt, now)))
      return expiresAt
    },

    end: (token: string) => lucia.invalidateSession(token),
  }
}

export const setMembership = (db: Db | Tx, signInId: string, workplace: Workplace) =>
  db
    .update(signInSessions)
    .set({ membershipRegionId: workplace.regionId, membershipId: workplace.membershipId })
    .where(eq(signInSessions.id, signInId))

function adapterOver(db: Db | Tx): Adapter {
  return {
    async getSessionAndUser(token) {
      const s = signInSessions
      const [row] = await db
        .select({
          signInId: s.id,
          personId: s.personId,
          membershipId: s.membershipId,
          expiresAt: s.expiresAt,
          endsAt: s.endsAt,
          createdAt: s.createdAt,
          lastSeenAt: s.lastSeenAt,
          confirmedAt: s.confirmedAt,
          ip: s.ip,
          userAgent: s.userAgent,
          method: s.method,
          email: signInAccounts.email,
          locale: signInAccounts.locale,
          disabledAt: signInAccounts.disabledAt,
          displayName: displayNameOfPerson,
          workplaces: workplacesOfPerson,
          actingId: actingIdOfSession,
          helper: helperOfPerson,
        })
        .from(s)
        .innerJoin(signInAccounts, eq(signInAccounts.personId, s.personId))
        .innerJoin(people, eq(people.id, s.personId))
        .where(eq(s.id, hashToken(token)))
      if (!row) return [null, null]
      const {
        personId,
        expiresAt,
        email,
        locale,
        disabledAt,
        displayName: name,
        workplaces: places,
        actingId,
        helper,
        ...session
      } = row
      const ends = new Date(Math.min(expiresAt.getTime(), session.endsAt.getTime()))
      const account = { email, locale: locale === 'en' ? ('en' as const) : ('fr' as const) }
      return [
        { id: token, userId: personId, expiresAt: ends, attributes: { ...session, idleEndsAt: ends } },
        // No user is what Lucia takes as a reason to delete the session.
        disabledAt
          ? null
          : {
              id: personId,
              attributes: { ...account, displayName: name, workplaces: places, actingId, helper },
            },
      ]
    },
    async setSession({ id, userId, expiresAt, attributes: { signInId: _, idleEndsAt: __, ...columns } }) {
      await db.insert(signInSessions).values({ ...columns, id: hashToken(id), personId: userId, expiresAt })
    },
    async deleteSession(token) {
      await db.delete(signInSessions).where(eq(signInSessions.id, hashToken(token)))
    },
    // Ours to decide, see `extend`; lists and ends of several sessions are queries and commands of their own.
    updateSessionExpiration: async () => {},
    getUserSessions: async () => [],
    deleteUserSessions: async () => {},
    deleteExpiredSessions: async () => {},
  }
}
