import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { MINUTE } from '#app/kernel/durations.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { signInAccounts, signInSessions } from '#db/schema/identity.ts'
import { verifyPassword } from '../passwords.server.ts'
import { TOTP_DIGITS } from '../rules.ts'
import { totpStepOf, unsealTotpSecret } from '../second-factor.server.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'

/** Who has neither password nor authenticator here signs in anew at Pro Santé Connect; that counts this long. */
const FRESH_FOR = 5 * MINUTE
const PASSWORD = 'identity.password.check'
const CODE = 'identity.second-factor.check'

/** Whoever has just shown who they are is not asked again. */
export const isFresh = (ctx: SignInCtx, { confirmedAt }: Pick<OpenSignIn, 'confirmedAt'>): boolean =>
  ctx.now().getTime() - confirmedAt.getTime() < FRESH_FOR

type Who = Pick<OpenSignIn, 'personId' | 'signInId' | 'method' | 'confirmedAt'>

/**
 * Once more who one is, in the middle of a session: by the password or a code of the authenticator. Before what
 * must not be done by whoever finds an open screen. Demonstration accounts open by a click, so they confirm by one.
 */
export async function confirmSignIn(ctx: SignInCtx, who: Who, secret: string): Promise<void> {
  const { personId, signInId, method } = who
  const now = ctx.now()
  if (method === 'demonstration' && ctx.settings.isDemonstration) return
  if (!secret) {
    if (method === 'pro_sante_connect' && isFresh(ctx, who)) return
    throw new DomainError(
      'forbidden',
      method === 'pro_sante_connect' ? 'identity.signInAgain' : 'identity.confirmationMissing',
    )
  }
  const isCode = new RegExp(`^\\d{${TOTP_DIGITS}}$`).test(secret.replace(/[\s.-]/g, ''))
  const action = isCode ? CODE : PASSWORD
  const tries: Spending[] = [{ limit: 'confirmByPerson', about: [personId] }]
  await spend(ctx, tries, { action, personId })
  const isRight = await (isCode ? isOwnCode : isOwnPassword)(ctx, personId, secret)
  if (!isRight) {
    await ctx.write((tx) =>
      noteEvent(tx, ctx, action, {
        personId,
        outcome: 'refused',
        detail: { reason: 'wrong', at: 'confirm' },
      }),
    )
    throw new DomainError('forbidden', 'identity.confirmationWrong')
  }
  await giveBack(ctx, tries)
  await ctx.write(async (tx) => {
    await tx.update(signInSessions).set({ confirmedAt: now }).where(eq(signInSessions.id, signInId))
    await noteEvent(tx, ctx, action, { personId, detail: { at: 'confirm' } })
  })
}

async function isOwnPassword(ctx: SignInCtx, personId: string, secret: string): Promise<boolean> {
  const [account] = await ctx.read((db) =>
    db
      .select({ passwordHash: signInAccounts.passwordHash })
      .from(signInAccounts)
      .where(and(eq(signInAccounts.personId, personId), isNull(signInAccounts.disabledAt))),
  )
  return verifyPassword(account?.passwordHash ?? null, secret)
}

/** A code is good once, here as at the door. */
async function isOwnCode(ctx: SignInCtx, personId: string, typed: string): Promise<boolean> {
  const s = signInAccounts
  const [account] = await ctx.read((db) =>
    db
      .select({ sealed: s.totpSecret, lastStep: s.totpLastStep })
      .from(s)
      .where(and(eq(s.personId, personId), isNull(s.disabledAt))),
  )
  if (!account?.sealed) return false
  const secret = unsealTotpSecret(ctx.settings, account.sealed)
  const step = totpStepOf(secret, typed.replace(/[\s.-]/g, ''), ctx.now(), account.lastStep)
  if (step === null) return false
  const moved = await ctx.write((tx) =>
    tx
      .update(s)
      .set({ totpLastStep: step, updatedAt: ctx.now() })
      .where(and(eq(s.personId, personId), or(isNull(s.totpLastStep), lt(s.totpLastStep, step))))
      .returning({ personId: s.personId }),
  )
  return moved.length === 1
}
