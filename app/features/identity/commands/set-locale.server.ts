import { eq } from 'drizzle-orm'
import type { Locale } from '#app/kernel/actor.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** The language of pages on every browser of the person, and of mails to them. */
export async function setLocale(ctx: SignInCtx, who: { personId: string }, locale: Locale): Promise<void> {
  await ctx.read((db) =>
    db
      .update(signInAccounts)
      .set({ locale, updatedAt: ctx.now() })
      .where(eq(signInAccounts.personId, who.personId)),
  )
}
