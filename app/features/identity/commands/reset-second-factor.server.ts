import { and, eq, gt, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import {
  invitations,
  passkeys,
  recoveryCodes,
  secondFactorResets,
  signInAccounts,
  signInSteps,
} from '#db/schema/identity.ts'
import { memberships } from '#db/schema/people.ts'
import type { Tx } from '#db/scope.ts'
import { type By, lockMembership } from '../administrators.server.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import { canAdministerPeople, isPowerful } from '../policy.ts'
import { RESET_REQUEST_LIFE } from '../rules.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { deleteSignIns } from './end-sign-ins.server.ts'

/**
 * For who lost phone, keys and recovery codes: the next sign-in enrols anew. Who administers anything anywhere is
 * reset by two people, so that nobody alone becomes an administrator; the person is told of both. (EXT-07, SEC-05)
 */
export async function resetSecondFactor(
  ctx: SignInCtx,
  by: By,
  { membershipId }: { membershipId: string },
): Promise<{ isDone: boolean }> {
  const { isDone, ended } = await ctx.write(async (tx) => {
    const { personId, establishmentId } = await lockMembership(tx, by, membershipId)
    if (personId === by.actor.id) throw new DomainError('forbidden', 'identity.notOneself')
    const account = await accountOf(tx, personId)
    if (!(await isPowerfulAnywhere(tx, ctx, personId)))
      return { isDone: true, ended: await reset(tx, ctx, by, account) }

    const isOpen = await tx
      .select({ id: secondFactorResets.id })
      .from(secondFactorResets)
      .where(and(eq(secondFactorResets.personId, personId), isOpenRequest(ctx.now())))
    if (isOpen.length > 0) throw new DomainError('conflict', 'identity.resetAskedAlready')
    await tx.insert(secondFactorResets).values({
      regionId: by.regionId,
      establishmentId,
      personId,
      requestedBy: by.actor.id!,
      requestedAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + RESET_REQUEST_LIFE),
    })
    await queueMail(tx, { ...recipientOf(account), template: 'secondFactorResetAsked' })
    await audit(tx, ctx, by, 'ask', personId)
    return { isDone: false, ended: [] }
  })
  ctx.endSockets(ended)
  return { isDone }
}

/** The second person: not who asked, and not whom it is about. */
export async function decideSecondFactorReset(
  ctx: SignInCtx,
  by: By,
  { resetId, isConfirmed }: { resetId: string; isConfirmed: boolean },
): Promise<void> {
  const ended = await ctx.write(async (tx) => {
    const [asked] = await tx
      .select()
      .from(secondFactorResets)
      .where(
        and(
          eq(secondFactorResets.regionId, by.regionId),
          eq(secondFactorResets.id, resetId),
          isOpenRequest(ctx.now()),
        ),
      )
      .for('update')
    if (!asked || !canAdministerPeople(by.actor, asked.establishmentId))
      throw new DomainError('not_found', 'identity.resetNotFound')
    if (isConfirmed && [asked.requestedBy, asked.personId].includes(by.actor.id ?? ''))
      throw new DomainError('forbidden', 'identity.secondPersonNeeded')
    if (isConfirmed) await requireIndependent(tx, ctx, by, asked)
    await tx
      .update(secondFactorResets)
      .set(isConfirmed ? { confirmedBy: by.actor.id, confirmedAt: ctx.now() } : { refusedAt: ctx.now() })
      .where(and(eq(secondFactorResets.regionId, by.regionId), eq(secondFactorResets.id, resetId)))
    if (isConfirmed) return reset(tx, ctx, by, await accountOf(tx, asked.personId))
    await audit(tx, ctx, by, 'refuse', asked.personId)
    return []
  })
  ctx.endSockets(ended)
}

/** Two people, not one with a helper: who confirms administered before it was asked, and not by the asker's doing. */
async function requireIndependent(
  tx: Tx,
  ctx: SignInCtx,
  { actor, regionId }: By,
  asked: typeof secondFactorResets.$inferSelect,
): Promise<void> {
  if (actor.kind !== 'person') return
  const held = await tx
    .select()
    .from(memberships)
    .where(
      and(
        eq(memberships.regionId, regionId),
        eq(memberships.personId, actor.id!),
        lt(memberships.createdAt, asked.requestedAt),
        or(isNull(memberships.endsAt), gt(memberships.endsAt, ctx.now())),
      ),
    )
  const invited = await tx
    .select({ id: invitations.id })
    .from(invitations)
    .where(
      and(
        eq(invitations.personId, actor.id!),
        eq(invitations.invitedBy, asked.requestedBy),
        isNotNull(invitations.acceptedAt),
      ),
    )
    .limit(1)
  const administers = held.some(
    (m) => m.role === 'region_admin' || (m.establishmentId === asked.establishmentId && isPowerful(m)),
  )
  if (!administers || invited.length > 0) throw new DomainError('forbidden', 'identity.secondPersonNeeded')
}

export const isOpenRequest = (now: Date) =>
  and(
    isNull(secondFactorResets.confirmedAt),
    isNull(secondFactorResets.refusedAt),
    gt(secondFactorResets.expiresAt, now),
  )

type Account = typeof signInAccounts.$inferSelect

async function accountOf(tx: Tx, personId: string): Promise<Account> {
  const [account] = await tx
    .select()
    .from(signInAccounts)
    .where(eq(signInAccounts.personId, personId))
    .for('update')
  if (!account) throw new DomainError('not_found', 'identity.accountNotFound')
  return account
}

async function isPowerfulAnywhere(tx: Tx, ctx: SignInCtx, personId: string): Promise<boolean> {
  const running = await tx
    .select({ role: memberships.role, isAdministrator: memberships.isAdministrator })
    .from(memberships)
    .where(
      and(
        eq(memberships.personId, personId),
        or(isNull(memberships.endsAt), gt(memberships.endsAt, ctx.now())),
      ),
    )
  return running.some(isPowerful)
}

async function reset(tx: Tx, ctx: SignInCtx, by: By, account: Account): Promise<string[]> {
  const { personId } = account
  await tx
    .update(signInAccounts)
    .set({ totpSecret: null, totpEnrolledAt: null, totpLastStep: null, updatedAt: ctx.now() })
    .where(eq(signInAccounts.personId, personId))
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId))
  await tx.delete(passkeys).where(eq(passkeys.personId, personId))
  await tx
    .update(signInSteps)
    .set({ usedAt: ctx.now() })
    .where(and(eq(signInSteps.personId, personId), isNull(signInSteps.usedAt)))
  await queueMail(tx, { ...recipientOf(account), template: 'secondFactorReset' })
  await noteEvent(tx, ctx, 'identity.second-factor.reset', { personId })
  await audit(tx, ctx, by, 'reset', personId)
  return deleteSignIns(tx, personId, null)
}

const recipientOf = ({ personId, email, locale }: Account) =>
  ({ personId, toAddress: email, locale: locale === 'en' ? 'en' : 'fr' }) as const

const audit = (tx: Tx, ctx: SignInCtx, by: By, verb: 'ask' | 'refuse' | 'reset', personId: string) =>
  auditInRegion(
    tx,
    { regionId: by.regionId, actor: by.actor, requestId: ctx.requestId },
    `identity.second-factor.${verb}`,
    `person/${personId}`,
  )
