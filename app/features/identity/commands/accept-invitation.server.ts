import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import type { Tx } from '#db/scope.ts'
import { findInvitation, hasAccount, requireNobodyElse, vouchForNumber } from '../invitations.server.ts'
import { hashPassword, requireGoodPassword } from '../passwords.server.ts'
import { getPersonNames } from '../queries/get-account-owner.server.ts'
import { SECOND_FACTOR_LIFE } from '../rules.ts'
import { newTotpSecret, sealTotpSecret } from '../second-factor.server.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { joinSignInCtx, type SignInCtx } from '../sign-in-ctx.server.ts'
import { beginStep } from '../sign-in-steps.server.ts'
import { createAccount } from './create-account.server.ts'
import { takeInvitation } from './take-invitation.server.ts'

/** Who was asked comes in: account, password and membership at once; the second factor is enrolled next. */
export async function acceptInvitation(
  ctx: SignInCtx,
  input: { token: string; password: string },
): Promise<{ stepToken: string }> {
  const invitation = await findInvitation(ctx, input.token)
  if (!invitation?.email) throw new DomainError('not_found', 'identity.invitationOver')
  const { personId, email } = invitation
  if (await hasAccount(ctx, personId)) throw new DomainError('conflict', 'identity.signInToAccept')
  await requireGoodPassword(ctx, input.password, { ...(await getPersonNames(ctx, personId)), email })
  const passwordHash = await hashPassword(input.password)
  return ctx.write(async (tx) => {
    await requireNobodyElse(tx, ctx, invitation)
    await createAccount(joinSignInCtx(ctx, tx), { personId, email, passwordHash, locale: ctx.locale })
    await vouchForNumber(tx, invitation)
    await takeInvitation(tx, ctx, invitation.id)
    return { stepToken: await beginEnrolment(tx, ctx, personId) }
  })
}

/** Who has an account works there too from now on. */
export async function acceptInvitationSignedIn(
  ctx: SignInCtx,
  who: Pick<OpenSignIn, 'personId' | 'email' | 'locale'>,
  { token }: { token: string },
): Promise<void> {
  const invitation = await findInvitation(ctx, token)
  if (!invitation) throw new DomainError('not_found', 'identity.invitationOver')
  if (invitation.personId !== who.personId) throw new DomainError('forbidden', 'identity.invitationForOther')
  await ctx.write(async (tx) => {
    await takeInvitation(tx, ctx, invitation.id)
    await queueMail(tx, {
      personId: who.personId,
      toAddress: who.email,
      template: 'joined',
      locale: who.locale,
    })
  })
}

/** Straight on from a new password to the authenticator: the password alone opens nothing. */
export const beginEnrolment = (tx: Tx, ctx: SignInCtx, personId: string): Promise<string> =>
  beginStep(tx, ctx, {
    personId,
    kind: 'second_factor',
    lifeMs: SECOND_FACTOR_LIFE,
    returnTo: '/',
    pendingTotpSecret: sealTotpSecret(ctx.settings, newTotpSecret()),
  })
