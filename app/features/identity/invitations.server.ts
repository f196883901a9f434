import { and, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { invitations, signInAccounts } from '#db/schema/identity.ts'
import { memberships, people } from '#db/schema/people.ts'
import type { Tx } from '#db/scope.ts'
import { CODES_PER_LETTER, normalizeRecoveryCode } from './rules.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'
import { hashToken, keyedHash } from './tokens.server.ts'

// What invitations have in common: whom they are for, and which are open.

export type Invitation = typeof invitations.$inferSelect

export const isOpenInvitation = (now: Date) =>
  and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt), gt(invitations.expiresAt, now))

/** Whoever goes leaves no way in behind: their open invitations, of one house, of a region or all. */
export const withdrawInvitationsOf = (
  tx: Tx,
  ctx: SignInCtx,
  personId: string,
  at: { regionId?: string; establishmentId?: string | undefined } = {},
) =>
  tx
    .update(invitations)
    .set({ withdrawnAt: ctx.now(), updatedAt: ctx.now() })
    .where(
      and(
        eq(invitations.invitedBy, personId),
        at.regionId ? eq(invitations.regionId, at.regionId) : undefined,
        at.establishmentId ? eq(invitations.fromEstablishmentId, at.establishmentId) : undefined,
        isOpenInvitation(ctx.now()),
      ),
    )

/** By the link of a mail. Looking does not use it: mail programs look first. */
export async function findInvitation(ctx: SignInCtx, token: string): Promise<Invitation | null> {
  const [row] = await ctx.read((db) =>
    db
      .select()
      .from(invitations)
      .where(
        and(
          eq(invitations.secretHash, hashToken(token)),
          eq(invitations.kind, 'mail'),
          isOpenInvitation(ctx.now()),
        ),
      ),
  )
  return row ?? null
}

/** The code on paper, hashed with a key that is not in the database and for one person. */
export const hashLetterCode = ({ settings }: SignInCtx, personId: string, code: string) =>
  keyedHash(settings.keys.activation, personId, normalizeRecoveryCode(code))

/** Counts a try on every open letter of the person before one is compared: guesses sent at once do not all pass. */
export const tryLetters = (ctx: SignInCtx, personId: string) =>
  ctx.read((db) =>
    db
      .update(invitations)
      .set({ attempts: sql`${invitations.attempts} + 1` })
      .where(
        and(
          eq(invitations.personId, personId),
          eq(invitations.kind, 'letter'),
          lt(invitations.attempts, CODES_PER_LETTER),
          isOpenInvitation(ctx.now()),
        ),
      )
      .returning(),
  )

type Named = {
  rpps?: string | undefined
  familyName: string
  givenName: string
  title?: string | undefined
  email?: string | undefined
  professionCode?: string | undefined
}

/** By RPPS, else by the account of this address, else somebody new: nobody sees a person who works nowhere. */
export async function findOrMakePerson(tx: Tx, who: Named): Promise<string> {
  const { email, ...names } = who
  if (who.rpps) {
    const [row] = await tx
      .insert(people)
      .values(names)
      .onConflictDoUpdate({ target: people.rpps, set: { updatedAt: sql`now()` } })
      .returning({ id: people.id })
    return row!.id
  }
  if (email) {
    const [account] = await tx
      .select({ personId: signInAccounts.personId })
      .from(signInAccounts)
      .where(eq(signInAccounts.email, email))
    if (account) return account.personId
  }
  const [row] = await tx.insert(people).values(names).returning({ id: people.id })
  return row!.id
}

const isRunning = (now: Date) => or(isNull(memberships.endsAt), gt(memberships.endsAt, now))

/** Whether the person works in this role already: in one establishment, or anywhere in the region. */
export async function worksAlready(
  tx: Tx,
  ctx: SignInCtx,
  at: { regionId: string; personId: string; role: Invitation['role']; establishmentId?: string },
): Promise<boolean> {
  const [row] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.regionId, at.regionId),
        eq(memberships.personId, at.personId),
        eq(memberships.role, at.role),
        at.establishmentId ? eq(memberships.establishmentId, at.establishmentId) : undefined,
        isRunning(ctx.now()),
      ),
    )
    .limit(1)
  return row !== undefined
}

/**
 * An account opens everything the person may see, so a mailbox that one house typed is not enough for somebody who
 * works elsewhere already and never signed in: Pro Santé Connect says who they are.
 */
export async function requireNobodyElse(tx: Tx, ctx: SignInCtx, invitation: Invitation): Promise<void> {
  const [elsewhere] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.personId, invitation.personId),
        sql`${memberships.establishmentId} is distinct from ${invitation.establishmentId}::uuid`,
        isRunning(ctx.now()),
      ),
    )
    .limit(1)
  if (elsewhere) throw new DomainError('forbidden', 'identity.invitationNeedsPsc')
}

/**
 * Whoever invites types the number and may read the code: until Pro Santé Connect has proven it, the number counts
 * for what that house itself has waiting, and for no other.
 */
export async function vouchForNumber(tx: Tx, { personId, fromEstablishmentId }: Invitation): Promise<void> {
  await tx
    .update(people)
    .set({ rppsVouchedBy: fromEstablishmentId, updatedAt: sql`now()` })
    .where(and(eq(people.id, personId), isNotNull(people.rpps), isNull(people.rppsProvenAt)))
}

export async function hasAccount(ctx: SignInCtx, personId: string) {
  const [row] = await ctx.read((db) =>
    db
      .select({ email: signInAccounts.email, locale: signInAccounts.locale })
      .from(signInAccounts)
      .where(eq(signInAccounts.personId, personId)),
  )
  return row ?? null
}
