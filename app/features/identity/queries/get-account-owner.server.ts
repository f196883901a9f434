import { eq } from 'drizzle-orm'
import type { Locale } from '#app/kernel/actor.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** An account with the names of its person: what a new password must not be made of. */
export async function accountOwner(ctx: SignInCtx, personId: string) {
  const [row] = await ctx.read((db) =>
    db
      .select({
        email: signInAccounts.email,
        passwordHash: signInAccounts.passwordHash,
        locale: signInAccounts.locale,
        disabledAt: signInAccounts.disabledAt,
        givenName: people.givenName,
        familyName: people.familyName,
      })
      .from(signInAccounts)
      .innerJoin(people, eq(people.id, signInAccounts.personId))
      .where(eq(signInAccounts.personId, personId)),
  )
  return row ? { ...row, locale: (row.locale === 'en' ? 'en' : 'fr') as Locale } : null
}

/** Names of who has no account yet. */
export async function getPersonNames(ctx: SignInCtx, personId: string) {
  const [row] = await ctx.read((db) =>
    db
      .select({ givenName: people.givenName, familyName: people.familyName })
      .from(people)
      .where(eq(people.id, personId)),
  )
  return row ?? { givenName: '', familyName: '' }
}
