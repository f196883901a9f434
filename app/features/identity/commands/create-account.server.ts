import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Locale } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import { hashPassword, requireGoodPassword } from '../passwords.server.ts'
import { normalizeEmail } from '../rules.ts'
import { sealTotpSecret } from '../second-factor.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'

export type NewAccount = {
  personId: string
  email: string
  locale?: Locale
  /** Without one the person chooses it by the link of "forgotten password". */
  password?: string
  /** Of a password that was found good before: hashing does not belong into a transaction. */
  passwordHash?: string
  /** Enrols an authenticator that is known already: tests and benches. Else it is enrolled at first sign-in. */
  totpSecret?: Uint8Array
  isDemonstration?: boolean
  /** No, when nobody has shown yet that the address is theirs. */
  mayHavePassword?: boolean
}

/** Lets a person sign in. One that opens with one click can be made in a demonstration only. */
export async function createAccount(ctx: SignInCtx, input: NewAccount): Promise<void> {
  const email = normalizeEmail(input.email)
  if (!z.email().safeParse(email).success) throw new DomainError('invalid', 'identity.emailInvalid')
  if (input.isDemonstration && !ctx.settings.isDemonstration)
    throw new DomainError('forbidden', 'identity.demonstrationOnly')
  const [person] = await ctx.read((db) => db.select().from(people).where(eq(people.id, input.personId)))
  if (!person) throw new DomainError('not_found', 'identity.personNotFound')
  if (input.password !== undefined) await requireGoodPassword(ctx, input.password, { ...person, email })

  const now = ctx.now()
  const secret = input.totpSecret
  const passwordHash =
    input.passwordHash ?? (input.password === undefined ? null : await hashPassword(input.password))
  await ctx.write(async (tx) => {
    const created = await tx
      .insert(signInAccounts)
      .values({
        personId: input.personId,
        email,
        locale: input.locale ?? 'fr',
        isDemonstration: input.isDemonstration ?? false,
        mayHavePassword: input.mayHavePassword ?? true,
        ...(passwordHash ? { passwordHash, passwordChangedAt: now } : {}),
        ...(secret ? { totpSecret: sealTotpSecret(ctx.settings, secret), totpEnrolledAt: now } : {}),
      })
      .onConflictDoNothing()
      .returning({ personId: signInAccounts.personId })
    if (created.length === 0) throw new DomainError('conflict', 'identity.emailTaken')
    await noteEvent(tx, ctx, 'identity.account.create', { personId: input.personId })
  })
}
