import { eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { safeNext } from '#app/kernel/route.server.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import type { SignIn } from '../contract.ts'
import { knownDevice } from '../devices.server.ts'
import { hashPassword, isOutdated, verifyPassword } from '../passwords.server.ts'
import { addressBlock, SECOND_FACTOR_LIFE } from '../rules.ts'
import { newTotpSecret, sealTotpSecret } from '../second-factor.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { beginStep } from '../sign-in-steps.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'

const ACTION = 'identity.password.check'

/**
 * The first half of signing in. One answer for a wrong password, an unknown address and a disabled account,
 * after the same work, so that nobody learns who has an account.
 */
export async function checkPassword(
  ctx: SignInCtx,
  input: SignIn,
): Promise<{ stepToken: string; needsEnrolment: boolean }> {
  const [account] = await ctx.read((db) =>
    db.select().from(signInAccounts).where(eq(signInAccounts.email, input.email)),
  )
  const personId = account?.personId ?? null
  const spendings = limitsOf(ctx, input.email, await knownDevice(ctx, personId))
  await spend(ctx, spendings, { action: ACTION, personId })

  const isRight = await verifyPassword(account?.passwordHash ?? null, input.password)
  if (!account || !isRight || account.disabledAt) {
    const reason = !account ? 'unknown' : isRight ? 'disabled' : 'wrong'
    await ctx.write((tx) => noteEvent(tx, ctx, ACTION, { personId, outcome: 'refused', detail: { reason } }))
    throw new DomainError('unauthenticated', 'identity.wrongCredentials')
  }

  const renewed = isOutdated(account.passwordHash!) ? await hashPassword(input.password) : null
  const needsEnrolment = account.totpSecret === null
  const stepToken = await ctx.write(async (tx) => {
    if (renewed) await tx.update(signInAccounts).set({ passwordHash: renewed }).where(isStill(account))
    await noteEvent(tx, ctx, ACTION, { personId })
    return beginStep(tx, ctx, {
      personId: account.personId,
      kind: 'second_factor',
      lifeMs: SECOND_FACTOR_LIFE,
      returnTo: safeNext(input.next),
      pendingTotpSecret: needsEnrolment ? sealTotpSecret(ctx.settings, newTotpSecret()) : undefined,
    })
  })
  await giveBack(ctx, spendings)
  return { stepToken, needsEnrolment }
}

/** Strangers share limits by place and address; a browser the person uses has its own and no other. */
function limitsOf(ctx: SignInCtx, email: string, device: string | null): Spending[] {
  if (device) return [{ limit: 'passwordOnKnownDevice', about: [device] }]
  const place = addressBlock(ctx.ip)
  return [
    { limit: 'passwordByAddress', about: [place] },
    { limit: 'passwordByEmailAndAddress', about: [email, place] },
    { limit: 'passwordByEmail', about: [email] },
  ]
}

/** Not over a password that was changed while this one was being checked. */
const isStill = (account: typeof signInAccounts.$inferSelect) =>
  eq(signInAccounts.passwordHash, account.passwordHash!)
