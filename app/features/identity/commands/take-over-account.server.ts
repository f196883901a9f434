import { and, eq, isNull, ne } from 'drizzle-orm'
import { LOCALE_LIST } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { passkeys, recoveryCodes, signInAccounts, signInSteps } from '#db/schema/identity.ts'
import { normalizeEmail } from '../rules.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { deleteSignIns } from './end-sign-ins.server.ts'

/**
 * Pro Santé Connect has shown whose number it is, and the account was opened by an invitation that anybody may have
 * had. Nothing of that account opens any more: password, authenticator, codes, keys and address are gone, whoever is
 * signed in is out, and the account is from now on that of the person who was proven.
 */
export async function takeOverAccount(
  ctx: SignInCtx,
  { personId, email }: { personId: string; email: string },
): Promise<void> {
  const address = normalizeEmail(email)
  const ended = await ctx.write(async (tx) => {
    const [other] = await tx
      .select({ personId: signInAccounts.personId })
      .from(signInAccounts)
      .where(and(eq(signInAccounts.email, address), ne(signInAccounts.personId, personId)))
    if (other) throw new DomainError('conflict', 'identity.emailTaken')
    const [former] = await tx
      .select({ email: signInAccounts.email, locale: signInAccounts.locale })
      .from(signInAccounts)
      .where(eq(signInAccounts.personId, personId))
      .for('update')
    // Whoever had it is told, by the address that was theirs.
    if (former && former.email !== address)
      await queueMail(tx, {
        personId,
        toAddress: former.email,
        template: 'numberTaken',
        locale: LOCALE_LIST.find((known) => known === former.locale) ?? 'fr',
      })
    await tx
      .update(signInAccounts)
      .set({
        email: address,
        passwordHash: null,
        passwordChangedAt: null,
        totpSecret: null,
        totpEnrolledAt: null,
        totpLastStep: null,
        mayHavePassword: false,
        updatedAt: ctx.now(),
      })
      .where(eq(signInAccounts.personId, personId))
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId))
    await tx.delete(passkeys).where(eq(passkeys.personId, personId))
    await tx
      .update(signInSteps)
      .set({ usedAt: ctx.now() })
      .where(and(eq(signInSteps.personId, personId), isNull(signInSteps.usedAt)))
    await noteEvent(tx, ctx, 'identity.account.take-over', { personId })
    return deleteSignIns(tx, personId, null)
  })
  ctx.endSockets(ended)
}
