import { eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { people } from '#db/schema/people.ts'
import type { Activation } from '../contract.ts'
import {
  hasAccount,
  hashLetterCode,
  requireNobodyElse,
  tryLetters,
  vouchForNumber,
} from '../invitations.server.ts'
import { hashPassword, requireGoodPassword } from '../passwords.server.ts'
import { addressBlock } from '../rules.ts'
import { joinSignInCtx, noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'
import { beginEnrolment } from './accept-invitation.server.ts'
import { createAccount } from './create-account.server.ts'
import { takeInvitation } from './take-invitation.server.ts'

const ACTION = 'identity.activation.check'

/**
 * A doctor's first activation: the RPPS and the code of a letter. An unknown number, no letter, a wrong or used code:
 * one answer, so that nobody learns who was invited. Answers without a step for who has an account already.
 */
export async function activateWithCode(
  ctx: SignInCtx,
  { rpps, code, email, password }: Omit<Activation, 'repeated'>,
): Promise<{ stepToken: string | null }> {
  const [person] = await ctx.read((db) => db.select().from(people).where(eq(people.rpps, rpps)))
  const personId = person?.id ?? null
  const tries: Spending[] = [
    { limit: 'activationByAddress', about: [addressBlock(ctx.ip)] },
    { limit: 'activationByRpps', about: [rpps] },
  ]
  await spend(ctx, tries, { action: ACTION, personId })
  const letters = person ? await tryLetters(ctx, person.id) : []
  const letter = letters.find((l) => l.secretHash === hashLetterCode(ctx, l.personId, code))
  if (!person || !letter) {
    await ctx.write((tx) =>
      noteEvent(tx, ctx, ACTION, { personId, outcome: 'refused', detail: { reason: 'wrong' } }),
    )
    throw new DomainError('invalid', 'identity.activationWrong')
  }
  await giveBack(ctx, tries)

  const account = await hasAccount(ctx, person.id)
  if (account) {
    await ctx.write(async (tx) => {
      await takeInvitation(tx, ctx, letter.id)
      await queueMail(tx, {
        personId: person.id,
        toAddress: account.email,
        template: 'joined',
        locale: account.locale === 'en' ? 'en' : 'fr',
      })
    })
    return { stepToken: null }
  }
  await requireGoodPassword(ctx, password, { ...person, email })
  const passwordHash = await hashPassword(password)
  return ctx.write(async (tx) => {
    await requireNobodyElse(tx, ctx, letter)
    // Nobody has shown that the address is theirs: it is told things, but opens nothing.
    const typed = { personId: person.id, email, passwordHash, mayHavePassword: false, locale: ctx.locale }
    await createAccount(joinSignInCtx(ctx, tx), typed)
    await vouchForNumber(tx, letter)
    await takeInvitation(tx, ctx, letter.id)
    return { stepToken: await beginEnrolment(tx, ctx, person.id) }
  })
}
