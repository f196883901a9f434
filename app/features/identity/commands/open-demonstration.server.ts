import { eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { safeNext } from '#app/kernel/route.server.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { openSession } from '../open-session.server.ts'
import { canOpenWithOneClick } from '../policy.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** One click instead of password and code; anywhere but in a demonstration it does not exist. */
export async function openDemonstration(
  ctx: SignInCtx,
  input: { personId: string; next?: string | undefined },
) {
  const [account] = ctx.settings.isDemonstration
    ? await ctx.read((db) =>
        db.select().from(signInAccounts).where(eq(signInAccounts.personId, input.personId)),
      )
    : []
  if (!account || !canOpenWithOneClick(ctx.settings, account))
    throw new DomainError('not_found', 'identity.accountNotFound')
  const { token, mustChoose } = await ctx.write((tx) =>
    openSession(tx, ctx, account.personId, 'demonstration'),
  )
  return { sessionToken: token, mustChoose, returnTo: safeNext(input.next) }
}
